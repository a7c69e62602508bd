"""Give people their results, and let them show one to others if they want to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from exams import records
from exams.attempt import CLOSED_STATES
from exams.bands import CompetencyResult, Marks, by_competency
from exams.composite import Composite, composite
from exams.events import Happened, happened
from exams.grading import Ruling
from exams.policy import Policy, add_months
from exams.service.context import NO_ATTEMPT, own_row
from exams.service.regraded import Regraded, regrades_of
from recognition.kernel.errors import ConflictError, NotFoundError
from recognition.service.persons import person_of
from recognition.service.visible import is_left_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from exams.bank import Bank
    from exams.grading import Score
    from exams.service.context import ExamContext
    from exams.store import AttemptItemRow, AttemptRow
    from recognition.kernel.ids import UserId

ONLY_PASSES = "Only a passed exam can be shown to others. What is not passed stays yours alone."


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskResult:
    """What was looked for in the answer to one task.

    Attributes:
        number: Its place on the paper, from 1.
        checks: Whether each was there, and what it was, in the author's public words.
    """

    number: int
    checks: tuple[tuple[bool, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultView:
    """What a result says beside the score; for the candidate alone.

    Attributes:
        competencies: How each went; empty where that would tell too much.
        tasks: The tasks, in the order of the paper.
        waiting: How many answers a person has yet to look at.
        is_published: Whether others may see the score.
        regrades: How the marks changed since they were first told, the first change first.
    """

    competencies: tuple[CompetencyResult, ...]
    tasks: tuple[TaskResult, ...]
    waiting: int
    is_published: bool
    regrades: tuple[Regraded, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicResult:
    """A passed exam that its candidate chose to show."""

    login: str
    exam: str
    title: str
    score: Score
    passed_at: datetime


def result(
    context: ExamContext, session: Session, attempt_id: str, person_id: UserId
) -> ResultView:
    """Give what the result of a closed attempt says.

    Raises:
        NotFoundError: The attempt is not there, another person's, or still open.
    """
    row = own_row(session, attempt_id, person_id, locked=False)
    if row.state not in CLOSED_STATES:
        raise NotFoundError(NO_ATTEMPT)
    bank = context.served_bank(session, row)
    items = records.item_rows(session, row.id)
    return ResultView(
        competencies=_competencies(items, bank),
        tasks=tuple(
            TaskResult(
                number=item.position,
                checks=tuple((bool(note["passed"]), str(note["message"])) for note in item.notes),
            )
            for item in items
            if item.notes
        ),
        waiting=sum(item.review is not None for item in items),
        is_published=row.published_at is not None,
        regrades=tuple(regrades_of(session, row)),
    )


def publish(
    context: ExamContext, session: Session, attempt_id: str, person_id: UserId, *, shown: bool
) -> None:
    """Let others see the score of a passed attempt, or not any more.

    Raises:
        NotFoundError: It is not there, or another person's.
        ConflictError: It is not passed.
    """
    row = own_row(session, attempt_id, person_id)
    if shown and not row.passed:
        raise ConflictError(ONLY_PASSES)
    if shown == (row.published_at is not None):
        return
    now = context.clock.now()
    row.published_at = now if shown else None
    session.add(row)
    what = Happened.PUBLISHED if shown else Happened.WITHDRAWN
    happened(session, row.id, what, at=now, by=person_id)


def public_result(context: ExamContext, session: Session, attempt_id: str) -> PublicResult:
    """Give a result that its candidate shows.

    Raises:
        NotFoundError: There is none to see: not there, not shown, not passed (any more), or of
            somebody who opted out; all read the same.
    """
    row = records.attempt_row(session, attempt_id, locked=False)
    if row is None or not _is_public(session, row):
        raise NotFoundError("There is no such result.")
    score = records.score_of(row)
    assert score is not None, "only closed attempts are passed"
    assert row.submitted_at is not None, "only closed attempts are passed"
    bank = context.served_bank(session, row)
    return PublicResult(
        login=row.login,
        exam=row.exam,
        title=bank.title,
        score=score,
        passed_at=row.submitted_at,
    )


def _is_public(session: Session, row: AttemptRow) -> bool:
    is_shown = row.published_at is not None and bool(row.passed)
    return is_shown and not is_left_out(session, person_of(session, row.person_id))


def _competencies(items: Sequence[AttemptItemRow], bank: Bank) -> tuple[CompetencyResult, ...]:
    questions = bank.by_id()
    marks = [
        Marks(
            competency=item.competency,
            earned=records.item_marks(item),
            possible=item.marks,
            study=questions[item.question_id].study,
        )
        for item in items
        # A question that was taken out of the score says nothing about anybody.
        if item.ruling != Ruling.VOID
    ]
    return by_competency(marks, bank.competencies)


def composite_of(context: ExamContext, session: Session, person_id: UserId) -> Composite:
    """Put a person's passes that count now together, of all exams that presuppose nothing.

    Of each exam the best of them counts; a later failure takes nothing away.
    """
    now = context.clock.now()
    best: dict[str, Score | None] = {
        exam: None for exam, bank in context.banks.banks.items() if not bank.requires
    }
    for row in records.attempt_rows(session, person_id):
        score = records.score_of(row)
        if row.exam not in best or score is None or not _counts(row, score, now):
            continue
        before = best[row.exam]
        if before is None or score.share > before.share:
            best[row.exam] = score
    return composite(best)


def _counts(row: AttemptRow, score: Score, now: datetime) -> bool:
    if not score.passed or row.submitted_at is None:
        return False
    months = Policy.from_json(row.policy).expiry_months
    return months is None or add_months(row.submitted_at, months) > now
