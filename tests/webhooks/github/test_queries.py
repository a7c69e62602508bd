"""Tests of webhooks.github.queries: GitHub understands each, and none asks for too much."""

from __future__ import annotations

from typing import Any

import pytest

from tests.graphql_contract import faults
from tests.webhooks.github.points import MAX_NODES, estimate
from webhooks.github import queries
from webhooks.github.graphql import operation_name

EVERY_REST = list(queries.RESTS.values())

EVERY_QUERY: dict[str, tuple[str, dict[str, Any]]] = {
    "pull requests": (queries.PULL_REQUESTS, {"first": 100}),
    "issues": (queries.ISSUES, {"first": 100}),
    "discussions": (queries.DISCUSSIONS, {"first": 100}),
    "releases": (queries.RELEASES, {"first": 100}),
    "a pull request": (queries.PULL_REQUEST, {}),
    "an issue": (queries.ISSUE, {}),
    "a discussion": (queries.DISCUSSION, {}),
    "what is unfinished": (queries.UNFINISHED, {"ids": ["x"] * queries.AT_ONCE}),
    "teams": (queries.TEAMS, {}),
    "members": (queries.MEMBERS, {}),
    "each kind of rest": (queries.rest_query(EVERY_REST), {}),
    "the largest rest": (
        queries.rest_query([queries.RESTS["PullRequest.reviews"]] * queries.AT_ONCE),
        {},
    ),
    "existence": (queries.existence_query("issueOrPullRequest", range(1, 101)), {}),
    "existence of discussions": (queries.existence_query("discussion", [1, 2]), {}),
    "commits": (queries.commits_query(["0123abc", "f" * 40]), {}),
}


@pytest.mark.contract
@pytest.mark.parametrize("name", EVERY_QUERY)
def test_github_understands_the_query(name: str) -> None:
    assert faults(EVERY_QUERY[name][0]) == []


@pytest.mark.contract
def test_a_misspelt_field_would_be_found() -> None:
    wrong = queries.PULL_REQUEST.replace("mergedAt", "mergedOn")
    assert any("mergedOn" in fault for fault in faults(wrong))


@pytest.mark.parametrize("name", EVERY_QUERY)
def test_no_query_reaches_more_nodes_than_github_allows(name: str) -> None:
    query, variables = EVERY_QUERY[name]
    assert estimate(query, **variables).nodes <= MAX_NODES


def test_githubs_own_example_of_the_count_is_counted_the_same() -> None:
    """A hundred repositories, fifty issues each, sixty labels each: 51 points."""
    example = """query Example {
      viewer {
        repositories(first: 100) { edges { node {
          issues(first: 50) { edges { node { labels(first: 60) { edges { node { name } } } } } }
        } } }
      }
    }"""
    counted = estimate(example)
    assert (counted.requests, counted.points) == (5101, 51)


def test_a_thousand_pull_requests_leave_most_of_an_hours_points() -> None:
    """An installation has 5,000 points an hour at least."""
    assert 10 * estimate(queries.PULL_REQUESTS, first=100).points <= 1000


def test_a_single_pull_request_costs_a_webhook_one_point() -> None:
    assert estimate(queries.PULL_REQUEST).points == 1


@pytest.mark.parametrize("name", EVERY_QUERY)
def test_every_query_asks_what_is_left_and_has_a_name(name: str) -> None:
    query = EVERY_QUERY[name][0]
    assert queries.RATE in query
    assert operation_name(query)


def test_only_fragments_that_are_used_are_sent() -> None:
    """GitHub refuses a document with others."""
    assert "fragment Files" not in queries.ISSUES
    assert queries.PULL_REQUESTS.count("fragment Account ") == 1
