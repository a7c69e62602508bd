"""Write what a plan makes of one attempt, tell recognition, and tell the candidate why."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlalchemy import update
from sqlmodel import col, select

from exams.attempt import State, check_move
from exams.events import Happened, happened
from exams.records import write_score
from exams.regrading import Outcome
from exams.service.closing import tell_of_lost_pass, tell_of_pass
from exams.service.review_tasks import open_tasks
from exams.store import RegradeLineRow, RegradePlanRow, ReviewTaskRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from exams.regrading import Line
    from exams.service.context import ExamContext
    from exams.store import AttemptRow
    from recognition.facts import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Regraded:
    """A change of a result, for its candidate.

    Attributes:
        before: The result as it was, such as `39/56`.
        after: As it was from then on.
        reason: The maintainers' words.
    """

    at: datetime
    before: str
    after: str
    passes: bool
    fails: bool
    reason: str


def carry_out(
    context: ExamContext,
    session: Session,
    row: AttemptRow,
    line: Line,
    plan: RegradePlanRow,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Write a line of a plan that stands into its attempt.

    Args:
        context: The exams, and whom to tell.
        session: The caller commits it.
        row: The attempt.
        line: What becomes of it.
        plan: What the line is of.
        by: Who carries the plan out.
        now: When.
    """
    outcome = line.outcome(may_lower=plan.may_lower)
    check_move(State(row.state), State.REGRADED)
    row.state = State.NEEDS_REVIEW if line.after.pending else State.REGRADED
    write_score(session, row, line.after, now=now)
    _close_reviews(session, line, now=now)
    open_tasks(session, row, now=now)
    happened(
        session,
        row.id,
        Happened.REGRADED,
        at=now,
        by=by.id,
        details={
            "plan": plan.id,
            "outcome": outcome,
            "before": line.before.score.fraction,
            "after": line.after.score.fraction,
        },
    )
    if line.after.pending:
        details = {"answers": len(line.after.pending)}
        happened(session, row.id, Happened.NEEDS_REVIEW, at=now, details=details)
    if outcome is Outcome.FAILS:
        tell_of_lost_pass(context, session, row)
    elif line.after.score != line.before.score:
        tell_of_pass(context, session, row)


def regrades_of(session: Session, row: AttemptRow) -> list[Regraded]:
    """Give the changes of an attempt's result, the first one first; none that changed nothing."""
    found = session.exec(
        select(RegradeLineRow, RegradePlanRow)
        .join(RegradePlanRow, col(RegradePlanRow.id) == col(RegradeLineRow.plan_id))
        .where(RegradeLineRow.attempt_id == row.id, col(RegradeLineRow.applied).is_(True))
        .order_by(col(RegradePlanRow.applied_at), col(RegradePlanRow.id))
    ).all()
    return [
        Regraded(
            at=plan.applied_at,
            before=marks_before(line),
            after=marks_after(line),
            passes=line.after_passed and not line.before_passed,
            fails=line.before_passed and not line.after_passed,
            reason=plan.reason,
        )
        for line, plan in found
        if plan.applied_at is not None and marks_before(line) != marks_after(line)
    ]


def marks_before(line: RegradeLineRow) -> str:
    """Give the marks that stood when the plan was made, such as `39/56`."""
    return f"{Fraction(line.before_num, line.before_den)}/{line.before_possible}"


def marks_after(line: RegradeLineRow) -> str:
    """Give the marks by the plan."""
    return f"{Fraction(line.after_num, line.after_den)}/{line.after_possible}"


def _close_reviews(session: Session, line: Line, *, now: datetime) -> None:
    """Ask nobody any more to look at answers that no longer need it."""
    pending = {item.question_id for item in line.after.pending}
    settled = {item.question_id for item in line.before.pending} - pending
    if not settled:
        return
    session.execute(
        update(ReviewTaskRow)
        .where(col(ReviewTaskRow.attempt_id) == line.attempt_id)
        .where(col(ReviewTaskRow.question_id).in_(settled))
        .where(col(ReviewTaskRow.closed_at).is_(None))
        .values(closed_at=now)
    )
