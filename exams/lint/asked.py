"""Look at questions as the rules do: what is asked, which options are right, in which words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from exams.questions.choice import ChoiceKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exams.bank import Bank, Question

SINGLE = "single-answer"
SEVERAL = "multiple-answers"

_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


def words(text: str) -> list[str]:
    """Give the words of a text, in lower case and in their order."""
    return _WORD.findall(text.casefold())


def correct_options(question: Question) -> frozenset[str]:
    """Give the ids of the right options; empty where there is nothing to tick."""
    return question.key.correct if isinstance(question.key, ChoiceKey) else frozenset()


def choices(bank: Bank) -> Iterator[tuple[Question, frozenset[str]]]:
    """Give the questions of the pool with options to tick, and the ids of the right ones."""
    for question in bank.pool:
        if correct := correct_options(question):
            yield question, correct


def singles(bank: Bank) -> list[tuple[Question, str]]:
    """Give the questions of which one option is to be chosen, and its id."""
    return [
        (question, next(iter(correct)))
        for question, correct in choices(bank)
        if question.public.type == SINGLE
    ]


def real_singles(bank: Bank) -> list[tuple[Question, str]]:
    """Give those with three options or more; of two, chance finds one half of the time."""
    return [
        (question, key)
        for question, key in singles(bank)
        if len(question.public.options) > 2  # noqa: PLR2004 - the sentence above
    ]


def longest(question: Question) -> tuple[str, ...]:
    """Give the ids of the longest options, several where they are as long."""
    most = max(len(option.text) for option in question.public.options)
    return tuple(o.id for o in question.public.options if len(o.text) == most)


def shortest(question: Question) -> tuple[str, ...]:
    """Give the ids of the shortest options, several where they are as short."""
    least = min(len(option.text) for option in question.public.options)
    return tuple(o.id for o in question.public.options if len(o.text) == least)


def repeating(question: Question) -> tuple[str, ...]:
    """Give the ids of the options that repeat most of the question's longer words."""
    stem = {word for word in words(question.public.text) if len(word) >= _TELLING_LENGTH}
    counts = {o.id: len(stem.intersection(words(o.text))) for o in question.public.options}
    most = max(counts.values())
    return tuple(name for name, count in counts.items() if count == most)


_TELLING_LENGTH = 4
"""Shorter words (`the`, `of`) stand everywhere and tell nothing."""
