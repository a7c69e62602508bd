"""Answer questions without knowing anything: by place, by length, by ticking everything."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from math import comb, prod
from typing import TYPE_CHECKING

from exams.lint.asked import (
    SEVERAL,
    SINGLE,
    longest,
    repeating,
    shortest,
)
from exams.questions import QUESTION_TYPES
from exams.questions.choice import ChoiceResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from exams.bank import Bank, Question

    Ticks = Sequence[frozenset[str]]
    """What may come to be ticked, each as likely; the options' order decides which."""

MAX_OUTCOMES = 5_000
"""No question that is meant well has more; one that has is not guessed at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tactic:
    """A way to answer every question of one kind from its form alone.

    Attributes:
        words: What one does, to follow "by".
        ticks: Gives what is ticked on a question; told whether its options are shuffled.
    """

    words: str
    ticks: Callable[[Question, bool], Ticks]

    def share(self, question: Question, *, shuffled: bool) -> Fraction:
        """Give the exact expected share of the marks over all orders of the options."""
        ticks = self.ticks(question, shuffled)
        earned = sum((_share(question, chosen) for chosen in ticks if chosen), Fraction(0))
        return earned / len(ticks) if ticks else Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Questions that somebody who knows nothing can tell from others, and answers alike."""

    holds: Callable[[Question], bool]
    tactics: Sequence[Tactic]


def kinds_of(bank: Bank) -> tuple[Kind, ...]:
    """Give the kinds of questions that can be answered blind, with all tactics for each.

    Marks add up, so that the best tactic of one kind is the best whatever is done with the
    others. Typed answers are no kind: without knowledge they earn nothing.
    """
    most = max((len(q.public.options) for q in bank.pool if _has_one_answer(q)), default=0)
    places = [_place(number) for number in range(1, min(most, MAX_PLACES) + 1)]
    by_form = [
        Tactic(words="choosing the longest option", ticks=_pointed(longest)),
        Tactic(words="choosing the shortest option", ticks=_pointed(shortest)),
        Tactic(
            words="choosing the option that repeats the question's words",
            ticks=_pointed(repeating),
        ),
    ]
    return (
        Kind(
            holds=lambda question: question.public.is_true_or_false,
            tactics=(
                Tactic(words="answering True", ticks=_says("true")),
                Tactic(words="answering False", ticks=_says("false")),
            ),
        ),
        Kind(holds=_has_one_answer, tactics=(*places, _LAST, *by_form)),
        Kind(holds=lambda question: question.public.type == SEVERAL, tactics=_TICKING),
    )


MAX_PLACES = 8


def _has_one_answer(question: Question) -> bool:
    return question.public.type == SINGLE and not question.public.is_true_or_false


def _share(question: Question, chosen: frozenset[str]) -> Fraction:
    """Grade as a candidate would be graded, by the question's own policy."""
    response = ChoiceResponse(chosen=chosen)
    return QUESTION_TYPES[question.public.type].grade(question, response).share


def _place(number: int) -> Tactic:
    """Choose the n-th option, and the last where there are fewer."""
    return Tactic(
        words=f"choosing option {number}",
        ticks=lambda question, shuffled: _at(
            question, [min(number, len(question.public.options)) - 1], shuffled=shuffled
        ),
    )


def _at(question: Question, places: Sequence[int], *, shuffled: bool) -> Ticks:
    """Give which options may stand at some places, from 0, once they are shuffled."""
    names = [option.id for option in question.public.options]
    if not shuffled:
        return [frozenset(names[place] for place in places)]
    groups = QUESTION_TYPES[question.public.type].option_groups(question.public)
    starts = [sum(len(group) for group in groups[:n]) for n in range(len(groups))]
    picks = [
        sum(start <= place < start + len(group) for place in places)
        for start, group in zip(starts, groups, strict=True)
    ]
    outcomes = prod(comb(len(group), n) for group, n in zip(groups, picks, strict=True))
    if outcomes > MAX_OUTCOMES:
        return []
    several = [combinations(group, n) for group, n in zip(groups, picks, strict=True)]
    return [frozenset(name for part in parts for name in part) for parts in product(*several)]


def _pointed(pointed_at: Callable[[Question], tuple[str, ...]]) -> Callable[..., Ticks]:
    """Choose the option a cue points at; of several the one that is shown first."""

    def ticks(question: Question, shuffled: bool) -> Ticks:  # noqa: FBT001 - the type of `ticks`
        names = pointed_at(question)
        return [frozenset({name}) for name in (names if shuffled else names[:1])]

    return ticks


def _says(answer: str) -> Callable[..., Ticks]:
    """Choose True or False; they are never shuffled, and found by what they say."""

    def ticks(question: Question, shuffled: bool) -> Ticks:  # noqa: FBT001 - the type of `ticks`
        del shuffled
        options = question.public.options
        return [frozenset(o.id for o in options if o.text.strip().casefold() == answer)]

    return ticks


_LAST = Tactic(
    words="choosing the last option",
    ticks=lambda question, shuffled: _at(
        question, [len(question.public.options) - 1], shuffled=shuffled
    ),
)

_TICKING = (
    Tactic(
        words="ticking everything where several may be right",
        ticks=lambda question, _: [frozenset(o.id for o in question.public.options)],
    ),
    Tactic(words="ticking nothing where several may be right", ticks=lambda *_: [frozenset()]),
    Tactic(
        words="ticking the first two where several may be right",
        ticks=lambda question, shuffled: _at(
            question, range(len(question.public.options))[:2], shuffled=shuffled
        ),
    ),
    Tactic(words="ticking the longest where several may be right", ticks=_pointed(longest)),
    Tactic(words="ticking the shortest where several may be right", ticks=_pointed(shortest)),
)
