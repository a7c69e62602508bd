"""Turn a bank into the JSON that names its version, and back, so that old attempts regrade."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exams.bank import Bank, Option, PublicQuestion, Question, fingerprint
from exams.policy import Policy
from exams.questions import QUESTION_TYPES

if TYPE_CHECKING:
    from collections.abc import Mapping


def bank_content(bank: Bank) -> dict[str, object]:
    """Give the whole bank as JSON values, keys included; for the server's own store only."""
    return {
        "exam": bank.exam,
        "title": bank.title,
        "description": bank.description,
        "draft": bank.draft,
        "policy": bank.policy.as_json(),
        "questions": [_question_content(question) for question in bank.questions],
    }


def bank_version(bank: Bank) -> str:
    """Name the bank's version: the SHA-256 of its content, in hexadecimal."""
    return fingerprint(bank_content(bank))


def bank_from_content(content: Mapping[str, Any]) -> Bank:
    """Read a stored bank back; its file and lines are gone."""
    return Bank(
        exam=content["exam"],
        title=content["title"],
        description=content["description"],
        draft=content["draft"],
        policy=Policy.from_json(content["policy"]),
        questions=tuple(_question_from_content(question) for question in content["questions"]),
    )


def _question_content(question: Question) -> dict[str, object]:
    public = question.public
    return {
        "id": public.id,
        "type": public.type,
        "text": public.text,
        "marks": public.marks,
        "instructions": public.instructions,
        "options": [{"id": option.id, "text": option.text} for option in public.options],
        "key": QUESTION_TYPES[public.type].key_to_json(question.key),
        "explanation": question.explanation,
        "retired": question.retired,
    }


def _question_from_content(stored: Mapping[str, Any]) -> Question:
    return Question(
        public=PublicQuestion(
            id=stored["id"],
            type=stored["type"],
            text=stored["text"],
            marks=stored["marks"],
            instructions=stored["instructions"],
            options=tuple(Option(id=o["id"], text=o["text"]) for o in stored["options"]),
        ),
        key=QUESTION_TYPES[stored["type"]].key_from_json(stored["key"]),
        explanation=stored["explanation"],
        retired=stored["retired"],
    )
