"""Compare the right options of a bank: where they stand, how long they are, what they say."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from exams.lint.asked import (
    choices,
    longest,
    real_singles,
    repeating,
    singles,
)
from exams.lint.contract import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from exams.bank import Bank, Question

ENOUGH_FOR_POSITIONS = 20
ENOUGH_FOR_CUES = 10
ENOUGH_FOR_TRUTHS = 5
ENOUGH_FOR_SHARES = 10
"""With fewer questions than these, chance alone looks like a habit."""

CUE_PERCENT = 40
"""Of four options the right one is the longest in a quarter of the questions by chance."""

TRUTH_PERCENT = 20
"""Guessing passes half of the true-or-false questions, and a quarter of the others."""

CRITICAL_CHI_SQUARE = tuple(
    Fraction(value) for value in ("0", "6.63", "9.21", "11.34", "13.28", "15.09", "16.81", "18.48")
)
"""By degrees of freedom, at 1 %; more options than eight are judged as eight."""


@rule("key-position", "Move right options, so that every place is right about as often.")
def key_position(bank: Bank) -> Iterator[Hit]:
    """Test whether the right options are spread evenly, by chi-square against chance."""
    asked = [(q, key) for q, key in singles(bank) if not q.public.is_true_or_false]
    if len(asked) < ENOUGH_FOR_POSITIONS:
        return
    places: Counter[int] = Counter()
    expected: dict[int, Fraction] = {}
    for question, key in asked:
        names = [option.id for option in question.public.options]
        places[names.index(key)] += 1
        for place in range(len(names)):
            expected[place] = expected.get(place, Fraction(0)) + Fraction(1, len(names))
    chi_square = sum((places[p] - wanted) ** 2 / wanted for p, wanted in expected.items())
    freedom = min(len(expected), len(CRITICAL_CHI_SQUARE)) - 1
    if chi_square > CRITICAL_CHI_SQUARE[freedom]:
        place, count = places.most_common(1)[0]
        yield Hit(
            1, f"option {place + 1} is right in {count} of {len(asked)} questions; spread them"
        )


@rule("longest-option", "Make wrong options as long and as precise as the right ones.")
def longest_option(bank: Bank) -> Iterator[Hit]:
    """Count how often the one longest option is the right one."""
    yield from _cue(bank, longest, "the longest option is the right one")


@rule("repeated-word", "Let wrong options use the question's words too, or none of them.")
def repeated_word(bank: Bank) -> Iterator[Hit]:
    """Count how often the one option that repeats the question's words is the right one."""
    yield from _cue(bank, repeating, "the option that repeats words of the question is right")


def _cue(
    bank: Bank, pointed_at: Callable[[Question], tuple[str, ...]], words: str
) -> Iterator[Hit]:
    """Tell a cue that is right too often among the questions where it points at one option."""
    asked = real_singles(bank)
    pointed = [(key, names) for question, key in asked if len(names := pointed_at(question)) == 1]
    right = sum(key in names for key, names in pointed)
    if len(asked) >= ENOUGH_FOR_CUES and 100 * right > CUE_PERCENT * len(asked):
        yield Hit(1, f"{words} in {right} of {len(asked)} questions")


@rule("true-false-share", "Turn some of them into questions with four options.")
def true_false_share(bank: Bank) -> Iterator[Hit]:
    """Count the questions that a coin answers half of the time."""
    truths = sum(question.public.is_true_or_false for question, _ in choices(bank))
    there = len(bank.pool)
    if there >= ENOUGH_FOR_SHARES and 100 * truths > TRUTH_PERCENT * there:
        message = f"{truths} of {there} questions are true-or-false; more than {TRUTH_PERCENT} %"
        yield Hit(1, f"{message} are passed by guessing")


@rule("one-sided", "Turn some of the statements round.")
def one_sided(bank: Bank) -> Iterator[Hit]:
    """Find banks whose statements are all true, or all false."""
    answers = [
        {option.id: option.text for option in question.public.options}[key].casefold()
        for question, key in singles(bank)
        if question.public.is_true_or_false
    ]
    if len(answers) >= ENOUGH_FOR_TRUTHS and len(set(answers)) == 1:
        yield Hit(1, f"all {len(answers)} true-or-false questions have the same answer")
