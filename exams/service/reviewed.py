"""Write what graders came to into an attempt, and tell recognition of a pass."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from exams import records
from exams.attempt import State, check_move
from exams.events import Happened, happened
from exams.service.closing import tell_of_pass

if TYPE_CHECKING:
    from sqlmodel import Session

    from exams.service.context import ExamContext
    from exams.store import AttemptItemRow, AttemptRow, ReviewTaskRow


def close_task(
    context: ExamContext,
    session: Session,
    task: ReviewTaskRow,
    row: AttemptRow,
    marks: Fraction,
    *,
    graders: int,
) -> None:
    """Write the marks that people gave into the attempt; with its last task it becomes final.

    A review only adds: marks that were sure already stay. The candidate is told in the thread
    where the attempt was begun if it passes by this, and by nothing public if it does not.

    Args:
        context: The time, and whom to tell.
        session: The caller commits it.
        task: Closed hereby.
        row: Its attempt.
        marks: What the graders came to.
        graders: How many they were.
    """
    now = context.clock.now()
    task.closed_at, task.claimed_by, task.claimed_until = now, None, None
    session.add(task)
    items = list(records.item_rows(session, row.id))
    item = next(one for one in items if one.question_id == task.question_id)
    before = _earned(item)
    item.earned_num, item.earned_den = max(before, marks).as_integer_ratio()
    item.review = None
    session.add(item)
    added = _earned(item) - before
    total = sum((_earned(one) for one in items), start=Fraction(0))
    row.earned_num, row.earned_den = total.as_integer_ratio()
    score = records.score_of(row)
    assert score is not None, "a closed attempt has a score"
    row.passed = score.passed
    details = {"question": item.question_id, "added": str(added), "graders": graders}
    happened(session, row.id, Happened.REVIEWED, at=now, details=details)
    if all(one.review is None for one in items):
        check_move(State(row.state), State.FINAL)
        row.state, row.final_at = State.FINAL, now
        happened(session, row.id, Happened.FINAL, at=now)
    session.add(row)
    session.flush()
    if added:
        tell_of_pass(context, session, row)


def _earned(item: AttemptItemRow) -> Fraction:
    return Fraction(item.earned_num or 0, item.earned_den or 1)
