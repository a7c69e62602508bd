"""Read history as facts, a slice at a time, and from time to time what changed since.

A slice is one page, or some things that were too long for one. It is read first, without any
transaction; then its facts and the place in the list are written together. So deliveries get
their turn between two slices, and a crash loses at most one of them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from recognition.kernel.ids import reference_id
from webhooks import drift, walks
from webhooks.github import queries
from webhooks.github.errors import (
    GitHubError,
    GoneError,
    RateLimitedError,
    ServerError,
)
from webhooks.github.history import Kind, Spent
from webhooks.github.limits import backoff, pause
from webhooks.memberships import changed_memberships
from webhooks.reading import Reading, Source, read_slice
from webhooks.reconcile import gone, known_numbers, vanished
from webhooks.walks import Task, Walk, WalkLostError

if TYPE_CHECKING:
    from sqlmodel import Session

    from recognition.facts import Fact
    from recognition.kernel.clock import Clock
    from recognition.kernel.store import Database
    from recognition.service.record import Recorded
    from webhooks.github.history import Listed
    from webhooks.recorder import Recorder

log = structlog.get_logger(__name__)

FLOOR = 500
"""Points of an hour that are left for what happens now: a tenth of the least GitHub gives."""

SWEEP_EVERY = timedelta(hours=1)
"""How often it is looked for what changed."""

LIST_EVERY = timedelta(days=1)
"""How often it is looked for repositories and installations nobody told of."""

OVERLAP = timedelta(minutes=10)
"""How far GitHub's lists may lag behind, and our clock be ahead."""

SPARED = "the rest of the hour's points is for what happens now"

