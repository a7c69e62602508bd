"""Read what people did on GitHub before we listened: a hundred things a query, each in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from recognition.facts import Repo
from recognition.kernel.ids import RepoId
from webhooks.github import queries
from webhooks.github.asking import Asking, Raw, Spent, is_finished, read_thread
from webhooks.github.client import PER_PAGE
from webhooks.github.errors import GoneError, MovedError
from webhooks.github.nodes import Place, Thread, read_members, read_place
from webhooks.payloads import Membership, PullRequestHistory, Team

if TYPE_CHECKING:
    from recognition.kernel.clock import Clock
    from webhooks.github.client import GitHub

__all__ = ["History", "Kind", "Listed", "Page", "Spent", "Thread"]

MAX_LISTED = 10_000
"""Repositories of one account, or installations, that are looked at."""


class Kind(StrEnum):
    """The kinds of things that a repository has a history of."""

    PULL_REQUESTS = "pull_requests"
    ISSUES = "issues"
    DISCUSSIONS = "discussions"
    RELEASES = "releases"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some things of one kind.

    Attributes:
        threads: Those that were read in full.
        unfinished: Those with longer lists than one query gives, to be read by `finish`.
        cursor: Where the next page begins; `None` where this one was the last.
        total: How many there are in the repository.
        repo: As it is called now.
    """

    repo: Repo
    threads: tuple[Thread, ...]
    unfinished: tuple[str, ...]
    cursor: str | None
    total: int
    spent: Spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A repository that the App may see."""

    repo: Repo
    is_private: bool
    is_archived: bool
    is_fork: bool
    has_discussions: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Walk:
    """How one kind is read."""

    pages: str
    owner: str
    changes: str


_WALKS: Mapping[Kind, _Walk] = {
    Kind.PULL_REQUESTS: _Walk(
        pages=queries.PULL_REQUESTS, owner="PullRequest", changes="UPDATED_AT"
    ),
    Kind.ISSUES: _Walk(pages=queries.ISSUES, owner="Issue", changes="UPDATED_AT"),
    Kind.DISCUSSIONS: _Walk(pages=queries.DISCUSSIONS, owner="Discussion", changes="UPDATED_AT"),
    # GitHub sorts releases by no later date.
    Kind.RELEASES: _Walk(pages=queries.RELEASES, owner="Release", changes="CREATED_AT"),
}


class History:
    """Reads history as the installation that covers a repository may see it.

    Args:
        github: As the App sees it.
        clock: Says when memberships were seen.
    """

    def __init__(self, github: GitHub, *, clock: Clock) -> None:
        self._github = github
        self._clock = clock

    def pull_request(self, repo: Repo, number: int) -> PullRequestHistory:
        """Read one pull request with all that is counted about it.

        Raises:
            GoneError: There is none.
            GitHubError: GitHub did not tell.
        """
        subject = self.thread(repo, Kind.PULL_REQUESTS, number).subject
        assert isinstance(subject, PullRequestHistory), "that is what was asked for"
        return subject

    def thread(self, repo: Repo, kind: Kind, number: int) -> Thread:
        """Read one thing with all that is counted about it.

        Raises:
            GoneError: There is none.
            GitHubError: GitHub did not tell.
        """
        asking, where = self._at(repo)
        query = {
            Kind.PULL_REQUESTS: queries.PULL_REQUEST,
            Kind.ISSUES: queries.ISSUE,
            Kind.DISCUSSIONS: queries.DISCUSSION,
        }[kind]
        found = asking.ask(query, {**where, "number": number}).data["repository"]
        node = found["thing"]
        if node is None:
            raise GoneError(f"{repo.full_name}#{number} is not there")
        place = _same_place(found, repo)
        [thread] = asking.complete([(node, place, _WALKS[kind].owner)])
        return thread

    def page(self, repo: Repo, kind: Kind, *, after: str | None, first: int, newest: bool) -> Page:
        """Read the next things of a kind.

        Args:
            repo: Where.
            kind: Which kind.
            after: The former page's cursor; `None` for the first page.
            first: How many, at most 100; fewer where GitHub takes too long over many.
            newest: Those that changed last come first. Otherwise the oldest do, so that what
                is added meanwhile lies ahead and shifts nothing.

        Raises:
            GitHubError: GitHub did not tell.
        """
        asking, where = self._at(repo)
        walk = _WALKS[kind]
        variables = {
            **where,
            "first": first,
            "after": after,
            "field": walk.changes if newest else "CREATED_AT",
            "direction": "DESC" if newest else "ASC",
        }
        reply = asking.ask(walk.pages, variables)
        found = reply.data["repository"]
        place, listed = _same_place(found, repo), found["page"]
        threads: list[Thread] = []
        unfinished: list[str] = []
        for node in filter(None, listed["nodes"]):
            if is_finished(node, place, walk.owner):
                threads.append(read_thread(node, place, walk.owner))
            else:
                unfinished.append(node["id"])
        ends = listed["pageInfo"]
        return Page(
            repo=place.repo,
            threads=tuple(threads),
            unfinished=tuple(unfinished),
            cursor=ends["endCursor"] if ends["hasNextPage"] else None,
            total=listed["totalCount"],
            spent=asking.spent,
        )

    def finish(self, repo: Repo, node_ids: Sequence[str]) -> tuple[tuple[Thread, ...], Spent]:
        """Read things in full whose lists are longer than one query gives.

        Those that are gone since are left out.

        Args:
            repo: Where they are.
            node_ids: At most `queries.AT_ONCE`.

        Raises:
            GitHubError: GitHub did not tell.
        """
        asking, _where = self._at(repo)
        nodes = asking.by_id(node_ids)
        threads = asking.complete(
            [(node, read_place(node["repository"]), node["__typename"]) for node in nodes]
        )
        return threads, asking.spent

    def missing(
        self, repo: Repo, kind: Kind, numbers: Sequence[int]
    ) -> tuple[frozenset[int], Spent]:
        """Say which of some numbers stand for nothing any more.

        Args:
            repo: Where.
            kind: Discussions, or anything that shares its numbers with issues.
            numbers: At most `queries.LOOKED_UP`.
        """
        asking, where = self._at(repo)
        field = "discussion" if kind is Kind.DISCUSSIONS else "issueOrPullRequest"
        query = queries.existence_query(field, numbers)
        reply = asking.ask(query, where, may_lack=True)
        found = reply.data["repository"]
        gone = frozenset(number for number in numbers if found.get(f"n{number}") is None)
        return gone, asking.spent

    def memberships(self, organization: str) -> tuple[tuple[Membership, ...], Spent]:
        """List who is in which team of an organisation, and who is in the organisation.

        Raises:
            GoneError: It is no organisation, or the App is not installed there.
            GitHubError: GitHub did not tell.
        """
        asking = Asking(self._github.organization(organization).graphql)
        seen_at = self._clock.now()
        found: list[Membership] = []
        for owner, page in asking.pages(queries.MEMBERS, organization):
            whole = Team(id=owner["databaseId"], organization=owner["login"], slug=None)
            found += read_members(page["nodes"], whole, seen_at=seen_at)
        for owner, page in asking.pages(queries.TEAMS, organization):
            nodes = [node for node in page["nodes"] if node is not None]
            asking.fill((node, "Team") for node in nodes)
            for node in nodes:
                team = Team(id=node["databaseId"], organization=owner["login"], slug=node["slug"])
                found += read_members(node["members"]["nodes"], team, seen_at=seen_at)
        return tuple(found), asking.spent

    def installations(self) -> tuple[str, ...]:
        """Name the accounts on which the App is installed and may act."""
        listed = self._github.app.pages("/app/installations", at_most=MAX_LISTED)
        return tuple(
            found["account"]["login"]
            for found in listed
            # An enterprise has no repositories of its own, and no login.
            if found["suspended_at"] is None and "login" in (found["account"] or {})
        )

    def repositories(self, owner: str) -> tuple[Listed, ...]:
        """List the repositories of an account that the App may see.

        Raises:
            GoneError: The App is not installed there.
            GitHubError: GitHub did not tell.
        """
        api = self._github.account(owner)
        found: list[Listed] = []
        for page in range(1, MAX_LISTED // PER_PAGE + 1):
            answer = api.get("/installation/repositories", per_page=PER_PAGE, page=page)
            found += (
                Listed(
                    repo=Repo(id=RepoId(it["id"]), full_name=it["full_name"]),
                    is_private=it["private"],
                    is_archived=it["archived"],
                    is_fork=it["fork"],
                    has_discussions=it["has_discussions"],
                )
                for it in answer["repositories"]
            )
            if len(answer["repositories"]) < PER_PAGE:
                break
        return tuple(found)

    def _at(self, repo: Repo) -> tuple[Asking, dict[str, str]]:
        place = self._github.repository(repo)
        owner, _, name = place.full_name.partition("/")
        return Asking(place.api.graphql), {"owner": owner, "name": name}


def _same_place(found: Raw, repo: Repo) -> Place:
    """Read where the things were found, and make sure that it is where they were looked for.

    Raises:
        MovedError: The name has passed to another repository a moment ago.
    """
    place = read_place(found)
    if repo.id and place.repo.id != repo.id:
        raise MovedError(f"{repo.full_name} is another repository now")
    return place
