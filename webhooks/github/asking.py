"""Ask what one query does not tell: lists to their ends, and whose work a commit was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from recognition.service.tables import chunks
from webhooks.github import queries
from webhooks.github.errors import ServerError
from webhooks.github.nodes import (
    Place,
    Thread,
    read_discussion,
    read_issue,
    read_pull_request,
    read_release,
    undone_commits,
)

if TYPE_CHECKING:
    from webhooks.github.graphql import Budget, GraphQl, Reply

Raw: TypeAlias = "MutableMapping[str, Any]"
"""A node as it came; lists that were not read to their end are filled up in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What reading has taken.

    Attributes:
        requests: How many queries were asked.
        points: What they took of the hour's points.
        budget: What is left as the last of them told; `None` where nothing limits us.
    """

    requests: int = 0
    points: int = 0
    budget: Budget | None = None

    def __add__(self, other: Spent) -> Spent:
        return Spent(
            requests=self.requests + other.requests,
            points=self.points + other.points,
            budget=other.budget or self.budget,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEnd:
    """A list of a thing that has more items than were read."""

    node_id: str
    rest: queries.Rest
    listed: Raw


class Asking:
    """Some queries that belong together, and what they took.

    Args:
        graphql: As one installation.

    Attributes:
        spent: So far.
    """

    def __init__(self, graphql: GraphQl) -> None:
        self._graphql = graphql
        self.spent = Spent()

    def ask(self, query: str, variables: Mapping[str, Any], *, may_lack: bool = False) -> Reply:
        """Ask one query; see `GraphQl.query`."""
        reply = self._graphql.query(query, may_lack=may_lack, **variables)
        cost = reply.budget.cost if reply.budget else 0
        self.spent += Spent(requests=1, points=cost, budget=reply.budget)
        return reply

    def pages(self, query: str, organization: str) -> Iterator[tuple[Raw, Raw]]:
        """Give an organisation and a page of its list, to the list's end."""
        after: str | None = None
        while True:
            variables = {"login": organization, "after": after}
            owner = self.ask(query, variables).data["organization"]
            yield owner, owner["page"]
            ends = owner["page"]["pageInfo"]
            if not ends["hasNextPage"]:
                return
            after = ends["endCursor"]

    def by_id(self, node_ids: Sequence[str]) -> list[Raw]:
        """Read things by their ids, fewer at a time where that takes GitHub too long."""
        if not node_ids:
            return []
        try:
            nodes = self.ask(queries.UNFINISHED, {"ids": list(node_ids)}).data["nodes"]
        except ServerError:
            half = len(node_ids) // 2
            if half == 0:
                raise
            return [*self.by_id(node_ids[:half]), *self.by_id(node_ids[half:])]
        return [node for node in nodes if node is not None]

    def complete(self, nodes: Sequence[tuple[Raw, Place, str]]) -> tuple[Thread, ...]:
        """Read the lists of things to their ends, and then the things."""
        self.fill((node, owner) for node, _place, owner in nodes)
        pulls = [(node, place) for node, place, owner in nodes if owner == "PullRequest"]
        undone = self._undone(pulls)
        return tuple(
            read_pull_request(node, place, undone)
            if owner == "PullRequest"
            else read_thread(node, place, owner)
            for node, place, owner in nodes
        )

    def fill(self, nodes: Iterable[tuple[Raw, str]]) -> None:
        """Read on the lists of things until none has more."""
        things = list(nodes)
        while open_ends := [end for node, owner in things for end in _open_ends(node, owner)]:
            for some in chunks(open_ends, size=queries.AT_ONCE):
                self._read_on(some)

    def _read_on(self, ends: Sequence[OpenEnd]) -> None:
        variables: dict[str, str] = {}
        for n, end in enumerate(ends):
            variables |= {f"id{n}": end.node_id, f"after{n}": end.listed["pageInfo"]["endCursor"]}
        query = queries.rest_query([end.rest for end in ends])
        reply = self.ask(query, variables, may_lack=True)
        for n, end in enumerate(ends):
            thing = reply.data[f"n{n}"]
            if thing is None:
                raise ServerError("something was deleted while it was read; the next try sees it")
            more = thing[end.rest.field]
            end.listed["nodes"] += more["nodes"]
            end.listed["pageInfo"] = more["pageInfo"]

    def _undone(self, pulls: Sequence[tuple[Raw, Place]]) -> dict[str, int]:
        """Say of the commits that these revert which merged pull requests they were all of."""
        by_place: dict[str, dict[str, None]] = {}
        for node, place in pulls:
            shas = dict.fromkeys(undone_commits(node, place))
            if shas:
                by_place.setdefault(place.repo.full_name, {}).update(shas)
        found: dict[str, int] = {}
        for full_name, shas in by_place.items():
            owner, _, name = full_name.partition("/")
            for some in chunks(shas, size=queries.AT_ONCE):
                query = queries.commits_query(some)
                reply = self.ask(query, {"owner": owner, "name": name}, may_lack=True)
                commits = reply.data["repository"]
                found |= {
                    sha: number
                    for sha in some
                    if (number := _whole_of(sha, commits.get(f"c{sha}"))) is not None
                }
        return found


def _whole_of(sha: str, commit: Raw | None) -> int | None:
    """Give the merged pull request that a commit was all of; `None` where it was of none."""
    listed = (commit or {}).get("associatedPullRequests") or {"nodes": ()}
    for pull in filter(None, listed["nodes"]):
        merged_as = (pull["mergeCommit"] or {}).get("oid", "")
        is_all = merged_as.startswith(sha) or pull["commits"]["totalCount"] == 1
        if pull["mergedAt"] is not None and is_all:
            return int(pull["number"])
    return None


_WITHIN: Mapping[str, Mapping[str, str]] = {
    "PullRequest": {"reviews": "PullRequestReview"},
    "Discussion": {"comments": "DiscussionComment"},
}
"""In which lists the items have lists that may go on, and of what class the items are."""


def _open_ends(node: Raw, owner: str) -> Iterator[OpenEnd]:
    for rest in queries.RESTS.values():
        listed = node.get(rest.field) if rest.owner == owner else None
        if (
            listed is not None
            and listed["pageInfo"]["hasNextPage"]
            and len(listed["nodes"]) < rest.at_most
        ):
            yield OpenEnd(node_id=node["id"], rest=rest, listed=listed)
    for field, item_owner in _WITHIN.get(owner, {}).items():
        for item in filter(None, (node.get(field) or {"nodes": ()})["nodes"]):
            yield from _open_ends(item, item_owner)


def is_finished(node: Raw, place: Place, owner: str) -> bool:
    """Tell whether nothing more has to be asked about a thing; owner is the class it is of."""
    has_more = next(_open_ends(node, owner), None) is not None
    return not has_more and not (owner == "PullRequest" and undone_commits(node, place))


_READERS: Mapping[str, Callable[[Raw, Place], Thread]] = {
    "PullRequest": lambda node, place: read_pull_request(node, place, {}),
    "Issue": read_issue,
    "Discussion": read_discussion,
    "Release": read_release,
}


def read_thread(node: Raw, place: Place, owner: str) -> Thread:
    """Read a thing of which all is known; owner is the class it is of."""
    return _READERS[owner](node, place)
