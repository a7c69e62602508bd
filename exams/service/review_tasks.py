"""Put answers that people have to look at into a queue, and say what is asked about them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import delete, func
from sqlmodel import col, select

from exams import records
from exams.questions import ReviewReason
from exams.questions.performance import failure_of
from exams.reviewing import Criterion, rubric_of
from exams.store import AnswerRow, AttemptItemRow, ReviewMarkRow, ReviewTaskRow
from exams.versions import kept_questions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlmodel import Session

    from exams.bank import Question
    from exams.store import AttemptRow

log = structlog.get_logger(__name__)


def open_tasks(session: Session, row: AttemptRow, *, now: datetime) -> None:
    """Ask for a person for every answer of a closed attempt that needs one.

    One that was looked at before, by a key that does not count any more, is asked for anew.
    """
    known = {
        task.question_id: task
        for task in session.exec(select(ReviewTaskRow).where(ReviewTaskRow.attempt_id == row.id))
    }
    for item in records.item_rows(session, row.id):
        if item.review is None:
            continue
        task = known.get(item.question_id)
        if task is None:
            task = ReviewTaskRow(
                id=secrets.token_urlsafe(12),
                attempt_id=row.id,
                question_id=item.question_id,
                exam=row.exam,
                reason=item.review,
                created_at=now,
            )
        elif task.closed_at is not None:
            session.execute(delete(ReviewMarkRow).where(col(ReviewMarkRow.task_id) == task.id))
            task.created_at, task.closed_at, task.reason = now, None, item.review
            task.claimed_by = task.claimed_until = None
        session.add(task)
        if item.review == ReviewReason.CHECKER_ERROR:
            _tell_of_failure(session, item)
    session.flush()


def _tell_of_failure(session: Session, item: AttemptItemRow) -> None:
    """Log what went wrong, so that it can be mended before the next candidate meets it."""
    question = kept_questions(session, [item.question_version])[item.question_version]
    answer = session.get(AnswerRow, (item.attempt_id, item.question_id))
    log.warning(
        "checker_failed",
        attempt_id=item.attempt_id,
        question_version=item.question_version,
        failure="" if answer is None else failure_of(question, str(answer.response)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a task is about.

    Attributes:
        question: The version that counts.
        rubric: What graders judge by.
        marks: What the question is worth on the paper that was served.
    """

    question: Question
    rubric: tuple[Criterion, ...]
    marks: int


def asked(session: Session, task: ReviewTaskRow) -> Asked:
    """Say what a task is about."""
    item = session.get_one(AttemptItemRow, (task.attempt_id, task.question_id))
    question = kept_questions(session, [item.question_version])[item.question_version]
    passed = [note["message"] for note in item.notes or () if note["passed"]]
    return Asked(question=question, rubric=rubric_of(question, sure=passed), marks=item.marks)


def waiting(session: Session) -> Mapping[ReviewReason, int]:
    """Count the answers that wait for a person, by why they do."""
    query = (
        select(ReviewTaskRow.reason, func.count())
        .where(col(ReviewTaskRow.closed_at).is_(None))
        .group_by(col(ReviewTaskRow.reason))
    )
    return {ReviewReason(reason): number for reason, number in session.exec(query)}


def marks_of(session: Session, task_id: str) -> Sequence[ReviewMarkRow]:
    """Give the marks of a task's graders, the first one first."""
    return session.exec(
        select(ReviewMarkRow)
        .where(ReviewMarkRow.task_id == task_id)
        .order_by(col(ReviewMarkRow.at), col(ReviewMarkRow.grader_id))
    ).all()
