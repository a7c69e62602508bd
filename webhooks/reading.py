"""Read the next slice of a walk from GitHub; nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from recognition.facts import Fact, Repo
from webhooks.github import queries
from webhooks.github.history import Kind, Page, Spent, Thread
from webhooks.threads import facts_of

if TYPE_CHECKING:
    from webhooks.github.history import Listed
    from webhooks.payloads import Membership
    from webhooks.walks import Walk


class Source(Protocol):
    """Where history is read; `webhooks.github.history.History` is the one."""

    def installations(self) -> tuple[str, ...]:
        """Name the accounts on which the App is installed."""
        ...

    def repositories(self, owner: str) -> tuple[Listed, ...]:
        """List what the App may see of an account."""
        ...

    def memberships(self, organization: str) -> tuple[tuple[Membership, ...], Spent]:
        """List who is in which team."""
        ...

    def page(self, repo: Repo, kind: Kind, *, after: str | None, first: int, newest: bool) -> Page:
        """Read the next things of a kind."""
        ...

    def finish(self, repo: Repo, node_ids: Sequence[str]) -> tuple[tuple[Thread, ...], Spent]:
        """Read things in full that were too long for a page."""
        ...

    def missing(
        self, repo: Repo, kind: Kind, numbers: Sequence[int]
    ) -> tuple[frozenset[int], Spent]:
        """Say which of some numbers stand for nothing any more."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What GitHub told in one slice.

    Attributes:
        after: How the walk goes on after it.
        repo: As it is called now.
        threads: Read in full.
        missing: Numbers that stand for nothing any more.
    """

    after: Walk
    repo: Repo
    threads: tuple[Thread, ...] = ()
    missing: frozenset[int] = frozenset()
    spent: Spent = field(default_factory=Spent)

    @property
    def kind(self) -> Kind:
        """Give the kind of thing that was read."""
        kind = self.after.task.kind
        assert kind is not None, "the other tasks read no threads"
        return kind

    def facts(self, *, changed_after: datetime | None = None) -> list[Fact]:
        """Give the facts of all threads, or of those that changed after a moment."""
        return [
            fact
            for thread in self.threads
            if changed_after is None or thread.updated_at > changed_after
            for fact in facts_of(thread)
        ]


def read_slice(
    source: Source, walk: Walk, *, known: Callable[[Walk, Kind], Sequence[int]]
) -> Reading:
    """Read the next page, or what was too long for one, or what has to be looked up.

    Args:
        source: GitHub.
        walk: How far it has come.
        known: Gives the numbers of which it is asked at the end of a sweep whether they
            still stand for something: nobody lists what is gone.

    Raises:
        GitHubError: GitHub did not tell.
    """
    kind = walk.task.kind
    assert kind is not None, "the other tasks read no threads"
    assert walk.repo_id is not None, "threads are in repositories"
    repo = Repo(id=walk.repo_id, full_name=walk.repo_name)
    if walk.unfinished and (walk.at_end or len(walk.unfinished) >= queries.AT_ONCE):
        some, rest = walk.unfinished[: queries.AT_ONCE], walk.unfinished[queries.AT_ONCE :]
        threads, spent = source.finish(repo, some)
        after = replace(walk, unfinished=rest)
        reading = Reading(after=after, repo=repo, threads=threads, spent=spent)
    elif walk.at_end:
        reading = Reading(after=walk, repo=repo)
    else:
        newest = walk.since is not None
        page = source.page(repo, kind, after=walk.cursor, first=walk.first, newest=newest)
        reading = _after_page(walk, page)
    if reading.after.is_done and not walk.is_backfill:
        return _look_up(source, reading, known(walk, kind))
    return reading


def _look_up(source: Source, reading: Reading, numbers: Sequence[int]) -> Reading:
    if not numbers:
        # Next time from the beginning.
        return replace(reading, after=replace(reading.after, looked_up=0))
    missing, spent = source.missing(reading.repo, reading.kind, numbers)
    return replace(
        reading,
        after=replace(reading.after, looked_up=numbers[-1]),
        missing=missing,
        spent=reading.spent + spent,
    )


def _after_page(walk: Walk, page: Page) -> Reading:
    """Say how a walk goes on after a page."""
    threads = page.threads
    if walk.since is not None:
        threads = tuple(it for it in threads if it.updated_at >= walk.since)
    reached = len(threads) < len(page.threads)
    after = replace(
        walk,
        repo_name=page.repo.full_name,
        cursor=page.cursor,
        at_end=page.cursor is None or reached,
        # What GitHub managed may be tried doubled again.
        first=min(100, walk.first * 2),
        unfinished=(*walk.unfinished, *page.unfinished),
        total=page.total,
    )
    return Reading(after=after, repo=page.repo, threads=threads, spent=page.spent)
