"""Read closed attempts back as they are stored, and prove that their scores follow from that."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlmodel import col, select

from exams.attempt import CLOSED_STATES
from exams.grading import ItemResult, Result, Ruling
from exams.questions import Grade, Note, ReviewReason
from exams.records import item_marks, score_of
from exams.recounting import Served, StoredAttempt, recount, result_bytes
from exams.reviewing import outcome
from exams.store import AnswerRow, AttemptItemRow, AttemptRow, ReviewMarkRow, ReviewTaskRow
from exams.versions import kept_questions
from recognition.service.tables import chunks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sqlmodel import Session

    from exams.bank import Answer, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """An attempt that was counted again.

    Attributes:
        stored: Its marks as they stand, such as `39/56`.
        again: Its marks by what is stored of its answers and questions.
        is_same: Not one byte of the result differs, question by question.
    """

    attempt_id: str
    stored: str
    again: str
    is_same: bool


def closed_rows(
    session: Session,
    *,
    exam: str | None = None,
    versions: Collection[str] | None = None,
    attempt_ids: Collection[str] | None = None,
    locked: bool = False,
) -> list[AttemptRow]:
    """Give closed attempts, from the first to the newest.

    Args:
        session: Reads them.
        exam: Only of this exam.
        versions: Only those that count by one of these versions of a question.
        attempt_ids: Only these.
        locked: Keep others from changing them until the transaction ends.
    """
    query = select(AttemptRow).where(col(AttemptRow.state).in_(CLOSED_STATES))
    if exam is not None:
        query = query.where(AttemptRow.exam == exam)
    if versions is not None:
        counting = select(AttemptItemRow.attempt_id).where(
            col(AttemptItemRow.question_version).in_(versions)
        )
        query = query.where(col(AttemptRow.id).in_(counting))
    if attempt_ids is not None:
        query = query.where(col(AttemptRow.id).in_(attempt_ids))
    query = query.order_by(col(AttemptRow.started_at), col(AttemptRow.id))
    return list(session.exec(query.with_for_update() if locked else query).all())


def stored_attempts(session: Session, rows: Iterable[AttemptRow]) -> Iterator[StoredAttempt]:
    """Read closed attempts, with the answers and the marks of every question."""
    for some in chunks(rows):
        ids = [row.id for row in some]
        items, answers = _items(session, ids), _answers(session, ids)
        questions = kept_questions(
            session, {item.question_version for served in items.values() for item in served}
        )
        reviewed = _reviewed(session, ids)
        for row in some:
            served = tuple(
                _served(item, answers.get((row.id, item.question_id)), reviewed)
                for item in items[row.id]
            )
            yield StoredAttempt(
                id=row.id, served=served, result=_result(row, items[row.id], served, questions)
            )


def replay(session: Session, rows: Iterable[AttemptRow]) -> Iterator[Replayed]:
    """Count closed attempts again from their answers, and compare with what is stored."""
    for some in chunks(rows):
        stored = list(stored_attempts(session, some))
        questions = kept_questions(
            session, {served.version for attempt in stored for served in attempt.served}
        )
        for attempt in stored:
            again = recount(
                attempt.served, questions, pass_percentage=attempt.result.score.pass_percentage
            )
            yield Replayed(
                attempt_id=attempt.id,
                stored=attempt.result.score.fraction,
                again=again.score.fraction,
                is_same=result_bytes(again) == result_bytes(attempt.result),
            )


def _items(session: Session, ids: Sequence[str]) -> Mapping[str, list[AttemptItemRow]]:
    found: defaultdict[str, list[AttemptItemRow]] = defaultdict(list)
    query = (
        select(AttemptItemRow)
        .where(col(AttemptItemRow.attempt_id).in_(ids))
        .order_by(col(AttemptItemRow.position))
    )
    for row in session.exec(query):
        found[row.attempt_id].append(row)
    return found


def _answers(session: Session, ids: Sequence[str]) -> Mapping[tuple[str, str], Answer]:
    rows = session.exec(select(AnswerRow).where(col(AnswerRow.attempt_id).in_(ids)))
    return {(row.attempt_id, row.question_id): row.response for row in rows}


def _reviewed(session: Session, ids: Sequence[str]) -> Mapping[tuple[str, str], Fraction]:
    """Give the marks that people came to, of the answers that are done with."""
    found: defaultdict[tuple[str, str, str], list[Fraction]] = defaultdict(list)
    query = (
        select(ReviewTaskRow, ReviewMarkRow)
        .join(ReviewMarkRow, col(ReviewMarkRow.task_id) == col(ReviewTaskRow.id))
        .where(col(ReviewTaskRow.attempt_id).in_(ids))
        .where(col(ReviewTaskRow.closed_at).is_not(None))
    )
    for task, mark in session.exec(query):
        key = (task.attempt_id, task.question_id, task.reason)
        found[key].append(Fraction(mark.marks_num, mark.marks_den))
    settled = {key: outcome(ReviewReason(key[2]), marks) for key, marks in found.items()}
    return {key[:2]: marks for key, marks in settled.items() if marks is not None}


def _served(
    item: AttemptItemRow,
    answer: Answer | None,
    reviewed: Mapping[tuple[str, str], Fraction],
) -> Served:
    marks = reviewed.get((item.attempt_id, item.question_id))
    return Served(
        question_id=item.question_id,
        version=item.question_version,
        marks=item.marks,
        answer=answer,
        ruling=Ruling(item.ruling),
        reviewed=None if marks is None else Fraction(marks, item.marks),
    )


def _result(
    row: AttemptRow,
    items: Sequence[AttemptItemRow],
    served: Sequence[Served],
    questions: Mapping[str, Question],
) -> Result:
    score = score_of(row)
    assert score is not None, "a closed attempt is graded"
    if any(item.earned_num is None for item in items):
        # Graded before marks were kept for each question; the sum is what was stored.
        again = recount(served, questions, pass_percentage=score.pass_percentage)
        return Result(score=score, items=again.items)
    return Result(score=score, items=tuple(map(_item_result, items)))


def _item_result(item: AttemptItemRow) -> ItemResult:
    return ItemResult(
        question_id=item.question_id,
        version=item.question_version,
        marks=item.marks,
        answered=bool(item.answered),
        ruling=Ruling(item.ruling),
        grade=Grade(
            share=Fraction(item_marks(item), item.marks),
            notes=tuple(
                Note(
                    passed=note["passed"],
                    message=note["message"],
                    points=Fraction(note["points"]),
                )
                for note in item.notes or ()
            ),
            review=None if item.review is None else ReviewReason(item.review),
        ),
    )
