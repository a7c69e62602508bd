"""Let maintainers look at answers, one after the other, without knowing whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING

from sqlmodel import col, select

from exams import records
from exams.questions import ReviewReason
from exams.reviewing import (
    Criterion,
    answer_text,
    marks_for,
    model_answer,
    outcome,
    read_points,
)
from exams.service.context import check_sits_not
from exams.service.review_tasks import asked, marks_of
from exams.service.reviewed import close_task
from exams.store import AnswerRow, AttemptRow, ReviewMarkRow, ReviewTaskRow
from recognition.audit import Event
from recognition.kernel.errors import ConflictError, ForbiddenError, NotFoundError, UserError
from recognition.service.audit import append
from recognition.service.facts import see_accounts
from recognition.service.identity import people_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlmodel import Session

    from exams.bank import PublicQuestion
    from exams.service.context import ExamContext
    from recognition.facts import Actor

LEASE = timedelta(minutes=30)
"""How long a grader has an answer for oneself; an essay takes some minutes to read."""

MAX_COMMENT = 1_000
"""Characters of a grader's note."""

NO_TASK = "There is no such answer to look at; perhaps others have finished it."
OWN = "This is an answer of your own; other maintainers look at it."
TWICE = "You have graded this answer already; it takes another person."
TAKEN = "Another maintainer is looking at this answer now."
NOT_HELD = "You do not have this answer any more. Take it up again; your marks were not kept."

MAX_QUEUE = 200
"""Answers that a list shows; whoever grades the first sees the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An answer in the queue.

    Attributes:
        since: When it came; pages show the day, so that a moment tells nobody whose it is.
        graders: How many have graded it.
        is_held: Somebody else is looking at it now.
        is_mine: The visitor holds it.
    """

    id: str
    exam: str
    reason: ReviewReason
    since: datetime
    graders: int
    is_held: bool
    is_mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewView:
    """An answer as a grader sees it: nothing in here tells whose it is, or what others gave.

    Attributes:
        model: An answer that would earn all marks, or empty.
        answer: As a text.
        held_until: When others may take it up; `None` where the visitor does not hold it.
    """

    id: str
    exam: str
    reason: ReviewReason
    question: PublicQuestion
    rubric: tuple[Criterion, ...]
    model: str
    answer: str
    held_until: datetime | None


def queue(
    context: ExamContext, session: Session, *, by: Actor, exams: Collection[str] | None = None
) -> list[Waiting]:
    """Give what waits for a grader, the oldest first, without the visitor's own answers.

    Args:
        context: The time.
        session: Reads them.
        by: Who looks; what they graded already is left out.
        exams: Only of these.
    """
    query = (
        select(ReviewTaskRow, AttemptRow.person_id)
        .join(AttemptRow, col(AttemptRow.id) == col(ReviewTaskRow.attempt_id))
        .where(col(ReviewTaskRow.closed_at).is_(None))
        .order_by(col(ReviewTaskRow.created_at), col(ReviewTaskRow.id))
        .limit(MAX_QUEUE)
    )
    if exams is not None:
        query = query.where(col(ReviewTaskRow.exam).in_(exams))
    found = session.exec(query).all()
    graders = _graders(session, [task.id for task, _candidate in found])
    concerned = [candidate for _task, candidate in found] + [*chain(*graders.values())]
    people = people_of(session, [by.id, *concerned])
    me, now = people.person_of(by.id), context.clock.now()
    return [
        Waiting(
            id=task.id,
            exam=task.exam,
            reason=ReviewReason(task.reason),
            since=task.created_at,
            graders=len(graders.get(task.id, ())),
            is_held=_holder(task, now) not in (None, by.id),
            is_mine=_holder(task, now) == by.id,
        )
        for task, candidate in found
        if me not in map(people.person_of, (candidate, *graders.get(task.id, ())))
    ]


def exam_of(session: Session, task_id: str) -> str:
    """Give the exam of an open task, which says whose maintainers may see it.

    Raises:
        NotFoundError: It is not there, or closed.
    """
    return _open_task(session, task_id).exam


def claim(context: ExamContext, session: Session, task_id: str, *, by: Actor) -> None:
    """Take an answer up, for half an hour; taking it up again begins that anew.

    Raises:
        NotFoundError: It is not there, or closed.
        ForbiddenError: It is the grader's own, or of an exam that the grader is sitting.
        ConflictError: The grader had it already, or somebody else has it now.
    """
    task, now = _open_task(session, task_id, locked=True), context.clock.now()
    _check_grader(session, task, by)
    if _holder(task, now) not in (None, by.id):
        raise ConflictError(TAKEN)
    task.claimed_by, task.claimed_until = by.id, now + LEASE
    session.add(task)
    session.flush()


def release(session: Session, task_id: str, *, by: Actor) -> None:
    """Put an answer back for somebody else; one that is not held stays as it is."""
    task = _open_task(session, task_id, locked=True)
    if task.claimed_by == by.id:
        task.claimed_by = task.claimed_until = None
        session.add(task)
        session.flush()


