"""Say how far the people agree who grade the same answers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from sqlmodel import col, select

from exams.reviewing import LEAST_PAIRS, kappa, verdict
from exams.service.review_tasks import asked
from exams.store import ReviewMarkRow, ReviewTaskRow

if TYPE_CHECKING:
    from sqlmodel import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far graders of one exam agree.

    Attributes:
        criteria: How many were judged by two people.
        kappa: Cohen's; `None` where there are too few, or all are of one class.
    """

    exam: str
    criteria: int
    kappa: Fraction | None


def agreement(session: Session) -> list[Agreement]:
    """Say for each exam how far the first two graders of an answer agreed."""
    rows = session.exec(
        select(ReviewTaskRow, ReviewMarkRow)
        .join(ReviewMarkRow, col(ReviewMarkRow.task_id) == col(ReviewTaskRow.id))
        .order_by(col(ReviewTaskRow.id), col(ReviewMarkRow.at), col(ReviewMarkRow.grader_id))
    ).all()
    pairs: dict[str, list[tuple[str, str]]] = {}
    for _task_id, graded in groupby(rows, key=lambda pair: pair[0].id):
        (task, first), *others = graded
        for _task, second in others[:1]:
            pairs.setdefault(task.exam, []).extend(_verdicts(session, task, first, second))
    return [
        Agreement(
            exam=exam,
            criteria=len(found),
            kappa=kappa(found) if len(found) >= LEAST_PAIRS else None,
        )
        for exam, found in sorted(pairs.items())
    ]


def _verdicts(
    session: Session, task: ReviewTaskRow, one: ReviewMarkRow, other: ReviewMarkRow
) -> list[tuple[str, str]]:
    return [
        (
            verdict(Fraction(one.points[criterion.id]), criterion),
            verdict(Fraction(other.points[criterion.id]), criterion),
        )
        for criterion in asked(session, task).rubric
        if criterion.id in one.points and criterion.id in other.points
    ]
