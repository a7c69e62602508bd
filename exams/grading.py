"""Grade a paper exactly: whole numbers and fractions, never rounded before the decision."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from exams.questions import QUESTION_TYPES, Grade

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from exams.bank import Bank, Question, Response
    from exams.draw import Paper, PaperItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Marks earned out of marks possible.

    Attributes:
        earned: From 0 to `possible`.
        possible: Of the paper as it was served; positive.
        pass_percentage: 1 to 100.
    """

    earned: Fraction
    possible: int
    pass_percentage: int

    @property
    def passed(self) -> bool:
        """Tell whether the threshold is reached; equality passes.

        Source: the CNCF's announcement, "passing threshold of 70% or greater".
        """
        return 100 * self.earned >= self.pass_percentage * self.possible

    @property
    def share(self) -> Fraction:
        """Give the exact share of the marks, 0 to 1."""
        return Fraction(self.earned, self.possible)

    @property
    def percent(self) -> str:
        """Give the percentage with two decimals, cut off and never rounded up.

        A candidate at 69.998 % must not read "70.00 %, not passed".
        """
        hundredths = 10_000 * self.earned // self.possible
        return f"{hundredths // 100}.{hundredths % 100:02d}"

    @property
    def fraction(self) -> str:
        """Give marks earned and possible: `39/56`, or `6 1/2 of 18` with parts of marks."""
        whole, part = divmod(self.earned, 1)
        if not part:
            return f"{whole}/{self.possible}"
        return f"{f'{whole} ' if whole else ''}{part} of {self.possible}"


class Ruling(StrEnum):
    """How a question of a paper counts; two maintainers may rule otherwise than its key.

    A void question counts for nobody: nothing is earned by it, and nothing possible.
    """

    BY_KEY = "by-key"
    VOID = "void"
    ALL_CORRECT = "all-correct"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemResult:
    """What one question of a paper earned.

    Attributes:
        version: The fingerprint of the question it was graded by.
        marks: What it was worth.
        answered: Whether there was an answer.
        grade: What the answer earned; nothing for an open question.
        ruling: How it counts.
    """

    question_id: str
    version: str
    marks: int
    answered: bool
    grade: Grade
    ruling: Ruling = Ruling.BY_KEY

    @property
    def earned(self) -> Fraction:
        """Marks earned."""
        return self.grade.share * self.marks

    @property
    def possible(self) -> int:
        """Marks that could be earned."""
        return 0 if self.ruling is Ruling.VOID else self.marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What grading a paper gives.

    Attributes:
        items: In the order of the paper.
    """

    score: Score
    items: tuple[ItemResult, ...]

    @property
    def correct(self) -> Mapping[str, bool]:
        """Tell for every question of the paper whether it earned all its marks."""
        return {item.question_id: item.grade.share == 1 for item in self.items}

    @property
    def pending(self) -> tuple[ItemResult, ...]:
        """Give the answers that a person has to look at; they can only add marks."""
        return tuple(item for item in self.items if item.grade.review is not None)

    @property
    def earned(self) -> Fraction:
        """Marks earned."""
        return self.score.earned

    @property
    def possible(self) -> int:
        """Marks possible."""
        return self.score.possible

    @property
    def passed(self) -> bool:
        """Whether the threshold is reached."""
        return self.score.passed


NOTHING = Grade(share=Fraction(0))


def grade(paper: Paper, responses: Mapping[str, Response], bank: Bank) -> Result:
    """Grade the responses to a paper.

    Args:
        paper: What was served; its marks count.
        responses: By question id. A question without one earns nothing, and counts.
        bank: The version the paper was drawn from.
    """
    questions = bank.by_id()
    return result_of(
        (
            _grade_item(item, questions[item.question_id], responses.get(item.question_id))
            for item in paper.items
        ),
        pass_percentage=bank.policy.pass_percentage,
    )


def result_of(items: Iterable[ItemResult], *, pass_percentage: int) -> Result:
    """Add up what the questions of a paper earned; at least one of them must count."""
    items = tuple(items)
    score = Score(
        earned=sum((item.earned for item in items), start=Fraction(0)),
        possible=sum(item.possible for item in items),
        pass_percentage=pass_percentage,
    )
    return Result(score=score, items=items)


def _grade_item(item: PaperItem, question: Question, response: Response | None) -> ItemResult:
    return ItemResult(
        question_id=item.question_id,
        version=item.version,
        marks=item.marks,
        answered=response is not None,
        grade=NOTHING
        if response is None
        else QUESTION_TYPES[question.public.type].grade(question, response),
    )
