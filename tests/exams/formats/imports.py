"""What tests of imports share."""

from __future__ import annotations

from typing import Any

from exams.bank import Question
from exams.formats.academy import read_bank
from exams.formats.intake import Imported
from exams.questions import QUESTION_TYPES


def the_question(imported: Imported) -> dict[str, Any]:
    """Give the one question, without the keys that every question has."""
    (question,) = imported.questions
    return {name: value for name, value in question.items() if name not in ("id", "text", "marks")}


def found(imported: Imported) -> list[tuple[int, str, str]]:
    """Give line, severity and message of every finding."""
    return [(f.line, str(f.severity), f.message) for f in imported.findings]


def earned(imported: Imported, answer: Any, *, number: int = 0) -> str:
    """Give the share that an answer to an imported question earns, read from its bank file."""
    question = questions_of(imported)[number]
    kind = QUESTION_TYPES[question.public.type]
    response = kind.parse_response(question.public, answer)
    assert response is not None
    return str(kind.grade(question, response).share)


def questions_of(imported: Imported) -> tuple[Question, ...]:
    """Read the bank file that an import would write."""
    reading = read_bank(imported.bank_text(title="Import"), file="import.md")
    assert reading is not None
    assert reading.bank is not None, reading.findings
    return reading.bank.questions


def option(imported: Imported, text: str, *, number: int = 0) -> str:
    """Give the id of the option with a text."""
    options = questions_of(imported)[number].public.options
    return next(one.id for one in options if one.text == text)
