"""Compare two versions of a bank: which questions change, and what that does to its papers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from exams.content import question_version
from exams.lint.blind import best_attack
from exams.questions import QUESTION_TYPES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exams.bank import Bank, Question


class Touch(StrEnum):
    """What happens to a question; the values are the words for maintainers."""

    NEW = "new"
    KEY = "key changed"
    CHANGED = "changed"
    RETIRED = "retired"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionChange:
    """One question that differs between two versions; it does not tell the key.

    Attributes:
        line: In the new file, or in the old one where it is removed.
        supersedes: The id of the question it takes the place of, or empty.
    """

    id: str
    touch: Touch
    line: int
    supersedes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A bank in numbers.

    Attributes:
        pool: Questions that can be drawn.
        retired: Questions kept for old attempts.
        marks: Of the pool.
        paper: Questions of one paper.
        types: Questions of the pool by type.
        cells: Questions of the pool by competency and difficulty; both may be empty.
        blind: The percentage that the best strategy without knowledge earns on papers as they
            are served, or empty where there is none.
    """

    pool: int
    retired: int
    marks: int
    paper: int
    types: Mapping[str, int]
    cells: Mapping[tuple[str, str], int]
    blind: str


def figures_of(bank: Bank) -> Figures:
    """Count a bank."""
    attack = best_attack(bank, shuffled=True)
    return Figures(
        pool=len(bank.pool),
        retired=len(bank.questions) - len(bank.pool),
        marks=bank.marks,
        paper=bank.questions_per_attempt,
        types=Counter(question.public.type for question in bank.pool),
        cells=Counter((question.competency, question.difficulty) for question in bank.pool),
        blind="" if attack is None else attack.percent,
    )


def question_changes(before: Bank | None, after: Bank | None) -> tuple[QuestionChange, ...]:
    """Give the questions that differ, in the order of the new file and then of the old one.

    Args:
        before: The version in force; `None` where there is none that can be read.
        after: The proposed version; `None` where the bank goes.
    """
    old = {} if before is None else before.by_id()
    new = {} if after is None else after.by_id()
    changes = [
        QuestionChange(id=name, touch=touch, line=question.line, supersedes=question.supersedes)
        for name, question in new.items()
        if (touch := _touch(old.get(name), question)) is not None
    ]
    removed = [
        QuestionChange(id=name, touch=Touch.REMOVED, line=question.line)
        for name, question in old.items()
        if name not in new
    ]
    return (*changes, *removed)


def rule_changes(before: Bank, after: Bank) -> tuple[tuple[str, str, str], ...]:
    """Give label, former words and new words of every rule of the exam that changes."""
    former = {label: words for label, words, _ in before.policy.rows()}
    return tuple(
        (label, former.get(label, "–"), words)
        for label, words, _ in after.policy.rows()
        if former.get(label) != words
    )


def _touch(before: Question | None, after: Question) -> Touch | None:
    """Say the most serious thing that happens to a question; `None` where nothing does."""
    if before is None:
        return Touch.NEW
    if question_version(before) == question_version(after):
        return None
    if after.retired and not before.retired:
        return Touch.RETIRED
    return Touch.KEY if _key(before) != _key(after) else Touch.CHANGED


def _key(question: Question) -> tuple[str, dict[str, object]]:
    name = question.public.type
    return name, QUESTION_TYPES[name].key_to_json(question.key)
