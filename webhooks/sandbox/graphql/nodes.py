"""Global ids: what they look like for each type, and what stands behind one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from webhooks.sandbox.forum import Discussion, DiscussionComment
from webhooks.sandbox.git import Release
from webhooks.sandbox.graphql.fields import Fields, View
from webhooks.sandbox.graphql.refusals import Refusal, not_found_node
from webhooks.sandbox.numbers import node_id, read_node_id
from webhooks.sandbox.shapes.people import account_node
from webhooks.sandbox.shapes.threads import thread_node
from webhooks.sandbox.state import (
    Account,
    Comment,
    Repository,
    Review,
    ReviewComment,
    Team,
    Thread,
)

FIELDS = Fields()
# The types whose ids are made of the repository's and their own.
_PREFIXES: dict[type, str] = {
    Comment: "IC",
    Review: "PRR",
    ReviewComment: "PRRC",
    Discussion: "D",
    DiscussionComment: "DC",
    Release: "RE",
}
# What an installation must be allowed to read, for those that it finds by their ids.
_PERMISSIONS = {
    "I": ("issues",),
    "PR": ("pull_requests",),
    "IC": ("issues", "pull_requests"),
    "PRR": ("pull_requests",),
    "PRRC": ("pull_requests",),
    "D": ("discussions",),
    "DC": ("discussions",),
    "RE": ("contents",),
    "R": (),
}


@FIELDS.on("id", "User", "Bot", "Organization")
def account_id(value: Account, _: View) -> str:
    """Give the global id of an account."""
    return account_node(value)


@FIELDS.on("id", "Repository")
def repository_id(value: Repository, _: View) -> str:
    """Give the global id of a repository."""
    return node_id("R", value.id)


@FIELDS.on("id", "Team")
def team_id(value: Team, _: View) -> str:
    """Give the global id of a team."""
    return node_id("T", value.organization_id, value.id)


@FIELDS.on("id", "PullRequest", "Issue")
def thread_id(value: Thread, _: View) -> str:
    """Give the global id of an issue or a pull request."""
    return thread_node(value)


@FIELDS.on(
    "id",
    *("IssueComment", "PullRequestReview", "PullRequestReviewComment"),
    *("Discussion", "DiscussionComment", "Release"),
)
def written_id(value: Any, _: View) -> str:
    """Give the global id of something written in a repository."""
    return node_id(_PREFIXES[type(value)], value.repository_id, value.id)


@FIELDS.on("node", "Query")
def node(_: None, view: View, id: str) -> Any:  # noqa: A002 -- GraphQL's name
    """Find what bears a global id."""
    return _find(view, id)


@FIELDS.on("nodes", "Query")
def nodes(_: None, view: View, ids: list[str]) -> list[Any]:
    """Find what bears these global ids; each that is not there is an error of its own."""
    return [_found_or_refusal(view, it) for it in ids]


def _found_or_refusal(view: View, global_id: str) -> Any:
    try:
        return _find(view, global_id)
    except Refusal as refusal:
        return refusal


def _find(view: View, global_id: str) -> Any:
    try:
        prefix, ids = read_node_id(global_id)
    except ValueError:
        raise not_found_node(global_id) from None
    if prefix in {"U", "BOT", "O"}:
        found = view.world.accounts.get(ids[-1])
        if found is None:
            raise not_found_node(global_id)
        return found
    if prefix == "T" and ids[-1] in view.world.teams:
        team = view.world.teams[ids[-1]]
        view.require_members(view.world.accounts[team.organization_id])
        return team
    repository = view.world.repositories.get(ids[0])
    if repository is None or not view.sees(repository) or prefix not in _PERMISSIONS:
        raise not_found_node(global_id)
    view.require(repository, *_PERMISSIONS[prefix])
    for it in _candidates(view, repository)[prefix]():
        if (it.pull.id if prefix == "PR" else it.id) == ids[-1]:
            return it
    raise not_found_node(global_id)


def _candidates(view: View, repository: Repository) -> dict[str, Callable[[], list[Any]]]:
    """Give by prefix what lists everything of a repository that an id may mean."""
    world = view.world

    def threads() -> list[Thread]:
        return [it for it in world.threads.values() if it.repository_id == repository.id]

    def reviews() -> list[Review]:
        return [it for one in threads() if one.pull for it in one.pull.reviews]

    def discussions() -> list[Discussion]:
        return [it for it in world.discussions.values() if it.repository_id == repository.id]

    return {
        "R": lambda: [repository],
        "PR": lambda: [it for it in threads() if it.pull],
        "I": lambda: [it for it in threads() if it.pull is None],
        "IC": lambda: [it for one in threads() for it in one.comments],
        "PRR": reviews,
        "PRRC": lambda: [it for one in reviews() for it in one.comments],
        "D": discussions,
        "DC": lambda: [it for one in discussions() for it in one.comments],
        "RE": lambda: [it for it in world.releases.values() if it.repository_id == repository.id],
    }
