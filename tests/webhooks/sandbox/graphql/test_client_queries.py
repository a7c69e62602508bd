"""The sandbox serves every query that the App's client sends, at the price the client expects."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from graphql import get_operation_ast, parse, validate

from recognition.kernel.clock import ManualClock
from tests.webhooks.github.points import estimate
from tests.webhooks.github.test_queries import EVERY_QUERY
from tests.webhooks.sandbox.graphql.conftest import Asker
from webhooks.github import queries
from webhooks.sandbox.graphql.cost import cost_of
from webhooks.sandbox.graphql.schema import read_schema
from webhooks.sandbox.numbers import node_id, read_node_id

ANVIL = "acme/anvil"


@pytest.mark.parametrize("name", EVERY_QUERY)
def test_every_query_of_the_client_is_served_and_priced(name: str) -> None:
    query, variables = EVERY_QUERY[name]
    document = parse(query)
    operation = get_operation_ast(document)
    assert operation is not None
    assert validate(read_schema(), document) == []
    cost = cost_of(read_schema(), document, operation, variables)
    # The client's tests count what is found by ids as a list too; GitHub's words allow both.
    by_ids = "nodes(ids" in query
    assert cost.points <= estimate(query, **variables).points
    assert by_ids or cost.requests == estimate(query, **variables).requests


@pytest.fixture
def told(ask: Asker, clock: ManualClock) -> Asker:
    """An issue that a merge closed, a discussion with a reply, a release."""
    world = ask.server.world
    issue = world.open_issue(ANVIL, "grace", "It rings", labels=["bug"])
    world.close(ANVIL, issue.number, "grace")
    world.reopen(ANVIL, issue.number, "grace")
    pull = world.open_pull_request(ANVIL, "linus", "Softer", f"Fixes #{issue.number}")
    world.review(ANVIL, pull.number, "grace", "COMMENTED", "Hm", comments=[("a", "b")])
    world.comment(ANVIL, pull.number, "linus", "Done")
    clock.advance(timedelta(minutes=1))
    world.merge(ANVIL, pull.number, "ada")
    asked = world.discuss(ANVIL, "linus", "How heavy?")
    asked.labels.append("question")
    world.add_label(world.repository(ANVIL), "question")
    said = world.discuss_further(ANVIL, asked.number, "grace", "Fifty")
    world.discuss_further(ANVIL, asked.number, "linus", "Thanks", reply_to=said.id)
    world.publish_release(ANVIL, "ada", "v1.0")
    return ask


def test_an_issue_tells_by_which_merge_it_was_closed(told: Asker) -> None:
    issue = told(queries.ISSUE, owner="acme", name="anvil", number=1)["repository"]["thing"]
    by_hand, by_merge = issue["timelineItems"]["nodes"]
    assert by_hand == {"createdAt": "2026-11-24T09:00:00Z", "closer": None}
    assert (by_merge["createdAt"], by_merge["closer"]["number"]) == ("2026-11-24T09:01:00Z", 2)
    assert by_merge["closer"]["author"]["login"] == "linus"
    everything = queries.ISSUE.replace(", itemTypes: [CLOSED_EVENT]", "")
    _, errors = told.refused(everything, owner="acme", name="anvil", number=1)
    assert errors[0][0] == "NOT_IMPLEMENTED"


def test_the_end_of_a_list_is_asked_for_by_last(told: Asker) -> None:
    last = queries.ISSUE.replace("last: 50", "last: 1")
    issue = told(last, owner="acme", name="anvil", number=1)["repository"]["thing"]
    assert [it["closer"]["number"] for it in issue["timelineItems"]["nodes"]] == [2]


def test_whatever_has_an_id_is_found_by_it(told: Asker) -> None:
    query = """{ organization(login: "acme") { id teams(first: 1) { nodes { id } }
        repositories(first: 1) { nodes { id
          issues(first: 1) { nodes { id author { ... on User { id } } } }
          pullRequests(first: 1) { nodes { id comments(first: 1) { nodes { id } }
            reviews(first: 1) { nodes { id comments(first: 1) { nodes { id } } } } } }
          discussions(first: 1) { nodes { id labels(first: 1) { nodes { name } }
            comments(first: 1) { nodes { id replies(first: 1) { nodes { id } } } } } }
          releases(first: 1) { nodes { id } } } } } }"""
    ids = list(found_ids(told(query)))
    nodes = told("query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=ids)["nodes"]
    assert [it["id"] for it in nodes] == ids
    assert sorted(it["__typename"] for it in nodes) == [
        "Discussion",
        "DiscussionComment",
        "DiscussionComment",
        "Issue",
        "IssueComment",
        "Organization",
        "PullRequest",
        "PullRequestReview",
        "PullRequestReviewComment",
        "Release",
        "Repository",
        "Team",
        "User",
    ]


def found_ids(value: Any) -> Any:
    """Give every `id` in an answer."""
    if isinstance(value, list):
        for it in value:
            yield from found_ids(it)
    elif isinstance(value, dict):
        for name, it in value.items():
            yield from [it] if name == "id" else found_ids(it)


def test_ids_of_nothing_are_errors_of_their_own_places(told: Asker) -> None:
    world = told.server.world
    anvil, gone = world.repository(ANVIL), "BOT_kgDO"
    absent = node_id("PR", anvil.id, 1)
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename } }"
    ids = [node_id("R", anvil.id), absent, gone, "nonsense", node_id("U", 1), node_id("Q", 1)]
    body = told.answer(query, ids=ids).json()
    assert body["data"]["nodes"] == [{"__typename": "Repository"}] + [None] * 5
    assert [it["path"] for it in body["errors"]] == [["nodes", it] for it in range(1, 6)]
    assert body["errors"][0]["type"] == "NOT_FOUND"
    message = f"Could not resolve to a node with the global id of '{absent}'."
    assert body["errors"][0]["message"] == message


def test_ids_are_read_back_as_they_were_written() -> None:
    for ids in ((1,), (157_554_479, 2_444_500_041), (2**32, 5)):
        assert read_node_id(node_id("PR", *ids)) == ("PR", ids)
    for wrong in ("", "PR", "PR_", "PR_kgDO", "PR_AAAA", "PR_kwDOCWQE784"):
        with pytest.raises(ValueError, match="no global id"):
            read_node_id(wrong)


def test_numbers_are_asked_whether_anything_bears_them(told: Asker) -> None:
    query = queries.existence_query("issueOrPullRequest", [1, 2, 3, 99])
    data, errors = told.refused(query, owner="acme", name="anvil")
    assert data["repository"] == {
        "n1": {"__typename": "Issue"},
        "n2": {"__typename": "PullRequest"},
        "n3": None,
        "n99": None,
    }
    message = "Could not resolve to an issue or pull request with the number of 3."
    assert errors[0] == ("NOT_FOUND", message)


def test_commits_are_found_by_the_beginning_of_their_hash(told: Asker) -> None:
    pull = told.server.world.thread(ANVIL, 2).pull
    assert pull is not None
    assert pull.merge_commit_sha is not None
    short = pull.merge_commit_sha[:7]
    found = told(queries.commits_query([short, "0" * 40]), owner="acme", name="anvil")
    repository = found["repository"]
    (merged,) = repository[f"c{short}"]["associatedPullRequests"]["nodes"]
    assert (merged["number"], merged["mergeCommit"]["oid"]) == (2, pull.merge_commit_sha)
    assert repository[f"c{'0' * 40}"] is None
