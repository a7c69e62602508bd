"""Keep traces of networks for a while, look for signals, and let maintainers dismiss them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete
from sqlmodel import col, select

from exams.integrity.finding import signals
from exams.integrity.network import KEPT_FOR, prefix_hash, prefix_of
from exams.records import score_of
from exams.service.watching import watched_attempts
from exams.store import AttemptRow, IntegritySignalRow, NetworkTraceRow
from recognition.audit import Event
from recognition.kernel.errors import ConflictError, ForbiddenError, NotFoundError
from recognition.service.audit import append
from recognition.service.persons import accounts_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sqlmodel import Session

    from exams.grading import Score
    from exams.service.context import ExamContext
    from recognition.kernel.ids import UserId

RECENT = timedelta(days=30)
"""Attempts that ended since are looked at every night."""

SIGNALS_KEPT_FOR = timedelta(days=180)
"""A signal nobody acted on by then is of no use, and about a person."""

HANDING_IN = timedelta(minutes=1)
"""A trace may be written so long after the end that handing in brings."""

MAX_NOTE = 1_000
"""Characters of the reason for dismissing a signal."""

NO_SIGNAL = "There is no such signal."
DISMISSED = "This signal is dismissed already."
OWN = "This signal is about your own attempt; another maintainer has to look at it."


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalledAttempt:
    """An attempt that a signal is about, for the maintainers who look at it."""

    id: str
    login: str
    started_at: datetime
    submitted_at: datetime | None
    score: Score | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalView:
    """A signal for the maintainers who look at it.

    Attributes:
        attempts: The later one first; one or two.
        closed_login: Who dismissed it; `None` while nobody did.
    """

    id: str
    kind: str
    details: Mapping[str, Any]
    seen_at: datetime
    attempts: tuple[SignalledAttempt, ...]
    closed_login: str | None
    closed_at: datetime | None
    note: str


def keep_trace(
    context: ExamContext, session: Session, attempt_id: str, address: str | None
) -> None:
    """Keep that an attempt is worked on from a network; nothing of an address that tells none.

    Args:
        context: Has the secret and the time.
        session: The caller commits it.
        attempt_id: The attempt.
        address: Of the client, as the request has it. It is kept nowhere.
    """
    prefix, now = prefix_of(address), context.clock.now()
    if prefix is None or _is_long_over(session, attempt_id, now):
        return
    name = prefix_hash(prefix, secret=context.secret, at=now)
    row = session.get(NetworkTraceRow, (attempt_id, name))
    if row is None:
        row = NetworkTraceRow(attempt_id=attempt_id, prefix_hash=name, first_at=now, last_at=now)
    row.last_at = now
    session.add(row)
    session.flush()


def _is_long_over(session: Session, attempt_id: str, now: datetime) -> bool:
    """Tell whether this is a form sent once more, and no more work on the attempt."""
    ended_at = session.get_one(AttemptRow, attempt_id).submitted_at
    return ended_at is not None and now - ended_at > HANDING_IN


def forget_traces(context: ExamContext, session: Session) -> int:
    """Delete what has been kept long enough: traces of networks, and old signals.

    Returns:
        How many traces went.
    """
    now = context.clock.now()
    traces = delete(NetworkTraceRow).where(col(NetworkTraceRow.last_at) < now - KEPT_FOR)
    gone = session.connection().execute(traces).rowcount
    session.execute(
        delete(IntegritySignalRow).where(col(IntegritySignalRow.seen_at) < now - SIGNALS_KEPT_FOR)
    )
    return gone


def look_for_signals(context: ExamContext, session: Session) -> int:
    """Write down what is new about recent attempts; what is known, dismissed or not, stays.

    Returns:
        How many signals are new.
    """
    now = context.clock.now()
    recent = col(AttemptRow.submitted_at) >= now - RECENT
    exams = session.exec(select(AttemptRow.exam).where(recent).distinct()).all()
    return sum(_look_at(session, exam, now=now) for exam in sorted(exams))


def _look_at(session: Session, exam: str, *, now: datetime) -> int:
    known = {
        (row.attempt_id, row.kind, row.other_id)
        for row in session.exec(select(IntegritySignalRow).where(IntegritySignalRow.exam == exam))
    }
    new = [
        signal
        for signal in signals(watched_attempts(session, exam, since=now - RECENT))
        if (signal.attempt_id, signal.kind, signal.other_id) not in known
    ]
    session.add_all(
        IntegritySignalRow(
            id=secrets.token_urlsafe(9),
            attempt_id=signal.attempt_id,
            other_id=signal.other_id,
            exam=exam,
            kind=signal.kind,
            details=dict(signal.details),
            seen_at=now,
        )
        for signal in new
    )
    session.flush()
    return len(new)


def exam_signals(session: Session, exam: str, *, viewer: UserId) -> list[SignalView]:
    """Give the signals of an exam, open ones first, the newest of them before.

    Args:
        session: Reads them.
        exam: The exam's id.
        viewer: Who looks; signals about that person's own attempts are left out, whichever
            account they were made with.
    """
    rows = session.exec(
        select(IntegritySignalRow)
        .where(IntegritySignalRow.exam == exam)
        .order_by(
            col(IntegritySignalRow.closed_at).is_not(None),
            col(IntegritySignalRow.seen_at).desc(),
            col(IntegritySignalRow.id),
        )
    ).all()
    attempts = _attempts(session, exam)
    own = accounts_of(session, viewer)
    return [
        _view(row, attempts)
        for row in rows
        if all(attempts[name].person_id not in own for name in _names(row))
    ]


def dismiss_signal(
    context: ExamContext,
    session: Session,
    signal_id: str,
    *,
    exam: str,
    by: UserId,
    login: str,
    note: str,
) -> None:
    """Close a signal with a reason; the audit log says who did, and not why.

    Raises:
        NotFoundError: It is not there.
        ForbiddenError: It is about an attempt of the person who dismisses it.
        ConflictError: Somebody did before.
    """
    row = session.get(IntegritySignalRow, signal_id)
    if row is None or row.exam != exam:
        raise NotFoundError(NO_SIGNAL)
    own = select(AttemptRow.id).where(col(AttemptRow.person_id).in_(accounts_of(session, by)))
    if session.exec(own.where(col(AttemptRow.id).in_(_names(row)))).first() is not None:
        raise ForbiddenError(OWN)
    if row.closed_at is not None:
        raise ConflictError(DISMISSED)
    row.closed_by, row.closed_login, row.note = by, login, note[:MAX_NOTE]
    row.closed_at = now = context.clock.now()
    session.add(row)
    # A reason can hold words about a person; the log keeps everything for ever, the row not.
    details = {"kind": row.kind, "exam": exam}
    event = Event(
        at=now,
        actor_id=by,
        action="signal.dismissed",
        subject=f"signal:{row.id}",
        details=details,
    )
    append(session, [event])


def _names(row: IntegritySignalRow) -> list[str]:
    return [row.attempt_id, row.other_id] if row.other_id else [row.attempt_id]


def _attempts(session: Session, exam: str) -> dict[str, AttemptRow]:
    signalled = select(IntegritySignalRow.attempt_id).where(IntegritySignalRow.exam == exam)
    others = select(IntegritySignalRow.other_id).where(IntegritySignalRow.exam == exam)
    rows = session.exec(
        select(AttemptRow).where(
            col(AttemptRow.id).in_(signalled) | col(AttemptRow.id).in_(others)
        )
    ).all()
    return {row.id: row for row in rows}


def _view(row: IntegritySignalRow, attempts: Mapping[str, AttemptRow]) -> SignalView:
    return SignalView(
        id=row.id,
        kind=row.kind,
        details=row.details,
        seen_at=row.seen_at,
        attempts=tuple(
            SignalledAttempt(
                id=one.id,
                login=one.login,
                started_at=one.started_at,
                submitted_at=one.submitted_at,
                score=score_of(one),
            )
            for one in (attempts[name] for name in _names(row))
        ),
        closed_login=row.closed_login,
        closed_at=row.closed_at,
        note=row.note,
    )