GRACE = timedelta(minutes=10)
"""What changed within this time may be known by its webhook yet, and is no drift."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What one slice has done.

    Attributes:
        walk: As it was kept; the pass is over where `ended` is true, and it is the next one.
        ended: Whether the pass came to its end.
        read: Things read.
        facts: Facts that are new or different now.
        awards: Ids of the awards that came of it.
        people: Their holders.
        waits_until: When it goes on where it had to stop; `None` where nothing hinders.
        reason: Why it had to stop.
    """

    walk: Walk
    ended: bool = False
    read: int = 0
    facts: int = 0
    awards: frozenset[str] = frozenset()
    people: frozenset[int] = frozenset()
    spent: Spent = field(default_factory=Spent)
    waits_until: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which repositories are read.

    Those that are private are left out unless somebody asks: their paths and titles would
    stand on public pages. Archived ones are history all the same. The history of a fork is
    another project's.
    """

    private: bool = False
    archived: bool = True
    forks: bool = False

    def takes(self, listed: Listed) -> bool:
        """Tell whether a repository is read."""
        return (
            (self.private or not listed.is_private)
            and (self.archived or not listed.is_archived)
            and (self.forks or not listed.is_fork)
        )


def walks_through(listed: Listed, *, owner: str, since: datetime | None = None) -> list[Walk]:
    """Give the walks through a repository, one for each kind of thing it has."""
    tasks = [Task.PULL_REQUESTS, Task.ISSUES, Task.RELEASES]
    if listed.has_discussions:
        tasks.append(Task.DISCUSSIONS)
    return [walks.of_repository(listed.repo, task, owner=owner, since=since) for task in tasks]


@dataclass(kw_only=True)
class Backfill:
    """Walks through history.

    Attributes:
        source: Where it is read.
        recorder: Makes facts awards.
        jitter: Spreads retries; gives 0 to 1.
        on_effects: Called when effects may wait to be sent.
    """

    database: Database
    clock: Clock
    source: Source
    recorder: Recorder
    jitter: Callable[[], float] = random.random
    on_effects: Callable[[], None] = lambda: None

    def step(self, *, names: Collection[str] | None = None) -> Slice | None:
        """Do one slice of the walk that waited longest.

        Args:
            names: Only of one of these walks.

        Returns:
            What it has done; `None` where none is due, or where another process took it over.
        """
        with self.database.writing() as session:
            walk = walks.take(session, now=self.clock.now(), names=names)
        if walk is None:
            return None
        with structlog.contextvars.bound_contextvars(walk=walk.name, repo=walk.repo_name):
            try:
                return self._slice(walk)
            except WalkLostError:
                log.warning("walk_taken_over")
                return None
            except KeyboardInterrupt:
                # Whoever begins again a moment later need not wait for the lease to run out.
                with self.database.writing() as session:
                    walks.keep(session, walk, now=self.clock.now())
                raise

    def works(self) -> bool:
        """Do one slice of whichever walk is due; tells whether there was one."""
        return self.step() is not None

    def _slice(self, walk: Walk) -> Slice:
        try:
            return self._doer(walk.task)(walk)
        except WalkLostError:
            raise
        except RateLimitedError as error:
            return self._wait(walk, error)
        except GoneError as error:
            return self._end(walk, str(error))
        except GitHubError as error:
            # A page may have been too much for GitHub; the next try asks for half of it.
            first = max(1, walk.first // 2) if isinstance(error, ServerError) else walk.first
            return self._failed(replace(walk, first=first), str(error))
        except Exception as error:
            reference = reference_id()
            log.exception("walk_failed", reference=reference)
            return self._failed(walk, f"{type(error).__name__}, reference {reference}")

    def _doer(self, task: Task) -> Callable[[Walk], Slice]:
        others = {
            Task.INSTALLATIONS: self._find_installations,
            Task.REPOSITORIES: self._find_repositories,
            Task.MEMBERS: self._read_members,
        }
        return others.get(task, self._read_threads)

    # --- what is to be read -------------------------------------------------------------

    def _find_installations(self, walk: Walk) -> Slice:
        owners = self.source.installations()
        now = self.clock.now()
        with self.database.writing() as session:
            found = [Walk(task=Task.REPOSITORIES, owner=owner) for owner in owners]
            walks.want(session, found, now=now)
            walks.keep(session, walk, now=now, not_before=now + LIST_EVERY)
        return Slice(walk=walk, ended=True)

    def _find_repositories(self, walk: Walk) -> Slice:
        listed = self.source.repositories(walk.owner)
        choice = Choice(**walk.options)
        now = self.clock.now()
        with self.database.writing() as session:
            self.recorder.see_names(session, [(it.repo, now) for it in listed], now=now)
            # Those that are found later were given, or became public, in between.
            wanted_at = walk.wanted_at if walk.swept_at is None else now
            found = [Walk(task=Task.MEMBERS, owner=walk.owner)]
            for it in filter(choice.takes, listed):
                found += walks_through(it, owner=walk.owner, since=walk.since)
            walks.want(session, [replace(it, wanted_at=wanted_at) for it in found], now=now)
            after = replace(walk, swept_at=now)
            walks.keep(session, after, now=now, not_before=now + LIST_EVERY)
        return Slice(walk=after, ended=True)

    def _read_members(self, walk: Walk) -> Slice:
        memberships, spent = self.source.memberships(walk.owner)
        now = self.clock.now()
        with self.database.writing() as session:
            facts = changed_memberships(session, memberships, organization=walk.owner, now=now)
            recorded = self._keep_facts(session, walk, facts, now=now)
            after = walks.next_pass(walk, now=now, overlap=OVERLAP)
            walks.keep(session, after, now=now, not_before=now + LIST_EVERY)
            self._spare(session, walk, spent)
        done = Slice(walk=after, ended=True, read=len(memberships), spent=spent)
        return _earned(done, recorded)

    def _read(self, walk: Walk) -> Reading:
        def known(walk: Walk, kind: Kind) -> Sequence[int]:
            assert walk.repo_id is not None, "threads are in repositories"
            with self.database.reading() as session:
                return known_numbers(
                    session,
                    walk.repo_id,
                    kind,
                    above=walk.looked_up,
                    most=queries.LOOKED_UP,
                )

        begun = replace(walk, began_at=walk.began_at or self.clock.now())
        return read_slice(self.source, begun, known=known)

    # --- what is written ----------------------------------------------------------------

    def _read_threads(self, walk: Walk) -> Slice:
        return self._record(walk, self._read(walk))

    def _record(self, walk: Walk, reading: Reading) -> Slice:
        """Write the facts of a slice and the place in the list, all of it or nothing."""
        now = self.clock.now()
        facts = reading.facts()
        after = replace(
            reading.after,
            read=walk.read + len(reading.threads),
            requests=walk.requests + reading.spent.requests,
            points=walk.points + reading.spent.points,
            limited=0,
        )
        with self.database.writing() as session:
            over = [] if walk.is_backfill else self._over(session, reading, facts, now=now)
            self.recorder.see_names(session, [(reading.repo, now)], now=now)
            recorded = self._keep_facts(session, walk, [*facts, *over], now=now)
            if not walk.is_backfill:
                found = drift.drift_of(
                    recorded[0].stored,
                    retracted={fact.key for fact in over},
                    fresh={fact.key for fact in reading.facts(changed_after=now - GRACE)},
                )
                drift.note(session, found, now=now)
            after = replace(after, facts=walk.facts + _number_of(recorded))
            ended = after.is_done
            kept = walks.next_pass(after, now=now, overlap=OVERLAP) if ended else after
            not_before = now + SWEEP_EVERY if ended else None
            walks.keep(session, kept, now=now, not_before=not_before)
            waits_until = self._spare(session, walk, reading.spent)
        if ended:
            log.info("walk_ended", read=after.read, facts=after.facts, points=after.points)
        self.on_effects()
        done = Slice(
            walk=after,
            ended=ended,
            read=len(reading.threads),
            spent=reading.spent,
            waits_until=waits_until,
            reason="" if waits_until is None else SPARED,
        )
        return _earned(done, recorded)

    def _over(
        self, session: Session, reading: Reading, facts: Sequence[Fact], *, now: datetime
    ) -> list[Fact]:
        """Give the retractions of what is there no longer."""
        repo_id, kind = reading.repo.id, reading.kind
        told = {fact.key for fact in facts}
        return [
            *vanished(session, repo_id, kind, reading.threads, told=told),
            *gone(session, repo_id, kind, reading.missing, now=now),
        ]

    def _keep_facts(
        self, session: Session, walk: Walk, facts: Sequence[Fact], *, now: datetime
    ) -> list[Recorded]:
        """Record facts: history quietly, and as if it came just now what was done since.

        The webhook of a merge may be on its way while the merge is read already: whoever of
        the two is first, it is announced.
        """
        if not walk.is_backfill:
            return [self.recorder.record(session, facts, now=now)]
        # GitHub tells whole seconds.
        wanted_at = (walk.wanted_at or now).replace(microsecond=0)
        history = [fact for fact in facts if fact.at < wanted_at]
        news = [fact for fact in facts if fact.at >= wanted_at]
        recorded = [self.recorder.record_history(session, history, now=now)]
        if news:
            recorded.append(self.recorder.record(session, news, now=now))
        return recorded

    def _spare(self, session: Session, walk: Walk, spent: Spent) -> datetime | None:
        """Leave the last points of the hour to the webhooks; tells until when to wait."""
        budget = spent.budget
        if budget is None or budget.remaining >= FLOOR:
            return None
        log.info("backfill_waits", until=budget.reset_at.isoformat(), points=budget.remaining)
        walks.wait_for_points(session, owner=walk.owner, until=budget.reset_at)
        return budget.reset_at

    def _wait(self, walk: Walk, error: RateLimitedError) -> Slice:
        now = self.clock.now()
        walk = replace(walk, limited=walk.limited + 1)
        until = error.not_before or now + pause(walk.limited)
        log.info("backfill_waits", until=until.isoformat(), reason=str(error))
        with self.database.writing() as session:
            walks.keep(session, walk, now=now, not_before=until)
            walks.wait_for_points(session, owner=walk.owner, until=until)
        return Slice(walk=walk, waits_until=until, reason=str(error))

    def _end(self, walk: Walk, reason: str) -> Slice:
        log.info("walk_stopped", reason=reason)
        with self.database.writing() as session:
            walks.end(session, walk, error=reason, now=self.clock.now())
        return Slice(walk=walk, ended=True, reason=reason)

    def _failed(self, walk: Walk, reason: str) -> Slice:
        now = self.clock.now()
        until = now + backoff(walk.attempts, jitter=self.jitter())
        log.warning("walk_waits", reason=reason, attempts=walk.attempts)
        with self.database.writing() as session:
            walks.put_off(session, walk, error=reason, now=now, until=until)
        return Slice(walk=walk, waits_until=until, reason=reason)


def _earned(slice_: Slice, recorded: Sequence[Recorded]) -> Slice:
    """Say of a slice what its facts have brought."""
    changes = [change for one in recorded for change in one.changes]
    earned = [change.award for change in changes if change.before is None]
    return replace(
        slice_,
        facts=_number_of(recorded),
        awards=frozenset(award.id for award in earned),
        people=frozenset(award.person_id for award in earned),
    )


def _number_of(recorded: Sequence[Recorded]) -> int:
    return sum(one.stored.new + one.stored.changed for one in recorded)
