"""Read finished attempts for statistics: what was served, ticked and earned, and by nobody."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from exams.attempt import State
from exams.grading import Ruling
from exams.statistics.records import AttemptRecord, ItemRecord
from exams.statistics.timing import Change, Spent, time_spent
from exams.store import AnswerChangeRow, AnswerRow, AttemptItemRow, AttemptRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlmodel import Session

FINISHED = (State.FINAL, State.REGRADED)
"""An attempt that waits for a review has no final marks, and counts in no figure."""


def attempt_records(session: Session, exam: str) -> list[AttemptRecord]:
    """Give an exam's finished attempts, in the order in which they began."""
    attempts = session.exec(
        select(AttemptRow.id, AttemptRow.started_at, AttemptRow.passed)
        .where(AttemptRow.exam == exam)
        .where(col(AttemptRow.state).in_(FINISHED))
        .order_by(col(AttemptRow.started_at), col(AttemptRow.id))
    ).all()
    items, answers = items_of(session, exam), answers_of(session, exam)
    changes = changes_of(session, exam)
    return [
        AttemptRecord(
            items=tuple(
                _record(row, answers.get((attempt_id, row.question_id)), spent)
                for row in items[attempt_id]
            ),
            passed=bool(passed),
        )
        for attempt_id, started_at, passed in attempts
        if items.get(attempt_id)
        for spent in [time_spent(started_at, changes.get(attempt_id, ()))]
    ]


def items_of(session: Session, exam: str) -> Mapping[str, list[AttemptItemRow]]:
    """Give the graded questions of finished attempts, by attempt, in the order of the paper."""
    rows = session.exec(
        select(AttemptItemRow)
        .join(AttemptRow, col(AttemptRow.id) == col(AttemptItemRow.attempt_id))
        .where(AttemptRow.exam == exam)
        .where(col(AttemptRow.state).in_(FINISHED))
        .where(col(AttemptItemRow.earned_num).is_not(None))
        # What is void or correct for all says nothing about the question.
        .where(AttemptItemRow.ruling == Ruling.BY_KEY)
        .order_by(col(AttemptItemRow.attempt_id), col(AttemptItemRow.position))
    ).all()
    items: dict[str, list[AttemptItemRow]] = defaultdict(list)
    for row in rows:
        items[row.attempt_id].append(row)
    return items


def answers_of(session: Session, exam: str) -> dict[tuple[str, str], Any]:
    """Give the answers of finished attempts, by attempt and question."""
    rows = session.exec(
        select(AnswerRow.attempt_id, AnswerRow.question_id, AnswerRow.response)
        .join(AttemptRow, col(AttemptRow.id) == col(AnswerRow.attempt_id))
        .where(AttemptRow.exam == exam)
        .where(col(AttemptRow.state).in_(FINISHED))
    ).all()
    return {(attempt_id, name): response for attempt_id, name, response in rows}


def changes_of(session: Session, exam: str) -> Mapping[str, list[Change]]:
    """Give when answers of finished attempts were saved, by attempt."""
    rows = session.exec(
        select(
            AnswerChangeRow.attempt_id,
            AnswerChangeRow.save_no,
            AnswerChangeRow.question_id,
            AnswerChangeRow.at,
        )
        .join(AttemptRow, col(AttemptRow.id) == col(AnswerChangeRow.attempt_id))
        .where(AttemptRow.exam == exam)
        .where(col(AttemptRow.state).in_(FINISHED))
    ).all()
    changes: dict[str, list[Change]] = defaultdict(list)
    for attempt_id, save_no, name, at in rows:
        changes[attempt_id].append(Change(save_no=save_no, question_id=name, at=at))
    return changes


def _record(row: AttemptItemRow, answer: Any, spent: Mapping[str, Spent]) -> ItemRecord:
    assert row.earned_num is not None, "only graded questions are read"
    assert row.earned_den is not None, "only graded questions are read"
    time = spent.get(row.question_id)
    return ItemRecord(
        question_id=row.question_id,
        version=row.question_version,
        marks=row.marks,
        earned=Fraction(row.earned_num, row.earned_den),
        answered=answer is not None,
        # An order is a list of ids, too; only questions with a key of options count them.
        chosen=tuple(answer) if isinstance(answer, list) else (),
        spent=None if time is None else time.whole,
        first=None if time is None else time.first,
    )
