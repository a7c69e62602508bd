"""What a query costs is what GitHub's documentation computes."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import get_operation_ast, parse

from webhooks.sandbox.graphql.cost import Cost, cost_of
from webhooks.sandbox.graphql.refusals import Refusal
from webhooks.sandbox.graphql.schema import read_schema


def cost(query: str, **variables: Any) -> Cost:
    document = parse(query)
    operation = get_operation_ast(document)
    assert operation is not None
    return cost_of(read_schema(), document, operation, variables)


def test_connections_count_once_for_each_parent_that_may_come() -> None:
    """The example of the documentation: 1 + 100 + 5,000 requests are 51 points."""
    found = cost(
        """{ organization(login: "a") { repositories(first: 100) { nodes {
             issues(first: 50) { nodes { labels(first: 60) { nodes { name } } } } } } } }"""
    )
    assert found.requests == 1 + 100 + 100 * 50
    assert found.points == 51
    assert found.nodes == 100 + 100 * 50 + 100 * 50 * 60


def test_the_cheapest_query_costs_one_point() -> None:
    assert cost("{ rateLimit { cost } __typename }") == Cost()
    assert cost("{ rateLimit { cost } }").points == 1


def test_fragments_and_variables_are_followed() -> None:
    query = """
    query($many: Int!) { repository(owner: "a", name: "b") { ...page ... { ...page } } }
    fragment page on Repository { pullRequests(first: $many) { nodes { ...pull } } }
    fragment pull on PullRequest { author { ... on User { databaseId } }
                                   files(first: 100) { nodes { path } } }"""
    assert cost(query, many=30) == Cost(requests=2 * (1 + 30), nodes=2 * (30 + 30 * 100))
    assert cost(query, many=None).requests == 0


def test_a_query_for_more_nodes_than_github_gives_is_refused() -> None:
    with pytest.raises(Refusal, match="up to 1,010,100 possible nodes") as refused:
        cost(
            """{ organization(login: "a") { repositories(first: 100) { nodes {
                 pullRequests(first: 100) { nodes { files(first: 100) { totalCount } } } } } } }"""
        )
    assert refused.value.type == "MAX_NODE_LIMIT_EXCEEDED"
