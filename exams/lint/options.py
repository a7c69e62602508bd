"""Judge the options of every question by themselves."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from exams.alike import plain
from exams.lint.asked import SEVERAL, choices
from exams.lint.contract import Hit, rule
from recognition.kernel.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exams.bank import Bank

_NAMES_A_PLACE = re.compile(
    r"\b(both|only|either|neither)\s+\(?[a-f1-6]\)?\s*(,|and|or|nor|&)|\boptions?\s+[a-f1-6]\b",
    re.IGNORECASE,
)
_OF_THE_ABOVE = re.compile(r"\b(all|none|any|both) of (the above|these|them)\b", re.IGNORECASE)


@rule("one-option", "Add wrong options; a choice is between two or more.")
def one_option(bank: Bank) -> Iterator[Hit]:
    """Find questions with nothing to choose from."""
    for question, _ in choices(bank):
        if len(question.public.options) == 1:
            yield Hit(question.line, f"{question.id}: there is only one option")


@rule(
    "all-correct",
    "Add a wrong option; whoever ticks everything earns the marks under every policy.",
    severity=Severity.ERROR,
)
def all_correct(bank: Bank) -> Iterator[Hit]:
    """Find questions of which every option is right."""
    for question, correct in choices(bank):
        if 1 < len(correct) == len(question.public.options):
            message = "every option is right, so ticking all earns the marks; add a wrong one"
            yield Hit(question.line, f"{question.id}: {message}")


@rule("one-correct", "Make it single-answer, or add a right option.")
def one_correct(bank: Bank) -> Iterator[Hit]:
    """Find questions that seem to have several right options and have one."""
    for question, correct in choices(bank):
        if question.public.type == SEVERAL and len(correct) == 1:
            message = "only one option is right; make it single-answer, or add a right one"
            yield Hit(question.line, f"{question.id}: {message}")


@rule("duplicate-option-text", "Give every option a text of its own.")
def duplicate_option_text(bank: Bank) -> Iterator[Hit]:
    """Find options that read the same."""
    for question, _ in choices(bank):
        texts = Counter(plain(option.text) for option in question.public.options)
        for text, count in texts.items():
            if count > 1:
                yield Hit(question.line, f"{question.id}: {count} options read '{text}'")


@rule("names-a-place", "Repeat the words of the options that are meant.")
def names_a_place(bank: Bank) -> Iterator[Hit]:
    """Find options that speak of others by a letter or number they lose when shuffled."""
    for question, _ in choices(bank):
        for option in question.public.options:
            if _NAMES_A_PLACE.search(option.text):
                message = f"option '{option.id}' names others by their place; they are shuffled"
                yield Hit(question.line, f"{question.id}: {message}")


@rule("of-the-above", "Ask with multiple-answers what all or none of them would say.")
def of_the_above(bank: Bank) -> Iterator[Hit]:
    """Find options such as "all of the above", which two known options give away."""
    for question, _ in choices(bank):
        for option in question.public.options:
            if _OF_THE_ABOVE.search(option.text):
                message = f"option '{option.id}' speaks of all the others, which half of the"
                yield Hit(question.line, f"{question.id}: {message} knowledge gives away")
