"""Decide about answers that people have to look at: what is asked, and what their marks give.

Graders see the question, the model answer, the rubric and the answer; whose it is they never see,
and neither what another grader gave. An essay has two graders. Where these are more than one mark
apart a third one looks, and the one in the middle counts; else the mean does. A near miss and a
fault of the checker are a matter of yes or no and have one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING

from exams.questions import ReviewReason
from exams.questions.essay import EssayKey
from exams.questions.performance import TaskKey
from exams.questions.short_answer import TextKey
from exams.tasks.values import plain_fraction
from recognition.kernel.errors import UserError

if TYPE_CHECKING:
    from exams.bank import Answer, AnswerKey, PublicQuestion, Question

APART = Fraction(1)
"""Marks by which two graders may differ without a third one."""

THREE = 3

LEAST_PAIRS = 30
"""Criteria judged by two people below which their agreement is withheld; it would be chance."""

ANSWER = "answer"
"""The one criterion of an answer that has no rubric."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing a grader judges.

    Attributes:
        points: The most it earns; positive.
        sure: What the checker gave already; a grader can only add.
    """

    id: str
    text: str
    points: Fraction
    sure: Fraction = Fraction(0)


def rubric_of(question: Question, *, sure: Iterable[str] = ()) -> tuple[Criterion, ...]:
    """Say what graders judge about an answer.

    Args:
        question: The version that counts.
        sure: Public messages of the checks that passed already.
    """
    key = question.key
    passed = frozenset(sure)
    if isinstance(key, EssayKey):
        return tuple(
            Criterion(id=one.id, text=one.text, points=Fraction(one.points)) for one in key.rubric
        )
    if isinstance(key, TaskKey):
        return tuple(
            Criterion(id=name, text=words, points=points, sure=points * (words in passed))
            for name, words, points in key.asked
        )
    marks = Fraction(question.public.marks)
    return (Criterion(id=ANSWER, text="It means what was asked for", points=marks),)


def model_answer(key: AnswerKey) -> str:
    """Give what would earn all marks, for graders only; empty where the author wrote nothing."""
    match key:
        case EssayKey(model=model) | TaskKey(model=model):
            return model
        case TextKey(accepted=accepted):
            return "\n".join(accepted)
    return ""


def answer_text(question: PublicQuestion, answer: Answer) -> str:
    """Give an answer as a text, whatever form it is stored in."""
    if isinstance(answer, str):
        return answer
    names = {one.id: one.text for one in chain(question.options, question.prompts)}
    if isinstance(answer, Mapping):
        return "\n".join(
            f"{names.get(part, part)}: {names.get(text, text)}" for part, text in answer.items()
        )
    return "\n".join(names.get(one, one) for one in answer)


def read_points(rubric: Sequence[Criterion], given: Mapping[str, str]) -> dict[str, Fraction]:
    """Read the points of a grader, one number for each criterion.

    Raises:
        UserError: One is missing, no number, or out of its range; names the criterion.
    """
    points: dict[str, Fraction] = {}
    for criterion in rubric:
        number = plain_fraction(given.get(criterion.id, "").strip())
        if number is None or not criterion.sure <= number <= criterion.points:
            least, most = criterion.sure, criterion.points
            raise UserError(f"{criterion.text}: give a number from {least} to {most}.")
        points[criterion.id] = number
    return points


def marks_for(rubric: Sequence[Criterion], points: Mapping[str, Fraction], marks: int) -> Fraction:
    """Turn points by a rubric into marks, exactly: 0 to the marks of the question."""
    total = sum((criterion.points for criterion in rubric), start=Fraction(0))
    earned = sum((points[criterion.id] for criterion in rubric), start=Fraction(0))
    return Fraction(earned, total) * marks


def outcome(reason: ReviewReason, marks: Sequence[Fraction]) -> Fraction | None:
    """Say what the marks of the graders so far come to; `None` while another one is needed.

    Args:
        reason: Why people look.
        marks: Of each grader, in whatever order.
    """
    ordered = sorted(marks)
    if reason is not ReviewReason.ESSAY:
        return ordered[0] if ordered else None
    if len(ordered) >= THREE:
        return ordered[len(ordered) // 2]
    if len(ordered) < THREE - 1 or ordered[-1] - ordered[0] > APART:
        return None
    return Fraction(ordered[0] + ordered[1], 2)


def verdict(given: Fraction, criterion: Criterion) -> str:
    """Put points for a criterion into one of three classes: `none`, `part` or `all`."""
    if given == criterion.points:
        return "all"
    return "part" if given else "none"


def kappa(pairs: Iterable[tuple[str, str]]) -> Fraction | None:
    """Give Cohen's kappa: how far two graders agree beyond what chance would give.

    Args:
        pairs: The classes two graders gave to the same thing.

    Returns:
        1 is full agreement, 0 as much as chance, below 0 less; `None` where there is nothing to
        compare, or everything is of one class and chance alone agrees.

    Source: J. Cohen, "A Coefficient of Agreement for Nominal Scales", 1960.
    """
    listed = list(pairs)
    if not listed:
        return None
    total = len(listed)
    observed = Fraction(sum(one == other for one, other in listed), total)
    first, second = (Counter(pair[place] for pair in listed) for place in (0, 1))
    expected = sum(
        (Fraction(first[name] * second[name], total**2) for name in first), start=Fraction(0)
    )
    return None if expected == 1 else Fraction(observed - expected, 1 - expected)
