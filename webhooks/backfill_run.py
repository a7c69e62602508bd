"""Read the history of what somebody named, in the foreground, and say what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from recognition.facts import Repo
from recognition.kernel.errors import UserError
from webhooks import walks
from webhooks.backfill import Choice, Slice, walks_through
from webhooks.github.errors import GitHubError, RateLimitedError
from webhooks.walks import Task, Walk, WalkState

if TYPE_CHECKING:
    from webhooks.backfill import Backfill
    from webhooks.github.history import Kind, Listed

BUSY = timedelta(seconds=2)
"""How long another process is left alone that does a slice of the same walk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much there is of one kind in one repository.

    Attributes:
        things: How many.
        problem: Why GitHub did not tell; empty where it did.
    """

    repo: Repo
    task: Task
    things: int
    problem: str = ""

    @property
    def requests(self) -> int:
        """Say how many pages it takes, long threads not counted."""
        return max(1, -(-self.things // 100))


@dataclass(slots=True, kw_only=True)
class Summary:
    """What a run has brought.

    Attributes:
        lists: Walks of this run.
        ended: How many of them came to their end.
        goes_on_at: When the rest can go on; `None` where nothing is left.
        waits_for: Why it cannot go on before.
        problems: A sentence for each walk that came to no good end.
    """

    lists: int = 0
    ended: int = 0
    read: int = 0
    facts: int = 0
    awards: set[str] = field(default_factory=set)
    people: set[int] = field(default_factory=set)
    requests: int = 0
    points: int = 0
    goes_on_at: datetime | None = None
    waits_for: str = ""
    problems: list[str] = field(default_factory=list)

    def add(self, done: Slice) -> None:
        """Count what one slice has brought."""
        self.read += done.read
        self.facts += done.facts
        self.awards |= done.awards
        self.people |= done.people
        self.requests += done.spent.requests
        self.points += done.spent.points

    def in_words(self) -> str:
        """Say it in one line."""
        return (
            f"{len(self.awards)} badges for {len(self.people)} people, none announced "
            f"({self.read} things read, {self.facts} facts, {self.requests} requests, "
            f"{self.points} points)"
        )

    def as_json(self) -> dict[str, Any]:
        """Give it for programs."""
        return {
            "lists": self.lists,
            "ended": self.ended,
            "read": self.read,
            "facts": self.facts,
            "badges": len(self.awards),
            "people": len(self.people),
            "requests": self.requests,
            "points": self.points,
            "goes_on_at": None if self.goes_on_at is None else self.goes_on_at.isoformat(),
            "problems": self.problems,
        }


def chosen(
    backfill: Backfill, targets: Iterable[str], choice: Choice, *, since: datetime | None = None
) -> list[Walk]:
    """Give the walks through what somebody named.

    Args:
        backfill: Knows GitHub.
        targets: `org` or `org/repository`; a repository that is named is read whatever it is.
        choice: Which repositories of an organisation are read.
        since: What changed before is not read.

    Raises:
        UserError: The App may not see something that was named.
        GitHubError: GitHub did not tell.
    """
    found: dict[str, Walk] = {}
    for target in targets:
        owner, _, name = target.partition("/")
        listed = backfill.source.repositories(owner)
        if name:
            taken = [it for it in listed if _is_named(it, target)]
            if not taken:
                raise UserError(f"the App may not see a repository {target}")
        else:
            taken = [it for it in listed if choice.takes(it)]
            found.setdefault(f"members {owner}", Walk(task=Task.MEMBERS, owner=owner))
        for it in taken:
            for walk in walks_through(it, owner=owner, since=since):
                found.setdefault(walk.name, walk)
    return list(found.values())


def extents(backfill: Backfill, wanted: Iterable[Walk]) -> list[Extent]:
    """Ask how much there is to be read; nothing is kept."""
    found = []
    for walk in wanted:
        kind = walk.task.kind
        if kind is not None and walk.repo_id is not None:
            repo = Repo(id=walk.repo_id, full_name=walk.repo_name)
            found.append(_extent(backfill, walk.task, repo, kind))
    return found


def _extent(backfill: Backfill, task: Task, repo: Repo, kind: Kind) -> Extent:
    try:
        page = backfill.source.page(repo, kind, after=None, first=1, newest=False)
    except RateLimitedError:
        raise
    except GitHubError as error:
        # One list that may not be read is no reason to read none.
        return Extent(repo=repo, task=task, things=0, problem=str(error))
    return Extent(repo=page.repo, task=task, things=page.total)


def run(
    backfill: Backfill,
    wanted: Sequence[Walk],
    *,
    wait_until: Callable[[datetime, str], None],
    told: Callable[[Slice], None],
    is_patient: bool = True,
) -> Summary:
    """Walk until all is read; what was begun before goes on, what was read is read again.

    Args:
        backfill: Does the slices.
        wanted: As `chosen` gives them.
        wait_until: Called when nothing can be done before a moment, with the reason; comes
            back then.
        told: Called after each slice.
        is_patient: Whether to wait for the hour's points; for another process that does a
            slice of the same walk, it is waited in any case.
    """
    summary = Summary(lists=len(wanted))
    left = {walk.name for walk in wanted}
    _begin(backfill, wanted)
    reason = ""
    while left:
        done = backfill.step(names=left)
        if done is not None:
            summary.add(done)
            told(done)
            reason = done.reason or reason
        due_at = _sort_out(backfill, left, summary)
        if done is not None or not left:
            continue
        if due_at is None:
            wait_until(backfill.clock.now() + BUSY, "another process is at it")
        elif is_patient:
            wait_until(due_at, reason)
        else:
            summary.goes_on_at, summary.waits_for = due_at, reason
            break
    return summary


def _begin(backfill: Backfill, wanted: Sequence[Walk]) -> None:
    with backfill.database.writing() as session:
        now = backfill.clock.now()
        known = {walk.name: (walk, row.state) for walk, row in walks.walks(session)}
        for walk in wanted:
            before, state = known.get(walk.name, (None, None))
            is_at_it = (
                before is not None
                and before.is_backfill
                and before.since == walk.since
                and state in (WalkState.PENDING, WalkState.WORKING)
            )
            walks.want(session, [walk], now=now, afresh=not is_at_it)


def _sort_out(backfill: Backfill, left: set[str], summary: Summary) -> datetime | None:
    """Strike off what is over, whoever did it.

    Returns:
        When the first of the others goes on; `None` where one is at work or due.
    """
    moments: list[datetime | None] = []
    with backfill.database.reading() as session:
        for walk, row in walks.walks(session):
            if walk.name not in left:
                continue
            if row.state in (WalkState.STOPPED, WalkState.DEAD):
                left.remove(walk.name)
                summary.problems.append(f"{walk.repo_name or walk.owner}: {row.last_error}")
            elif not walk.is_backfill:
                left.remove(walk.name)
                summary.ended += 1
            else:
                moments.append(row.not_before if row.state == WalkState.PENDING else None)
    due = [moment for moment in moments if moment is not None]
    return min(due, default=None) if len(due) == len(moments) else None


def _is_named(listed: Listed, target: str) -> bool:
    return listed.repo.full_name.casefold() == target.casefold()
