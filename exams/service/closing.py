"""End attempts: handed in or run out, graded, and told to recognition where one is passed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlmodel import col, select

from exams import attempt as sitting
from exams import records
from exams.attempt import Attempt, State
from exams.events import Happened, events_of, happened
from exams.invitations import thread_of_invitation
from exams.passing import passed_fact
from exams.receipts import receipt_id
from exams.service.review_tasks import open_tasks
from exams.store import AttemptRow
from recognition.kernel.ids import UserId

if TYPE_CHECKING:
    from sqlmodel import Session

    from exams.bank import Bank
    from exams.service.context import ExamContext
    from recognition.facts import Fact


def close(
    context: ExamContext, session: Session, row: AttemptRow, bank: Bank, current: Attempt
) -> Attempt:
    """Hand an open attempt in, grade it, and write all of it down."""
    now = context.clock.now()
    closed = sitting.submit(current, now=now)
    row.expired = closed.state is State.EXPIRED
    after = sitting.graded(closed, bank)
    assert after.submitted_at is not None, "the attempt is closed"
    row.receipt = receipt_id(
        context.secret,
        attempt_id=row.id,
        answers={name: response.as_json() for name, response in after.responses.items()},
        submitted_at=after.submitted_at,
    )
    records.write_result(session, row, after, now=now)
    open_tasks(session, row, now=now)
    _tell(session, row, after)
    tell_of_pass(context, session, row)
    return after


def close_if_late(context: ExamContext, session: Session, row: AttemptRow) -> bool:
    """Close an attempt whose time is up, with what was saved; tell whether it was."""
    if row.state != State.IN_PROGRESS:
        return False
    bank = context.served_bank(session, row)
    current = records.attempt_of(session, row, bank)
    if not current.is_late(context.clock.now()):
        return False
    close(context, session, row, bank, current)
    return True


def sweep(context: ExamContext, session: Session, *, limit: int = 100) -> int:
    """Close attempts whose time is up, grading what was saved.

    Returns:
        How many were closed; call again while it is the limit.
    """
    rows = session.exec(
        select(AttemptRow)
        .where(AttemptRow.state == State.IN_PROGRESS)
        .where(col(AttemptRow.deadline_at) < context.clock.now())
        .order_by(col(AttemptRow.deadline_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    return sum(close_if_late(context, session, row) for row in rows)


def tell_of_pass(context: ExamContext, session: Session, row: AttemptRow) -> None:
    """Record a passed exam; recording it again changes nothing.

    An attempt that waits for a review can pass by what is sure already, since a review only
    adds marks.
    """
    score = records.score_of(row)
    if score is not None and score.passed:
        context.on_passed(session, _fact(session, row))


def tell_of_lost_pass(context: ExamContext, session: Session, row: AttemptRow) -> None:
    """Take back what was recorded of a pass that does not stand any more."""
    context.on_passed(session, replace(_fact(session, row), retracted=True))


def _fact(session: Session, row: AttemptRow) -> Fact:
    recounts = [
        event.at
        for event in events_of(session, row.id)
        if event.what in (Happened.REVIEWED, Happened.REGRADED)
    ]
    thread = thread_of_invitation(session, row.invitation_id)
    return passed_fact(row, thread, recounted_at=recounts)


def _tell(session: Session, row: AttemptRow, after: Attempt) -> None:
    at = row.submitted_at
    assert at is not None, "the attempt is closed"
    result = after.result
    assert result is not None, "the attempt is graded"
    if row.expired:
        happened(session, row.id, Happened.EXPIRED, at=at)
    else:
        happened(session, row.id, Happened.SUBMITTED, at=at, by=UserId(row.person_id))
    score = {"earned": str(result.earned), "possible": result.possible}
    happened(session, row.id, Happened.GRADED, at=at, details=score)
    if result.pending:
        happened(
            session, row.id, Happened.NEEDS_REVIEW, at=at, details={"answers": len(result.pending)}
        )
    else:
        happened(session, row.id, Happened.FINAL, at=at)
