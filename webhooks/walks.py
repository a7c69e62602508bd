"""Keep how far the history of each place has been read: the rows are what is still to be read.

A walk goes through one kind of thing in one place, a slice at a time. First it reads all that
ever was (the backfill), then from time to time what changed since (the sweep). Its place in the
list is written in the same unit of work as the facts of the slice, so that a walk which is cut
off anywhere goes on where the facts end.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from recognition.kernel.errors import RecognitionError
from recognition.kernel.ids import RepoId
from recognition.kernel.jobs import claim
from recognition.store import CheckpointRow
from webhooks.github.history import Kind

if TYPE_CHECKING:
    from recognition.facts import Repo

LEASE = timedelta(minutes=5)
"""How long a slice may take; then its process is taken for dead."""

MAX_ATTEMPTS = 8
"""How often one slice is tried before a person has to look at it."""

MAX_ERROR = 300

SWEEP_FIRST = 5
"""How many things a sweep asks for at first: few change in an hour, and GitHub counts a page by
the things it could have held.
"""


class Task(StrEnum):
    """What is walked through; the name of a walk begins with it."""

    INSTALLATIONS = "installations"
    REPOSITORIES = "repositories"
    MEMBERS = "members"
    PULL_REQUESTS = Kind.PULL_REQUESTS
    ISSUES = Kind.ISSUES
    DISCUSSIONS = Kind.DISCUSSIONS
    RELEASES = Kind.RELEASES

    @property
    def kind(self) -> Kind | None:
        """Give the kind of thing of one repository; `None` where more than one is seen."""
        return Kind(self.value) if self.value in set(Kind) else None


class WalkState(StrEnum):
    """What a walk waits for."""

    PENDING = "pending"
    WORKING = "working"
    STOPPED = "stopped"
    DEAD = "dead"


class WalkLostError(RecognitionError):
    """Another process took the walk over while this one was slow; its slice is dropped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One walk, as its row holds it.

    Attributes:
        task: What is walked through.
        owner: The account on which the App is installed; empty where all of them are seen.
        repo_id: The repository; `None` where the walk is not through one.
        repo_name: As it was called when it was last seen.
        is_backfill: Whether all that ever was is read; otherwise what changed.
        since: What changed before is not read; `None` where all is.
        wanted_at: When it was asked for; what was done since then is no history.
        began_at: When this pass began; the next one reads what changed since.
        cursor: Where the next page begins; `None` before the first one and after the last.
        at_end: Whether the list has been read to its end.
        first: How many things are asked for at a time.
        unfinished: Ids of things that are still to be read in full.
        read: Things read in this pass.
        total: Things there are, as far as GitHub has told.
        facts: New or changed facts of this pass.
        requests: Queries of this pass.
        points: What they took.
        limited: How often in a row GitHub said that it was too much.
        looked_up: The number up to which it was last asked whether things still exist.
        swept_at: When the last pass ended; `None` before the first end.
        lease_until: Until when the walk is ours; `None` where nobody works on it.
        attempts: How often the slice at hand was tried.
        options: Which repositories are wanted; see `Choice`.
    """

    task: Task
    owner: str = ""
    repo_id: RepoId | None = None
    repo_name: str = ""
    is_backfill: bool = True
    since: datetime | None = None
    wanted_at: datetime | None = None
    began_at: datetime | None = None
    cursor: str | None = None
    at_end: bool = False
    first: int = 100
    unfinished: tuple[str, ...] = ()
    read: int = 0
    total: int = 0
    facts: int = 0
    requests: int = 0
    points: int = 0
    limited: int = 0
    looked_up: int = 0
    swept_at: datetime | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    lease_until: datetime | None = None
    attempts: int = 0

    @property
    def name(self) -> str:
        """Give the natural name: the task, and the number or name of the place."""
        place = self.owner.casefold() if self.repo_id is None else str(self.repo_id)
        return f"{self.task}:{place}" if place else str(self.task)

    @property
    def is_done(self) -> bool:
        """Tell whether this pass has read all there is."""
        return self.at_end and not self.unfinished


_MOMENTS = ("since", "wanted_at", "began_at", "swept_at")
_NOT_PROGRESS = frozenset({"lease_until", "attempts"})


def walk_of(row: CheckpointRow) -> Walk:
    """Make the value of a row."""
    values = dict(row.progress)
    for name in _MOMENTS:
        if values[name] is not None:
            values[name] = datetime.fromisoformat(values[name])
    values["task"] = Task(values["task"])
    values["unfinished"] = tuple(values["unfinished"])
    return Walk(**values, lease_until=row.lease_until, attempts=row.attempts)


def progress_of(walk: Walk) -> dict[str, Any]:
    """Give what a row keeps of a walk, as JSON values."""
    values: dict[str, Any] = {
        name: getattr(walk, name) for name in Walk.__slots__ if name not in _NOT_PROGRESS
    }
    for name in _MOMENTS:
        if values[name] is not None:
            values[name] = values[name].astimezone(UTC).isoformat()
    values["task"] = str(walk.task)
    values["unfinished"] = list(walk.unfinished)
    values["options"] = dict(walk.options)
    return values


def want(session: Session, walks: Iterable[Walk], *, now: datetime, afresh: bool = False) -> int:
    """Ask for walks; those that are known go on as they are, stopped and given-up ones again.

    Args:
        session: An open unit of work.
        walks: As they should begin.
        now: The present moment.
        afresh: Begin the known ones again, too, unless somebody works on them.

    Returns:
        How many were begun.
    """
    begun = 0
    for wanted in walks:
        walk = replace(wanted, wanted_at=wanted.wanted_at or now)
        row = session.get(CheckpointRow, walk.name)
        if row is None:
            session.add(
                CheckpointRow(
                    name=walk.name,
                    state=WalkState.PENDING,
                    progress=progress_of(walk),
                    updated_at=now,
                )
            )
            begun += 1
        elif row.state in (WalkState.STOPPED, WalkState.DEAD) or (
            afresh and row.state != WalkState.WORKING
        ):
            row.state, row.attempts = WalkState.PENDING, 0
            row.not_before, row.last_error = None, None
            if afresh:
                row.progress = progress_of(walk)
            row.updated_at = now
            session.add(row)
            begun += 1
    session.flush()
    return begun


def stop(session: Session, *, owner: str, repo_ids: Collection[int] | None = None) -> int:
    """Read nothing more of an account, or of some of its repositories; what is read stays.

    Returns:
        How many walks were stopped.
    """
    stopped = 0
    for row in session.exec(select(CheckpointRow)).all():
        progress = row.progress
        if str(progress.get("owner", "")).casefold() != owner.casefold():
            continue
        if repo_ids is None or progress["repo_id"] in repo_ids:
            row.state, row.lease_until = WalkState.STOPPED, None
            session.add(row)
            stopped += 1
    session.flush()
    return stopped


def take(session: Session, *, now: datetime, names: Collection[str] | None = None) -> Walk | None:
    """Take the walk that waited longest, for the time of one slice.

    Args:
        session: An open unit of work.
        now: The present moment.
        names: Only one of these.
    """
    where: ColumnElement[bool] | None = None
    if names is not None:
        where = col(CheckpointRow.name).in_(sorted(names))
    row = claim(
        session,
        CheckpointRow,
        now=now,
        order=col(CheckpointRow.updated_at),
        where=where,
        lease=LEASE,
    )
    return None if row is None else walk_of(row)


def keep(
    session: Session, walk: Walk, *, now: datetime, not_before: datetime | None = None
) -> None:
    """Write how far the walk has come, and give it back.

    Args:
        session: The unit of work in which the facts of the slice are recorded.
        walk: As it goes on.
        now: The present moment.
        not_before: When it goes on; at once if not given.

    Raises:
        WalkLostError: It is not ours any more.
    """
    row = _ours(session, walk)
    row.state, row.attempts, row.lease_until = WalkState.PENDING, 0, None
    row.not_before, row.last_error = not_before, None
    row.progress, row.updated_at = progress_of(walk), now
    session.add(row)
    session.flush()


def end(session: Session, walk: Walk, *, error: str, now: datetime) -> None:
    """Go no further: the place is gone, or closed to us.

    Raises:
        WalkLostError: It is not ours any more.
    """
    row = _ours(session, walk)
    row.state, row.lease_until, row.attempts = WalkState.STOPPED, None, 0
    row.last_error, row.updated_at = error[:MAX_ERROR], now
    session.add(row)
    session.flush()


def put_off(
    session: Session, walk: Walk, *, error: str, now: datetime, until: datetime
) -> WalkState:
    """Give a walk back whose slice did not work, to be tried again later.

    Returns:
        `DEAD` where it was tried too often: then a person must look at it.

    Raises:
        WalkLostError: It is not ours any more.
    """
    row = _ours(session, walk)
    state = WalkState.DEAD if row.attempts >= MAX_ATTEMPTS else WalkState.PENDING
    row.state, row.lease_until = state, None
    row.not_before, row.last_error = until, error[:MAX_ERROR]
    row.progress, row.updated_at = progress_of(walk), now
    session.add(row)
    session.flush()
    return state


def wait_for_points(session: Session, *, owner: str, until: datetime) -> None:
    """Let all walks of an account wait: its hour's points are for what happens now."""
    for row in session.exec(
        select(CheckpointRow).where(CheckpointRow.state == WalkState.PENDING)
    ).all():
        if str(row.progress.get("owner", "")).casefold() == owner.casefold():
            row.not_before = max(until, row.not_before or until)
            session.add(row)
    session.flush()


