"""Post what waits in the outbox: each slot once, in order, within GitHub's limits."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import ColumnElement, Text, and_, cast, func, not_
from sqlmodel import col, select

from recognition.effects import Effect, effect_from_payload
from recognition.kernel.jobs import claim
from recognition.service.outbox import EffectState
from recognition.store import EffectRow
from webhooks.github.errors import (
    GitHubError,
    GoneError,
    MissingPermissionError,
    MovedError,
    RateLimitedError,
    RefusedError,
    UnknownOutcomeError,
)
from webhooks.github.lanes import Lanes, lane_of
from webhooks.github.limits import MAX_ATTEMPTS, READ_LAG, WINDOWS, Window, backoff, pause
from webhooks.github.marker import Marker
from webhooks.github.slots import Filler, Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlmodel import Session

    from recognition.kernel.clock import Clock
    from recognition.kernel.store import Database
    from webhooks.github.client import GitHub

log = structlog.get_logger(__name__)

CHANCE = random.SystemRandom()

LIMITED = "rate limited: "
"""Begins the error of a row whose whole lane is silent, for the next process to see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """What a claim found; the row itself may change while we talk to GitHub.

    Attributes:
        revision: Of the content that is sent.
        attempt: 1 for the first of this content.
        lease_until: Tells our claim from a later one.
    """

    effect: Effect
    lane: str
    revision: int
    attempt: int
    lease_until: datetime
    slot: Slot


class Sender:
    """The only writer to GitHub. One of them works, in one thread.

    Args:
        database: Holds the outbox.
        github: As the App sees it.
        clock: Says what time it is.
        secret: Signs the markers; the server's `SECRET_KEY`.
        windows: How much may be sent in one lane.
        jitter: Gives numbers from 0 to 1.
    """

    def __init__(
        self,
        database: Database,
        github: GitHub,
        clock: Clock,
        *,
        secret: bytes,
        windows: Sequence[Window] = WINDOWS,
        jitter: Callable[[], float] = CHANCE.random,
    ) -> None:
        self._database = database
        self._github = github
        self._clock = clock
        self._marker = Marker(secret)
        self._jitter = jitter
        self._lanes = Lanes(windows)
        self._remembers = False
        self._horizon = max((window.length for window in windows), default=timedelta())

    def step(self) -> bool:
        """Send one effect that waits.

        No transaction is open while GitHub is asked: the claim is committed before, the
        outcome after. Who dies between the two leaves a row that says so.

        Returns:
            Whether there was one.
        """
        if not self._remembers:
            self._remember()
        claimed = self._claim()
        if claimed is None:
            return False
        try:
            remote_id = self._send(claimed)
        except GitHubError as error:
            self._settle_failure(claimed, error)
        else:
            self._settle_success(claimed, remote_id)
        return True

    def _remember(self) -> None:
        """Learn what the former process sent of late, and who asked it for silence."""
        now = self._clock.now()
        with self._database.reading() as session:
            sent = session.exec(
                select(EffectRow)
                .where(
                    col(EffectRow.sent_revision) > 0,
                    col(EffectRow.updated_at) > now - self._horizon,
                )
                .order_by(col(EffectRow.updated_at))
            )
            for row in sent:
                self._lanes.sent(_lane(row), row.updated_at)
            silent = session.exec(
                select(EffectRow).where(
                    EffectRow.state == EffectState.PENDING,
                    col(EffectRow.not_before) > now,
                    col(EffectRow.last_error).startswith(LIMITED),
                )
            )
            for row in silent:
                if row.not_before is not None:
                    self._lanes.silence(_lane(row), until=row.not_before)
        self._remembers = True

    def _claim(self) -> Claimed | None:
        now = self._clock.now()
        where = _outside(self._lanes.closed(now))
        order = col(EffectRow.created_at)
        with self._database.writing() as session:
            while row := claim(session, EffectRow, now=now, order=order, where=where):
                if row.attempts <= MAX_ATTEMPTS:
                    return _claimed(row)
                # Whoever worked on it died each time; it must not go on for ever.
                _end(session, row, EffectState.DEAD, f"no answer in {MAX_ATTEMPTS} attempts", now)
                log.error("effect_dead", effect=row.key)
        return None

    def _send(self, claimed: Claimed) -> int:
        self._lanes.sent(claimed.lane, self._clock.now())
        try:
            return self._fill(claimed, afresh=False)
        except (GoneError, MovedError):
            # What we knew of the repository may be out of date: renamed, transferred, or the
            # App was installed anew.
            return self._fill(claimed, afresh=True)

    def _fill(self, claimed: Claimed, *, afresh: bool) -> int:
        place = self._github.repository(claimed.effect.repo, afresh=afresh)
        filler = Filler(place=place, marker=self._marker, bot_login=self._github.bot_login)
        return filler.fill(claimed.slot)

    def _settle_success(self, claimed: Claimed, remote_id: int) -> None:
        now = self._clock.now()
        with self._database.writing() as session:
            row = session.get(EffectRow, claimed.effect.key)
            if row is None:
                return
            row.remote_id = remote_id
            if row.lease_until != claimed.lease_until:
                # Our lease ran out and another attempt began; it will find what we made.
                return
            row.sent_revision = claimed.revision
            row.lease_until = None
            row.not_before = None
            row.last_error = None
            row.updated_at = now
            if row.revision == claimed.revision:
                row.state = EffectState.DONE
                row.attempts = 0
            else:
                row.state = EffectState.PENDING
        log.info("effect_sent", effect=claimed.effect.key, remote_id=remote_id)

    def _settle_failure(self, claimed: Claimed, error: GitHubError) -> None:
        now = self._clock.now()
        with self._database.writing() as session:
            row = session.get(EffectRow, claimed.effect.key)
            if row is None or row.lease_until != claimed.lease_until:
                return
            is_newest = row.revision == claimed.revision
            match error:
                case GoneError():
                    _end(session, row, EffectState.CANCELLED, str(error), now)
                    log.info("effect_cancelled", effect=row.key, reason=str(error))
                case RateLimitedError():
                    until = error.not_before or now + pause(claimed.attempt)
                    self._lanes.silence(claimed.lane, until=until)
                    self._again(session, row, claimed, f"{LIMITED}{error}", until)
                    log.warning("lane_silent", lane=claimed.lane, until=until.isoformat())
                case MissingPermissionError() | RefusedError() if is_newest:
                    _end(session, row, EffectState.DEAD, str(error), now)
                    log.error("effect_dead", effect=row.key, reason=str(error))
                case _:
                    wait = backoff(claimed.attempt, jitter=self._jitter())
                    if isinstance(error, UnknownOutcomeError):
                        wait = max(wait, READ_LAG)
                    self._again(session, row, claimed, str(error), now + wait)

    def _again(
        self, session: Session, row: EffectRow, claimed: Claimed, reason: str, at: datetime
    ) -> None:
        """Let a row come back at its time, unless it has had its attempts."""
        if row.revision == claimed.revision and claimed.attempt >= MAX_ATTEMPTS:
            _end(session, row, EffectState.DEAD, reason, self._clock.now())
            log.error("effect_dead", effect=row.key, reason=reason)
            return
        row.state = EffectState.PENDING
        row.lease_until = None
        row.not_before = at
        row.last_error = reason
        session.add(row)


