"""Say what a tactic is: one way to answer all questions of a kind from their form alone."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from exams.questions import QUESTION_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from exams.bank import Question, Response

    Answers = Sequence[Response | None]
    """What may come to be answered, each as likely; the options' order decides which."""

MAX_OUTCOMES = 5_000
"""No question that is meant well has more; one that has is not guessed at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tactic:
    """A way to answer every question of one kind from its form alone.

    Attributes:
        words: What one does, to follow "by".
        answers: Gives what is answered to a question; told whether its options are shuffled.
    """

    words: str
    answers: Callable[[Question, bool], Answers]

    def share(self, question: Question, *, shuffled: bool) -> Fraction:
        """Give the exact expected share of the marks over all orders of the options.

        Every answer is graded as a candidate's would be, by the question's own policy.
        """
        answers = self.answers(question, shuffled)
        grader = QUESTION_TYPES[question.public.type]
        shares = [grader.grade(question, answer).share for answer in answers if answer is not None]
        return sum(shares, Fraction(0)) / len(answers) if answers else Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Questions that somebody who knows nothing can tell from others, and answers alike."""

    holds: Callable[[Question], bool]
    tactics: Sequence[Tactic]
