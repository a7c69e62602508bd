"""Find which attempts count by a key that was mended since, and what would count instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import col, select

from exams.attempt import CLOSED_STATES
from exams.content import question_version
from exams.grading import Ruling
from exams.regrading import (
    Change,
    How,
    PlanState,
    RegradeError,
    check_replacement,
    grades_alike,
)
from exams.store import (
    AttemptItemRow,
    AttemptRow,
    QuestionVersionRow,
    RegradeLineRow,
    RegradePlanRow,
)
from exams.versions import kept_questions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlmodel import Session

    from exams.bank import Bank, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """A version of a question that attempts count by, though its key was mended.

    Attributes:
        version: The old version.
        newest: What the bank has now.
        attempts: How many closed attempts count by the old one.
        obstacle: Why the newest cannot replace it, or empty.
    """

    exam: str
    question_id: str
    version: str
    newest: Question
    attempts: int
    obstacle: str

    @property
    def change(self) -> Change:
        """The change that would have the newest version count."""
        return Change(
            question_id=self.question_id,
            version=self.version,
            how=How.REPLACE,
            to=question_version(self.newest),
        )


def mended_keys(session: Session, bank: Bank) -> list[Mended]:
    """Give the old versions that finished attempts count by and that grade otherwise.

    Left out are attempts about which a plan to the same version was carried out already: what
    it kept is meant to stand.
    """
    plans = _applied(session, bank.exam)
    known = kept_questions(session, {*_counted(session, bank.exam), *_sources(plans)})
    found = []
    for version in _counted(session, bank.exam):
        old = known[version]
        newest = newest_of(bank, old.id)
        if newest is None or any(
            grades_alike(one, newest) for one in (old, _as_authored(old, version, known, plans))
        ):
            continue
        to = question_version(newest)
        decided = [
            plan.id
            for plan, changes in plans
            if any(one.version == version and one.to == to for one in changes)
        ]
        attempts = _counting(session, bank.exam, version) - _lines(session, decided)
        if attempts:
            found.append(
                Mended(
                    exam=bank.exam,
                    question_id=old.id,
                    version=version,
                    newest=newest,
                    attempts=len(attempts),
                    obstacle=_obstacle(old, newest),
                )
            )
    return sorted(found, key=lambda one: (one.question_id, one.version))


def newest_of(bank: Bank, question_id: str) -> Question | None:
    """Give the question that an author's id means now: itself, or what takes its place."""
    successors = {one.supersedes: one for one in bank.questions if one.supersedes}
    newest = bank.by_id().get(question_id)
    seen = {question_id}
    while (successor := successors.get(question_id)) is not None and successor.id not in seen:
        newest, question_id = successor, successor.id
        seen.add(question_id)
    return newest


def versions_of(session: Session, exam: str, question_id: str) -> Mapping[str, Question]:
    """Give all versions of a question that were served, the first one first."""
    rows = session.exec(
        select(QuestionVersionRow.hash)
        .where(QuestionVersionRow.exam == exam, QuestionVersionRow.question_id == question_id)
        .order_by(col(QuestionVersionRow.created_at), col(QuestionVersionRow.hash))
    ).all()
    known = kept_questions(session, rows)
    return {version: known[version] for version in rows}


def _counted(session: Session, exam: str) -> Sequence[str]:
    """Name the versions whose keys closed attempts count by."""
    query = select(AttemptItemRow.question_version).where(*_closed_by_key(exam)).distinct()
    return session.exec(query).all()


def _counting(session: Session, exam: str, version: str) -> set[str]:
    """Name the closed attempts that count by the key of a version."""
    query = (
        select(AttemptItemRow.attempt_id)
        .where(*_closed_by_key(exam))
        .where(AttemptItemRow.question_version == version)
    )
    return set(session.exec(query).all())


def _closed_by_key(exam: str) -> tuple[ColumnElement[bool], ...]:
    closed = select(AttemptRow.id).where(
        AttemptRow.exam == exam, col(AttemptRow.state).in_(CLOSED_STATES)
    )
    return (
        col(AttemptItemRow.attempt_id).in_(closed),
        col(AttemptItemRow.ruling) == Ruling.BY_KEY,
    )


def _sources(plans: Iterable[tuple[RegradePlanRow, Sequence[Change]]]) -> set[str]:
    return {change.version for _plan, changes in plans for change in changes}


def _applied(session: Session, exam: str) -> list[tuple[RegradePlanRow, list[Change]]]:
    rows = session.exec(
        select(RegradePlanRow)
        .where(RegradePlanRow.exam == exam, RegradePlanRow.state == PlanState.APPLIED)
        .order_by(col(RegradePlanRow.applied_at))
    ).all()
    return [(row, [Change.from_json(change) for change in row.changes]) for row in rows]


def _as_authored(
    old: Question,
    version: str,
    known: Mapping[str, Question],
    plans: Iterable[tuple[RegradePlanRow, Sequence[Change]]],
) -> Question:
    """Give the author's question where people made this version of it, by leaving an option out.

    As long as the bank has that, there is nothing newer than what people decided.
    """
    for _plan, changes in plans:
        for change in changes:
            if change.how is How.DISREGARD and change.to == version:
                return known[change.version]
    return old


def _lines(session: Session, plan_ids: Sequence[str]) -> set[str]:
    query = select(RegradeLineRow.attempt_id).where(col(RegradeLineRow.plan_id).in_(plan_ids))
    return set(session.exec(query).all()) if plan_ids else set()


def _obstacle(old: Question, newest: Question) -> str:
    try:
        check_replacement(old, newest)
    except RegradeError as error:
        return str(error)
    return ""