def retry_dead(session: Session, *, now: datetime) -> int:
    """Let everything that was given up be tried again; tells how many that are."""
    rows = session.exec(select(EffectRow).where(EffectRow.state == EffectState.DEAD)).all()
    for row in rows:
        row.state = EffectState.PENDING
        # Not 0: something may stand on GitHub from the attempts before.
        row.attempts = 1
        row.not_before = None
        row.updated_at = now
        session.add(row)
    return len(rows)


def _claimed(row: EffectRow) -> Claimed:
    assert row.lease_until is not None, "a claimed row has a lease"
    effect = effect_from_payload(row.key, row.kind, row.payload)
    return Claimed(
        effect=effect,
        lane=_lane(row),
        revision=row.revision,
        attempt=row.attempts,
        lease_until=row.lease_until,
        slot=Slot(
            effect=effect,
            remote_id=row.remote_id,
            # A new content begins to count its attempts anew, but what became of those of
            # the content before may be unknown just as well.
            may_stand=row.attempts > 1 or row.revision > 1,
            since=row.created_at,
        ),
    )


def _lane(row: EffectRow) -> str:
    return lane_of(row.payload["repo"]["full_name"])


def _outside(lanes: Sequence[str]) -> ColumnElement[bool] | None:
    """Leave out the rows of some lanes.

    The payload is compared as text. No text inside of it can be taken for the name of the
    repository: there, quotation marks have a backslash before them.
    """
    if not lanes:
        return None
    payload: Any = func.lower(cast(col(EffectRow.payload), Text))
    return and_(
        *(not_(payload.contains(f'"full_name":"{lane}/', autoescape=True)) for lane in lanes)
    )


def _end(session: Session, row: EffectRow, state: EffectState, reason: str, now: datetime) -> None:
    row.state = state
    row.lease_until = None
    row.not_before = None
    row.last_error = reason
    row.updated_at = now
    session.add(row)
