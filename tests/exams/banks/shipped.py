"""Read the banks that are shipped, and look at their questions."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

import exams
from exams.formats.academy import BankReading, read_bank

if TYPE_CHECKING:
    from exams.bank import Bank, Question
    from exams.questions.choice import ChoiceKey

FOLDER = Path(exams.__file__).parent / "banks"
EXAMS = (
    "meshery-cli",
    "meshery-extensibility",
    "meshery-models",
    "meshery-server",
    "meshery-ui",
)
TASKS = frozenset(("manifest", "design", "command", "code"))
SINGLE, SEVERAL = "single-answer", "multiple-answers"


@cache
def read(exam: str) -> BankReading:
    file = FOLDER / f"{exam}.md"
    reading = read_bank(file.read_text(encoding="utf-8"), file=str(file))
    assert reading is not None
    return reading


def bank_of(exam: str) -> Bank:
    bank = read(exam).bank
    assert bank is not None
    return bank


def of_type(bank: Bank, *names: str) -> list[Question]:
    return [question for question in bank.questions if question.public.type in names]


def tasks_of(bank: Bank) -> list[Question]:
    return of_type(bank, *TASKS)


def correct_places(question: Question) -> frozenset[int]:
    """The places of the right options as the author wrote them, from 0."""
    correct = cast("ChoiceKey", question.key).correct
    options = enumerate(question.public.options)
    return frozenset(place for place, option in options if option.id in correct)


def shown_texts(question: Question) -> list[str]:
    """Everything of a question that candidates read."""
    public = question.public
    parts = (*public.options, *public.prompts)
    return [public.text, public.instructions, public.starter, *(part.text for part in parts)]
