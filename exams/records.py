"""Keep attempts in the database, and read them back as values."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert
from sqlmodel import col, select

from exams.attempt import Attempt, State
from exams.bank import Bank, Response
from exams.draw import Paper
from exams.eligibility import PastAttempt
from exams.grading import Score
from exams.policy import Policy
from exams.questions import QUESTION_TYPES
from exams.store import AnswerChangeRow, AnswerRow, AttemptItemRow, AttemptRow
from exams.views import AttemptSummary
from recognition.service.persons import accounts_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlmodel import Session

    from exams.grading import ItemResult, Result
    from recognition.kernel.ids import UserId


def add_attempt(
    session: Session,
    attempt: Attempt,
    bank: Bank,
    *,
    person_id: UserId,
    login: str,
    invitation_id: str | None,
) -> AttemptRow:
    """Write a new attempt and the questions it was served.

    Raises:
        IntegrityError: The person has an open attempt at this exam.
    """
    row = AttemptRow(
        id=attempt.id,
        exam=attempt.paper.exam,
        person_id=person_id,
        login=login,
        bank_hash=attempt.paper.bank_version,
        seed=attempt.paper.seed,
        paper=attempt.paper.as_json(),
        policy=attempt.policy.as_json(),
        state=attempt.state,
        started_at=attempt.started_at,
        deadline_at=attempt.deadline_at,
        invitation_id=invitation_id,
        extra_percent=attempt.extra_percent,
    )
    session.add(row)
    session.flush()
    questions = bank.by_id()
    # One statement with many rows: an object for each took a quarter of a start.
    session.connection().execute(
        insert(AttemptItemRow),
        [
            {
                "attempt_id": row.id,
                "question_id": item.question_id,
                "position": position,
                "question_version": item.version,
                "competency": questions[item.question_id].competency,
                "marks": item.marks,
            }
            for position, item in enumerate(attempt.paper.items, start=1)
        ],
    )
    return row


LATELY = 200
"""Attempts; enough to tell worn questions from fresh ones, and as quick in ten years."""


def exposure(session: Session, exam: str) -> dict[str, int]:
    """Count how often each question was served in the exam's newest attempts, by its id."""
    newest = (
        select(AttemptRow.id)
        .where(AttemptRow.exam == exam)
        .order_by(col(AttemptRow.started_at).desc())
        .limit(LATELY)
    )
    query = (
        select(AttemptItemRow.question_id, func.count())
        .where(col(AttemptItemRow.attempt_id).in_(newest))
        .group_by(col(AttemptItemRow.question_id))
    )
    return dict(session.exec(query).all())


def attempt_row(session: Session, attempt_id: str, *, locked: bool) -> AttemptRow | None:
    """Find an attempt.

    Args:
        session: Reads it.
        attempt_id: The attempt.
        locked: Keep others from changing it until the transaction ends. SQLite has one
            writer at a time anyway; PostgreSQL locks the row.
    """
    query = select(AttemptRow).where(AttemptRow.id == attempt_id)
    return session.exec(query.with_for_update() if locked else query).one_or_none()


def attempt_of(session: Session, row: AttemptRow, bank: Bank) -> Attempt:
    """Read an attempt with its answers; the result is left out, see `score_of`."""
    questions = bank.by_id()
    answers = session.exec(select(AnswerRow).where(AnswerRow.attempt_id == row.id)).all()
    responses: dict[str, Response] = {}
    for answer in answers:
        question = questions[answer.question_id].public
        response = QUESTION_TYPES[question.type].parse_response(question, answer.response)
        if response is not None:
            responses[question.id] = response
    return Attempt(
        id=row.id,
        paper=Paper.from_json(row.paper),
        policy=Policy.from_json(row.policy),
        started_at=row.started_at,
        deadline_at=row.deadline_at,
        extra_percent=row.extra_percent,
        state=State(row.state),
        submitted_at=row.submitted_at,
        save_no=row.save_no,
        responses=responses,
    )


