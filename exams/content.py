"""Turn banks and questions into the JSON that names their versions, and back, to regrade."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exams.bank import (
    Bank,
    Cell,
    Competency,
    Drawing,
    Option,
    PublicQuestion,
    Question,
    fingerprint,
)
from exams.policy import Policy
from exams.questions import QUESTION_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def bank_content(bank: Bank) -> dict[str, object]:
    """Give a bank as JSON values; its questions by their versions, so that no key is in it."""
    return {
        "exam": bank.exam,
        "title": bank.title,
        "description": bank.description,
        "draft": bank.draft,
        "policy": bank.policy.as_json(),
        "competencies": [
            {"id": one.id, "title": one.title, "study": list(one.study)}
            for one in bank.competencies
        ],
        "blueprint": [
            {"competency": cell.competency, "difficulty": cell.difficulty, "count": cell.count}
            for cell in bank.blueprint
        ],
        "drawing": bank.drawing,
        "trueFalsePercent": bank.true_false_percent,
        "requires": list(bank.requires),
        "questions": [question_version(question) for question in bank.questions],
    }


def bank_version(bank: Bank) -> str:
    """Name the bank's version: the SHA-256 of its content, in hexadecimal."""
    return fingerprint(bank_content(bank))


def bank_from_content(content: Mapping[str, Any], questions: Iterable[Question]) -> Bank:
    """Read a stored bank back; its file and lines are gone.

    Args:
        content: As `bank_content` gave it.
        questions: Those whose versions it names, in its order.
    """
    return Bank(
        exam=content["exam"],
        title=content["title"],
        description=content["description"],
        draft=content["draft"],
        policy=Policy.from_json(content["policy"]),
        competencies=tuple(
            Competency(id=one["id"], title=one["title"], study=tuple(one["study"]))
            for one in content.get("competencies", ())
        ),
        blueprint=tuple(Cell(**cell) for cell in content.get("blueprint", ())),
        drawing=Drawing(content.get("drawing", Drawing.DRAW)),
        true_false_percent=content.get("trueFalsePercent", 20),
        requires=tuple(content.get("requires", ())),
        questions=tuple(questions),
    )


def question_content(question: Question) -> dict[str, object]:
    """Give a question as JSON values, its key included; for the server's own store only.

    What has its default is left out, so that a field we add later changes no version.
    """
    public = question.public
    extras: dict[str, object] = {
        "prompts": [{"id": prompt.id, "text": prompt.text} for prompt in public.prompts],
        "scoring": public.scoring,
        "unit": public.unit,
        "language": public.language,
        "starter": public.starter,
        "competency": question.competency,
        "difficulty": question.difficulty,
        "enemies": sorted(question.enemies),
        "study": list(question.study),
        "supersedes": question.supersedes,
    }
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
        **{name: value for name, value in extras.items() if value},
    }


def question_version(question: Question) -> str:
    """Name the question's version: the SHA-256 of its content, in hexadecimal."""
    return fingerprint(question_content(question))


def question_from_content(stored: Mapping[str, Any]) -> Question:
    """Read a stored question back; its line is gone."""
    return Question(
        public=PublicQuestion(
            id=stored["id"],
            type=stored["type"],
            text=stored["text"],
            marks=stored["marks"],
            instructions=stored["instructions"],
            options=tuple(Option(id=o["id"], text=o["text"]) for o in stored["options"]),
            prompts=tuple(Option(id=p["id"], text=p["text"]) for p in stored.get("prompts", ())),
            scoring=stored.get("scoring", ""),
            unit=stored.get("unit", ""),
            language=stored.get("language", ""),
            starter=stored.get("starter", ""),
        ),
        key=QUESTION_TYPES[stored["type"]].key_from_json(stored["key"]),
        explanation=stored["explanation"],
        retired=stored["retired"],
        competency=stored.get("competency", ""),
        difficulty=stored.get("difficulty", ""),
        enemies=frozenset(stored.get("enemies", ())),
        study=tuple(stored.get("study", ())),
        supersedes=stored.get("supersedes", ""),
    )