def view(context: ExamContext, session: Session, task_id: str, *, by: Actor) -> ReviewView:
    """Give an answer to somebody who may grade it.

    Raises:
        NotFoundError: It is not there, or closed.
        ForbiddenError: It is the grader's own, or of an exam that the grader is sitting.
        ConflictError: The grader had it already.
    """
    task = _open_task(session, task_id)
    _check_grader(session, task, by)
    about = asked(session, task)
    answer = session.get(AnswerRow, (task.attempt_id, task.question_id))
    is_mine = _holder(task, context.clock.now()) == by.id
    return ReviewView(
        id=task.id,
        exam=task.exam,
        reason=ReviewReason(task.reason),
        question=about.question.public,
        rubric=about.rubric,
        model=model_answer(about.question.key),
        answer="" if answer is None else answer_text(about.question.public, answer.response),
        held_until=task.claimed_until if is_mine else None,
    )


def grade(
    context: ExamContext,
    session: Session,
    task_id: str,
    *,
    by: Actor,
    points: Mapping[str, str],
    comment: str = "",
) -> bool:
    """Keep a grader's points, and close the task where no other grader is needed.

    Args:
        context: The time, and whom to tell.
        session: The caller commits it.
        task_id: An answer that the grader holds.
        by: The grader.
        points: By criterion, as they were typed.
        comment: For other maintainers; the candidate does not see it.

    Returns:
        Whether the answer has its final marks now.

    Raises:
        NotFoundError: It is not there, or closed.
        ForbiddenError: It is the grader's own, or of an exam that the grader is sitting.
        ConflictError: The grader had it already, or does not hold it.
        UserError: Points are missing or out of range; nothing was kept.
    """
    task, now = _open_task(session, task_id, locked=True), context.clock.now()
    _check_grader(session, task, by)
    if task.claimed_by != by.id:
        raise ConflictError(NOT_HELD)
    if len(comment) > MAX_COMMENT:
        raise UserError(f"The note has at most {MAX_COMMENT:,} characters.")
    about = asked(session, task)
    given = read_points(about.rubric, points)
    marks = marks_for(about.rubric, given, about.marks)
    session.add(
        ReviewMarkRow(
            task_id=task.id,
            grader_id=by.id,
            grader_login=by.login,
            marks_num=marks.numerator,
            marks_den=marks.denominator,
            points={name: str(number) for name, number in given.items()},
            comment=comment.strip(),
            at=now,
        )
    )
    task.claimed_by = task.claimed_until = None
    session.add(task)
    session.flush()
    _log(session, task, marks, by=by, now=now)
    all_marks = [Fraction(row.marks_num, row.marks_den) for row in marks_of(session, task.id)]
    final = outcome(ReviewReason(task.reason), all_marks)
    if final is None:
        return False
    row = records.attempt_row(session, task.attempt_id, locked=True)
    assert row is not None, "a task is of an attempt"
    close_task(context, session, task, row, final, graders=len(all_marks))
    return True


# --- within -------------------------------------------------------------------------------


def _open_task(session: Session, task_id: str, *, locked: bool = False) -> ReviewTaskRow:
    query = select(ReviewTaskRow).where(ReviewTaskRow.id == task_id)
    task = session.exec(query.with_for_update() if locked else query).one_or_none()
    if task is None or task.closed_at is not None:
        raise NotFoundError(NO_TASK)
    return task


def _holder(task: ReviewTaskRow, now: datetime) -> int | None:
    """Give who looks at it now; a claim ends by itself."""
    runs = task.claimed_until is not None and task.claimed_until > now
    return task.claimed_by if runs else None


def _check_grader(session: Session, task: ReviewTaskRow, by: Actor) -> None:
    attempt = session.get_one(AttemptRow, task.attempt_id)
    graders = [row.grader_id for row in marks_of(session, task.id)]
    people = people_of(session, [by.id, attempt.person_id, *graders])
    me = people.person_of(by.id)
    if me == people.person_of(attempt.person_id):
        raise ForbiddenError(OWN)
    if me in map(people.person_of, graders):
        raise ConflictError(TWICE)
    check_sits_not(session, by.id, task.exam)


def _graders(session: Session, task_ids: Sequence[str]) -> Mapping[str, list[int]]:
    rows = session.exec(
        select(ReviewMarkRow.task_id, ReviewMarkRow.grader_id).where(
            col(ReviewMarkRow.task_id).in_(task_ids)
        )
    )
    graders: dict[str, list[int]] = {}
    for task_id, grader in rows:
        graders.setdefault(task_id, []).append(grader)
    return graders


def _log(
    session: Session, task: ReviewTaskRow, marks: Fraction, *, by: Actor, now: datetime
) -> None:
    """Write a grade into the audit log; neither the answer nor whose it is stands there."""
    see_accounts(session, [(by, now)])
    session.flush()
    details = {"exam": task.exam, "question": task.question_id, "marks": str(marks)}
    event = Event(
        at=now,
        actor_id=by.id,
        action="review.graded",
        subject=f"review:{task.id}",
        details=details,
    )
    append(session, [event])
