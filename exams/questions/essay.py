"""A question answered in whole sentences, which people read and grade by a rubric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

from exams.bank import AnswerKey, PublicQuestion, Question, Response
from exams.formats.fields import Fields
from exams.questions.contract import Grade, RawQuestion, ReviewReason, question_type
from exams.questions.typed import TextResponse, typed_text

NAME = "essay"
MAX_ESSAY = 20_000
"""Characters; ten pages, where a good answer has half of one."""

CRITERION_KEYS = frozenset(("id", "text", "points"))
MAX_POINTS = 100


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Criterion(AnswerKey):
    """One thing graders look for.

    Attributes:
        points: What it is worth beside the others; whole and positive.
    """

    id: str
    text: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EssayKey(AnswerKey):
    """What graders see, and candidates never do.

    Attributes:
        rubric: At least one criterion.
        model: An answer that would earn all points, or empty.
    """

    rubric: tuple[Criterion, ...]
    model: str = ""

    @property
    def points(self) -> int:
        """The points of the whole rubric."""
        return sum(criterion.points for criterion in self.rubric)


@question_type(NAME)
class Essay:
    """Nothing is sure before a person has read it."""

    KEYS: frozenset[str] = frozenset(("rubric",))

    def parse(self, raw: RawQuestion) -> tuple[PublicQuestion, EssayKey] | None:
        """Check what the author wrote; see the contract."""
        if raw.options:
            raw.error("unexpected-options", "an essay has no options; remove them")
            return None
        rubric = _rubric(raw)
        if rubric is None:
            return None
        model = (raw.correct_answer or "").strip()
        return raw.public(NAME), EssayKey(rubric=tuple(rubric), model=model)

    def option_groups(self, question: PublicQuestion) -> tuple[tuple[str, ...], ...]:
        """There are no options."""
        del question
        return ()

    def parse_response(self, question: PublicQuestion, raw: object) -> TextResponse | None:
        """Read the text; see the contract."""
        return typed_text(question.id, raw, most=MAX_ESSAY)

    def grade(self, question: Question, response: Response) -> Grade:
        """Leave it to people; until then nothing is earned."""
        del question, response
        return Grade(share=Fraction(0), review=ReviewReason.ESSAY)

    def key_to_json(self, key: AnswerKey) -> dict[str, object]:
        """Give the stored form of a key."""
        key = cast("EssayKey", key)
        rubric = [{"id": one.id, "text": one.text, "points": one.points} for one in key.rubric]
        return {"rubric": rubric, "model": key.model}

    def key_from_json(self, stored: Mapping[str, Any]) -> EssayKey:
        """Read a stored key back."""
        rubric = tuple(Criterion(**criterion) for criterion in stored["rubric"])
        return EssayKey(rubric=rubric, model=stored["model"])


def _rubric(raw: RawQuestion) -> Sequence[Criterion] | None:
    """Read the rubric; `None` after an error was reported."""
    found = raw.fields.mappings("rubric", where=raw.id, noun="a criterion")
    for number, fields in enumerate(found, start=1):
        fields.warn_of_unknown(CRITERION_KEYS, where=f"{raw.id}, criterion {number}")
    rubric = [criterion for criterion in map(_criterion, found) if criterion is not None]
    line = raw.fields.line("rubric")
    if not rubric or len(rubric) != len(found):
        message = "people grade an essay by a rubric; give its criteria id, text and points"
        # A retired one is graded no more, and may be older than rubrics.
        report = raw.warning if raw.fields.get("retired") is True and not found else raw.error
        report("no-rubric", message, line=line)
        return None
    if len({criterion.id for criterion in rubric}) != len(rubric):
        raw.error("no-rubric", "two criteria have the same id", line=line)
        return None
    return rubric


def _criterion(fields: Fields) -> Criterion | None:
    name, text = ((fields.text(key) or "").strip() for key in ("id", "text"))
    points = fields.whole("points", least=1, most=MAX_POINTS)
    return Criterion(id=name, text=text, points=points) if name and text and points else None
