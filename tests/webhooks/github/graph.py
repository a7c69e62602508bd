"""Nodes as GitHub's GraphQL interface gives them; tests replace single fields."""

from __future__ import annotations

from typing import Any

Node = dict[str, Any]

PLACE: Node = {
    "databaseId": 42,
    "nameWithOwner": "meshery/meshery",
    "defaultBranchRef": {"name": "master"},
}
URL = "https://github.com/meshery/meshery"


def listed(*nodes: Any, more: str | None = None, **fields: Any) -> Node:
    """Make a list; `more` is the cursor where it goes on."""
    ends = {"hasNextPage": more is not None, "endCursor": more}
    return {"nodes": list(nodes), "pageInfo": ends, **fields}


def account(number: int | None, login: str, kind: str = "User") -> Node:
    return {"__typename": kind, "login": login} | (
        {} if number is None else {"databaseId": number}
    )


ADA, GRACE, LEAD = account(7, "ada"), account(8, "grace"), account(1, "lead")


def commit(message: str = "Fix it", *authors: Node) -> Node:
    return {"commit": {"message": message, "authors": {"nodes": list(authors)}}}


def review(number: int = 31, **fields: Any) -> Node:
    return {
        "id": f"R_{number}",
        "fullDatabaseId": str(number),
        "url": f"{URL}/pull/5#pullrequestreview-{number}",
        "state": "APPROVED",
        "body": "Good",
        "submittedAt": "2026-10-02T10:00:00Z",
        "updatedAt": "2026-10-02T10:00:00Z",
        "author": GRACE,
        "comments": listed(totalCount=0),
    } | fields


def comment(number: int = 61, **fields: Any) -> Node:
    return {
        "fullDatabaseId": str(number),
        "url": f"{URL}/pull/5#issuecomment-{number}",
        "body": "Thanks!",
        "createdAt": "2026-10-02T11:00:00Z",
        "updatedAt": "2026-10-02T11:00:00Z",
        "author": GRACE,
    } | fields


def issue(number: int = 9, **fields: Any) -> Node:
    return {
        "id": f"I_{number}",
        "number": number,
        "url": f"{URL}/issues/{number}",
        "createdAt": "2026-10-01T08:00:00Z",
        "updatedAt": "2026-10-02T12:00:00Z",
        "closedAt": "2026-10-02T12:00:00Z",
        "author": GRACE,
        "repository": {"databaseId": 42, "nameWithOwner": "meshery/meshery"},
        "labels": {"nodes": [{"name": "bug"}]},
        "timelineItems": {
            "nodes": [
                {
                    "createdAt": "2026-10-02T12:00:00Z",
                    "closer": {"number": 5, "author": ADA},
                }
            ]
        },
        "comments": listed(),
    } | fields


def pull_request(number: int = 5, **fields: Any) -> Node:
    """Make a merged pull request of Ada's."""
    return {
        "id": f"PR_{number}",
        "number": number,
        "url": f"{URL}/pull/{number}",
        "title": "Fix it",
        "body": "",
        "createdAt": "2026-10-01T08:00:00Z",
        "updatedAt": "2026-10-02T12:00:00Z",
        "isDraft": False,
        "mergedAt": "2026-10-02T12:00:00Z",
        "additions": 10,
        "deletions": 2,
        "baseRefName": "master",
        "author": ADA,
        "mergedBy": LEAD,
        "labels": {"nodes": [{"name": "component/ui"}, {"name": "area/docs"}]},
        "files": listed({"path": "ui/a.ts"}),
        "commits": listed(commit("Fix it", {"name": "Ada", "user": ADA})),
        "reviews": listed(),
        "comments": listed(),
        "closingIssuesReferences": listed(),
    } | fields


def discussion(number: int = 12, **fields: Any) -> Node:
    return {
        "id": f"D_{number}",
        "number": number,
        "url": f"{URL}/discussions/{number}",
        "createdAt": "2026-10-01T08:00:00Z",
        "updatedAt": "2026-10-03T08:00:00Z",
        "author": ADA,
        "category": {"slug": "q-a"},
        "labels": {"nodes": []},
        "answerChosenAt": None,
        "answer": None,
        "comments": listed(),
    } | fields


def answer(number: int = 71, *replies: Node, **fields: Any) -> Node:
    said = comment(number)
    del said["fullDatabaseId"]
    return {
        **said,
        "id": f"DC_{number}",
        "databaseId": number,
        "replies": listed(*replies),
    } | fields


def release(number: int = 81, **fields: Any) -> Node:
    return {
        "id": f"RE_{number}",
        "databaseId": number,
        "url": f"{URL}/releases/tag/v1.0.0",
        "tagName": "v1.0.0",
        "isDraft": False,
        "isPrerelease": False,
        "publishedAt": "2026-10-04T08:00:00Z",
        "updatedAt": "2026-10-04T09:00:00Z",
        "author": LEAD,
    } | fields
