"""Turn a wish to regrade into changes, and say what they would do; nothing is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exams.content import question_version
from exams.regrading import (
    Change,
    How,
    RegradeError,
    check_replacement,
    grades_alike,
    plan,
    without_option,
)
from exams.service.mended import mended_keys, newest_of, versions_of
from exams.service.stored import closed_rows, stored_attempts
from exams.versions import kept_questions
from recognition.kernel.errors import NotFoundError, UserError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlmodel import Session

    from exams.bank import Bank, Question
    from exams.regrading import Line, Outcome

NEWEST = "newest"
DISREGARD = f"{How.DISREGARD}:"
TARGETS = f"{NEWEST}, {How.VOID}, {How.ALL_CORRECT}, {How.RESTORE} or {DISREGARD}OPTION"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to count instead.

    Attributes:
        question_id: The author's name of the question.
        to: One of `TARGETS`.
        version: The beginning of the fingerprint of the one version that is meant; all
            versions where it is empty.
    """

    question_id: str
    to: str
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What changes would do.

    Attributes:
        questions: By version, all that the changes name.
        lines: One for each attempt that is reached, from the first to the newest.
    """

    exam: str
    changes: tuple[Change, ...]
    questions: Mapping[str, Question]
    lines: tuple[Line, ...]

    def counts(self, *, may_lower: bool) -> Mapping[Outcome, int]:
        """Count the attempts by what becomes of them."""
        return Counter(line.outcome(may_lower=may_lower) for line in self.lines)


def propose(session: Session, bank: Bank, wish: Wish) -> Proposal:
    """Say what one wish would do.

    Raises:
        NotFoundError: No attempt was served such a question, or such a version of it.
        RegradeError: The versions do not go together, or there is nothing to change.
        UserError: The target is none of `TARGETS`.
    """
    versions = {
        version: question
        for version, question in versions_of(session, bank.exam, wish.question_id).items()
        if version.startswith(wish.version)
    }
    if not versions:
        raise NotFoundError(f"No attempt at {bank.exam} was served such a question.")
    questions = dict(versions)
    changes = []
    for version, question in versions.items():
        change, made = _change(bank, version, question, wish.to)
        if change is not None:
            changes.append(change)
            questions.update(made)
    if not changes:
        raise RegradeError(f"Question {wish.question_id}: the newest version grades the same.")
    return _proposal(session, bank.exam, changes, questions)


def propose_mended(session: Session, bank: Bank) -> Proposal:
    """Say what it would do if every mended key counted that can.

    Raises:
        RegradeError: No attempt counts by an older key, or none that can be replaced.
    """
    mended = mended_keys(session, bank)
    fitting = [one for one in mended if not one.obstacle]
    if not fitting:
        obstacles = "".join(f" {one.obstacle}" for one in mended)
        raise RegradeError(f"No attempt at {bank.exam} can be regraded by a newer key.{obstacles}")
    questions = kept_questions(session, [one.version for one in fitting])
    questions.update({question_version(one.newest): one.newest for one in fitting})
    return _proposal(session, bank.exam, [one.change for one in fitting], questions)


def propose_again(session: Session, exam: str, changes: Sequence[Change]) -> Proposal:
    """Say what changes that were written down would do now."""
    versions = {version for change in changes for version in (change.version, change.to)}
    return _proposal(session, exam, changes, kept_questions(session, versions))


def _proposal(
    session: Session, exam: str, changes: Sequence[Change], questions: Mapping[str, Question]
) -> Proposal:
    rows = closed_rows(session, exam=exam, versions=[change.version for change in changes])
    lines = plan(stored_attempts(session, rows), changes, questions)
    return Proposal(exam=exam, changes=tuple(changes), questions=questions, lines=tuple(lines))


def _change(
    bank: Bank, version: str, question: Question, to: str
) -> tuple[Change | None, Mapping[str, Question]]:
    """Make the change of one version, with the question that counts instead, where one does."""
    if to in (How.VOID, How.ALL_CORRECT, How.RESTORE):
        return Change(question_id=question.id, version=version, how=How(to)), {}
    if to == NEWEST:
        how, option = How.REPLACE, ""
        newest = newest_of(bank, question.id)
        if newest is None:
            raise RegradeError(f"The bank has no question {question.id} any more; void it.")
        check_replacement(question, newest)
    elif to.startswith(DISREGARD):
        how, option = How.DISREGARD, to.removeprefix(DISREGARD)
        newest = without_option(question, option)
    else:
        raise UserError(f"A question can count as {TARGETS}.")
    if grades_alike(question, newest):
        return None, {}
    made = question_version(newest)
    change = Change(question_id=question.id, version=version, how=how, to=made, option=option)
    return change, {made: newest}