def write_answers(
    session: Session,
    row: AttemptRow,
    before: Mapping[str, Response],
    attempt: Attempt,
    *,
    now: datetime,
) -> None:
    """Write what a save changed, and when."""
    changed = {
        name
        for name in before.keys() | attempt.responses.keys()
        if before.get(name) != attempt.responses.get(name)
    }
    session.add_all(
        AnswerChangeRow(attempt_id=row.id, save_no=attempt.save_no, question_id=name, at=now)
        for name in sorted(changed)
    )
    for name, response in attempt.responses.items():
        if name in changed:
            session.merge(
                AnswerRow(
                    attempt_id=row.id,
                    question_id=name,
                    response=response.as_json(),
                    save_no=attempt.save_no,
                    saved_at=now,
                )
            )
    if taken_back := before.keys() - attempt.responses.keys():
        session.execute(
            delete(AnswerRow)
            .where(col(AnswerRow.attempt_id) == row.id)
            .where(col(AnswerRow.question_id).in_(taken_back))
        )
    row.save_no = attempt.save_no
    session.add(row)
    session.flush()


def write_result(session: Session, row: AttemptRow, attempt: Attempt, *, now: datetime) -> None:
    """Write what a closed attempt scored, in all and for each question."""
    result = attempt.result
    assert result is not None, "only graded attempts have a result to write"
    row.state, row.submitted_at = attempt.state, attempt.submitted_at
    write_score(session, row, result, now=now)


def write_score(session: Session, row: AttemptRow, result: Result, *, now: datetime) -> None:
    """Write marks for the whole and for each question, and whether they are final."""
    row.earned_num, row.earned_den = result.earned.as_integer_ratio()
    row.possible, row.passed = result.possible, result.passed
    row.final_at = None if result.pending else row.final_at or now
    session.add(row)
    items = {item.question_id: item for item in item_rows(session, row.id)}
    for item in result.items:
        write_item(session, items[item.question_id], item)
    session.flush()


def write_item(session: Session, row: AttemptItemRow, item: ItemResult) -> None:
    """Write what one question earned, and by what it counts."""
    row.question_version, row.ruling = item.version, item.ruling
    row.answered = item.answered
    row.earned_num, row.earned_den = item.earned.as_integer_ratio()
    row.notes = [
        {"passed": note.passed, "message": note.message, "points": str(note.points)}
        for note in item.grade.notes
    ] or None
    row.review = item.grade.review
    session.add(row)


def item_marks(row: AttemptItemRow) -> Fraction:
    """Give the marks a question earned; nothing before it is graded."""
    return Fraction(row.earned_num or 0, row.earned_den or 1)


def item_rows(session: Session, attempt_id: str) -> Sequence[AttemptItemRow]:
    """Give the questions an attempt was served, in their order."""
    return session.exec(
        select(AttemptItemRow)
        .where(AttemptItemRow.attempt_id == attempt_id)
        .order_by(col(AttemptItemRow.position))
    ).all()


def score_of(row: AttemptRow) -> Score | None:
    """Give the score of a graded attempt, or `None`."""
    if row.earned_num is None or row.earned_den is None or row.possible is None:
        return None
    return Score(
        earned=Fraction(row.earned_num, row.earned_den),
        possible=row.possible,
        pass_percentage=Policy.from_json(row.policy).pass_percentage,
    )


def attempt_rows(
    session: Session, person_id: UserId, *, exam: str | None = None
) -> Sequence[AttemptRow]:
    """Give a person's attempts, at one exam or all, from the first to the newest.

    Those of all accounts of the person: a second account is no second try.
    """
    accounts = accounts_of(session, person_id)
    query = select(AttemptRow).where(col(AttemptRow.person_id).in_(accounts))
    if exam is not None:
        query = query.where(AttemptRow.exam == exam)
    return session.exec(query.order_by(col(AttemptRow.started_at), col(AttemptRow.id))).all()


def past(row: AttemptRow) -> PastAttempt:
    """Give what eligibility needs to know."""
    return PastAttempt(
        id=row.id,
        started_at=row.started_at,
        finished_at=row.submitted_at,
        passed=row.passed,
        in_review=row.state == State.NEEDS_REVIEW,
    )


def summary(row: AttemptRow) -> AttemptSummary:
    """Give an attempt as a line of a list."""
    return AttemptSummary(
        id=row.id,
        state=State(row.state),
        started_at=row.started_at,
        submitted_at=row.submitted_at,
        expired=row.expired,
        score=score_of(row),
    )