def sweep_now(session: Session, *, now: datetime) -> None:
    """Let every sweep be due: nobody knows what was missed while nobody listened."""
    for row in session.exec(
        select(CheckpointRow).where(CheckpointRow.state == WalkState.PENDING)
    ).all():
        if not row.progress["is_backfill"]:
            row.not_before = now
            session.add(row)
    session.flush()


def walks(session: Session) -> list[tuple[Walk, CheckpointRow]]:
    """Give every walk with its row, by name."""
    rows = session.exec(select(CheckpointRow).order_by(col(CheckpointRow.name))).all()
    return [(walk_of(row), row) for row in rows if "task" in row.progress]


def of_repository(repo: Repo, task: Task, *, owner: str, since: datetime | None = None) -> Walk:
    """Begin the walk through one kind of thing of a repository."""
    return Walk(task=task, owner=owner, repo_id=repo.id, repo_name=repo.full_name, since=since)


def next_pass(walk: Walk, *, now: datetime, overlap: timedelta) -> Walk:
    """End a pass: the next one reads what changed since this one began.

    Args:
        walk: As it came to its end.
        now: The present moment.
        overlap: How far before that GitHub's clock and lists may lag behind.
    """
    began_at = walk.began_at or now
    return replace(
        walk,
        is_backfill=False,
        since=began_at - overlap,
        began_at=None,
        cursor=None,
        at_end=False,
        first=SWEEP_FIRST,
        read=0,
        facts=0,
        requests=0,
        points=0,
        swept_at=now,
    )


def _ours(session: Session, walk: Walk) -> CheckpointRow:
    row = session.get(CheckpointRow, walk.name, populate_existing=True, with_for_update=True)
    if row is None or row.state != WalkState.WORKING or row.lease_until != walk.lease_until:
        raise WalkLostError(f"{walk.name} is not ours any more")
    return row
