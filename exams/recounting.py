"""Count a stored attempt again, from its answers and the versions of questions it counts by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from exams.bank import Answer, Question, canonical_json
from exams.grading import NOTHING, ItemResult, Result, Ruling, result_of
from exams.questions import QUESTION_TYPES, Grade

ALL = Grade(share=Fraction(1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A question of a stored attempt, and how it counts now.

    Attributes:
        version: The fingerprint of the version it counts by.
        marks: What it is worth on the paper that was served, whatever a later version says.
        answer: As it is stored; `None` where it was left open.
        reviewed: The share of the marks that people gave; `None` where nobody had to look.
    """

    question_id: str
    version: str
    marks: int
    answer: Answer | None
    ruling: Ruling = Ruling.BY_KEY
    reviewed: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAttempt:
    """A closed attempt as the store has it.

    Attributes:
        served: In the order of the paper.
        result: What was written down when it was graded, or regraded last.
    """

    id: str
    served: tuple[Served, ...]
    result: Result


def recount(
    served: Iterable[Served], questions: Mapping[str, Question], *, pass_percentage: int
) -> Result:
    """Grade an attempt from what is stored of it.

    Args:
        served: Its questions.
        questions: By version, at least those it counts by.
        pass_percentage: 1 to 100, of the policy it was sat under.
    """
    items = [recount_item(one, questions[one.version]) for one in served]
    return result_of(items, pass_percentage=pass_percentage)


def recount_item(served: Served, question: Question) -> ItemResult:
    """Grade one question of an attempt by a version of it."""
    return ItemResult(
        question_id=served.question_id,
        version=served.version,
        marks=served.marks,
        answered=served.answer is not None,
        grade=_grade(served, question),
        ruling=served.ruling,
    )


def result_as_json(result: Result) -> dict[str, object]:
    """Give a result as JSON values, for comparing and keeping; it holds no key and no answer."""
    return {
        "earned": str(result.earned),
        "possible": result.possible,
        "passed": result.passed,
        "items": [item_as_json(item) for item in result.items],
    }


def item_as_json(item: ItemResult) -> dict[str, object]:
    """Give what one question earned as JSON values."""
    return {
        "question": item.question_id,
        "version": item.version,
        "ruling": item.ruling,
        "marks": item.marks,
        "answered": item.answered,
        "earned": str(item.earned),
        "review": item.grade.review,
        "notes": [
            {"passed": note.passed, "message": note.message, "points": str(note.points)}
            for note in item.grade.notes
        ],
    }


def result_bytes(result: Result) -> bytes:
    """Write a result so that equal results are the same bytes."""
    return canonical_json(result_as_json(result)).encode("utf-8", "surrogatepass")


def _grade(served: Served, question: Question) -> Grade:
    if served.ruling is Ruling.VOID:
        return NOTHING
    if served.ruling is Ruling.ALL_CORRECT:
        return ALL
    if served.answer is None:
        return NOTHING
    kind = QUESTION_TYPES[question.public.type]
    response = kind.parse_response(question.public, served.answer)
    if response is None:
        return NOTHING
    grade = kind.grade(question, response)
    if served.reviewed is None:
        return grade
    # A review adds to what the grader is sure of; a mended key may have made it sure of more.
    return replace(grade, share=max(grade.share, served.reviewed), review=None)
