"""Read finished attempts into records without persons, and give an exam's statistics."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlmodel import col, select

from exams.content import question_version
from exams.questions.choice import ChoiceKey
from exams.service.finished import FINISHED, attempt_records
from exams.statistics.advice import Expectation
from exams.statistics.summary import ExamStatistics, QuestionVersion, exam_statistics
from exams.store import AttemptRow, IntegritySignalRow, QuestionVersionRow
from exams.versions import kept_bank, kept_questions
from recognition.kernel.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import timedelta

    from sqlmodel import Session

    from exams.bank import Bank, Question
    from exams.service.context import ExamContext

NO_STATISTICS = "There is no such exam, and nobody ever sat one of that name."


@dataclass(frozen=True, slots=True, kw_only=True)
class SatExam:
    """An exam that is offered, or that somebody sat.

    Attributes:
        finished: Attempts with final marks.
        signals: What was noticed about attempts and nobody dismissed.
        is_offered: Whether it still can be sat.
    """

    exam: str
    title: str
    finished: int
    signals: int
    is_offered: bool


def sat_exams(context: ExamContext, session: Session) -> list[SatExam]:
    """List every exam that statistics can be asked of, by its id."""
    rows = session.exec(select(AttemptRow.exam, AttemptRow.state, AttemptRow.bank_hash)).all()
    finished: dict[str, int] = defaultdict(int)
    versions: dict[str, str] = {}
    for exam, state, version in rows:
        finished[exam] += state in FINISHED
        versions[exam] = version
    open_ones = select(IntegritySignalRow.exam).where(col(IntegritySignalRow.closed_at).is_(None))
    signals = Counter(session.exec(open_ones))
    offered = context.banks.banks
    return [
        SatExam(
            exam=exam,
            title=offered[exam].title
            if exam in offered
            else kept_bank(session, versions[exam]).title,
            finished=finished.get(exam, 0),
            signals=signals[exam],
            is_offered=exam in offered,
        )
        for exam in sorted(offered.keys() | versions.keys())
    ]


def statistics(context: ExamContext, session: Session, exam: str) -> ExamStatistics:
    """Give the statistics of an exam; for its maintainers, since they tell of keys.

    Raises:
        NotFoundError: It is not offered, and nobody sat it.
    """
    bank = _bank(context, session, exam)
    return exam_statistics(
        attempt_records(session, exam),
        _question_versions(session, bank),
        exam=exam,
        title=bank.title,
        pass_percentage=bank.policy.pass_percentage,
        at=context.clock.now(),
    )


def _bank(context: ExamContext, session: Session, exam: str) -> Bank:
    """Give the bank in force, or the newest that was served of an exam that is gone."""
    bank = context.banks.banks.get(exam)
    if bank is not None:
        return bank
    version = session.exec(
        select(AttemptRow.bank_hash)
        .where(AttemptRow.exam == exam)
        .order_by(col(AttemptRow.started_at).desc())
    ).first()
    if version is None:
        raise NotFoundError(NO_STATISTICS)
    return kept_bank(session, version)


def _question_versions(session: Session, bank: Bank) -> list[QuestionVersion]:
    """Give every version that was kept, the bank's own first and in its order."""
    kept = session.exec(
        select(QuestionVersionRow.hash, QuestionVersionRow.question_id)
        .where(QuestionVersionRow.exam == bank.exam)
        .order_by(col(QuestionVersionRow.created_at).desc(), col(QuestionVersionRow.hash))
    ).all()
    older: dict[str, list[str]] = defaultdict(list)
    for version, name in kept:
        older[name].append(version)
    questions = kept_questions(session, [version for version, _ in kept])
    current = {question_version(question): question for question in bank.questions}
    found = []
    for version, question in current.items():
        found.append(_version(version, question, bank, is_current=True))
        found.extend(_versions(older.pop(question.id, ()), questions, bank, without=current))
    for versions in older.values():
        found.extend(_versions(versions, questions, bank, without=current))
    return found


def _versions(
    versions: Iterable[str],
    questions: Mapping[str, Question],
    bank: Bank,
    *,
    without: Mapping[str, Question],
) -> list[QuestionVersion]:
    return [
        _version(version, questions[version], bank, is_current=False)
        for version in versions
        if version not in without
    ]


def _version(version: str, question: Question, bank: Bank, *, is_current: bool) -> QuestionVersion:
    key = question.key
    return QuestionVersion(
        public=question.public,
        version=version,
        is_current=is_current,
        expected=Expectation(
            right=key.correct if isinstance(key, ChoiceKey) else frozenset(),
            rate=_expected_rate(question, bank) if is_current else None,
            pace=_pace(bank),
        ),
    )


def _expected_rate(question: Question, bank: Bank) -> Fraction | None:
    """Give the share of papers that an even draw puts a question on; `None` if it is retired."""
    if question.retired:
        return None
    if not bank.blueprint:
        return min(Fraction(1), Fraction(bank.questions_per_attempt, len(bank.pool)))
    rate = Fraction(0)
    for cell in bank.blueprint:
        alike = [
            one
            for one in bank.pool
            if cell.competency in ("", one.competency) and cell.difficulty in ("", one.difficulty)
        ]
        if question in alike:
            rate += Fraction(cell.count, len(alike))
    return min(Fraction(1), rate)


def _pace(bank: Bank) -> timedelta | None:
    """Give an even part of the time limit; `None` without limit."""
    limit = bank.policy.time_limit
    return None if limit is None else limit / bank.questions_per_attempt
