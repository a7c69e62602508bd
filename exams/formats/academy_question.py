"""Read one question of an Academy file, in every spelling that authors really use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from exams.bank import Question
from exams.formats.fields import Fields
from exams.questions import QUESTION_TYPES, RawOption, RawQuestion, canonical_type
from recognition.kernel.findings import suggestion

QUESTION_KEYS = frozenset(
    (
        *("id", "text", "type", "marks", "options", "correctanswer", "instructions"),
        *("explanation", "casesensitive", "multipleanswers", "accept", "retired"),
        *("competency", "difficulty", "enemies", "study", "supersedes"),
    )
)
OPTION_KEYS = frozenset(("id", "text", "iscorrect", "disregard", "alwayscorrect"))

DEFAULT_TYPE = "single-answer"

MAX_MARKS = 1_000

DIFFICULTIES = ("easy", "medium", "hard")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionReading:
    """What was found at one place of the list of questions.

    Attributes:
        type: The canonical name, or the author's spelling where it cannot be told.
        question: `None` after an error, and where it was left out.
    """

    id: str
    type: str
    marks: int
    question: Question | None


def read_question(fields: Fields, *, default_marks: int) -> QuestionReading:
    """Read a question, reporting to the findings of `fields`."""
    number = fields.path[-1]
    name = (fields.text("id") or "").strip()
    if not name:
        name = f"question {int(number) + 1}"
        fields.error("no-id", f"{name} has no id")
    text = (fields.text("text") or "").strip()
    if not text:
        fields.error("no-text", f"{name} has no text", fields.key("text"))
    marks = fields.whole("marks", least=1, most=MAX_MARKS) or default_marks
    raw = RawQuestion(
        id=name,
        text=text,
        marks=marks,
        instructions=(fields.text("instructions") or "").strip(),
        options=_options(fields, name),
        correct_answer=_correct_answer(fields),
        accept=fields.texts("accept"),
        case_sensitive=fields.truth("casesensitive"),
        line=fields.line(),
        answer_line=fields.line("correctanswer"),
        report=fields.report,
        fields=fields,
    )
    retired = fields.truth("retired")
    question_type = _question_type(fields, raw)
    known = QUESTION_TYPES.get(question_type)
    fields.warn_of_unknown(QUESTION_KEYS | (known.KEYS if known else frozenset()), where=name)
    question = None
    if known is not None:
        parsed = known.parse(raw)
        if parsed is not None:
            public, key = parsed
            question = Question(
                public=public,
                key=key,
                explanation=(fields.text("explanation") or "").strip(),
                retired=retired,
                competency=(fields.text("competency") or "").strip(),
                difficulty=_difficulty(fields, name),
                enemies=frozenset(fields.texts("enemies")),
                study=fields.texts("study"),
                supersedes=(fields.text("supersedes") or "").strip(),
                line=raw.line,
            )
    return QuestionReading(id=name, type=question_type, marks=marks, question=question)


def _question_type(fields: Fields, raw: RawQuestion) -> str:
    """Tell the canonical type, inferring it from the key where the author's word is unknown."""
    spelling = fields.text("type")
    if spelling is None:
        # The Academy's theme takes single-answer here, and reads a flag beside it.
        several = fields.truth("multipleanswers") or _correct_count(raw) > 1
        inferred = "multiple-answers" if several else DEFAULT_TYPE
        raw.warning("no-type", f"it has no type; read as {inferred}")
        return inferred
    line = fields.line("type")
    name = canonical_type(spelling)
    if name is not None:
        return name
    hint = suggestion(spelling, QUESTION_TYPES)
    if not raw.options:
        raw.error("unknown-type", f"unknown type '{spelling}'{hint}", line=line)
        return spelling
    inferred = "multiple-answers" if _correct_count(raw) > 1 else DEFAULT_TYPE
    raw.warning("unknown-type", f"unknown type '{spelling}'{hint} Read as {inferred}", line=line)
    return inferred


def _correct_count(raw: RawQuestion) -> int:
    return sum(option.correct for option in raw.options)


def _options(fields: Fields, name: str) -> tuple[RawOption, ...]:
    value = fields.get("options")
    key = fields.key("options")
    if value is None:
        return ()
    if not isinstance(value, list):
        fields.error("not-a-list", f"{name}: 'options' must be a list", key)
        return ()
    return tuple(
        option
        for index, item in enumerate(value)
        if (option := _option(fields, name, (key, index), item)) is not None
    )


def _option(fields: Fields, name: str, at: tuple[str, int], item: Any) -> RawOption | None:
    if item is None:
        fields.warning("empty-item", f"{name}: an empty option is left out", *at)
        return None
    if not isinstance(item, dict):
        fields.error("not-an-option", f"{name}: an option needs an id and a text", *at)
        return None
    option = Fields(
        document=fields.document, path=(*fields.path, *at), value=item, findings=fields.findings
    )
    option.warn_of_unknown(OPTION_KEYS, where=f"{name}, option {at[1] + 1}")
    option_id = (option.text("id") or "").strip()
    text = (option.text("text") or "").strip()
    if not option_id or not text:
        fields.error("not-an-option", f"{name}: an option needs an id and a text", *at)
        return None
    return RawOption(
        id=option_id,
        text=text,
        correct=option.truth("iscorrect"),
        line=option.line(),
        disregarded=option.truth("disregard"),
        always_correct=option.truth("alwayscorrect"),
    )


def _correct_answer(fields: Fields) -> str | None:
    value = fields.get("correctanswer")
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ",".join(value)
    return fields.text("correctanswer")


def _difficulty(fields: Fields, name: str) -> str:
    difficulty = (fields.text("difficulty") or "").strip().lower()
    if difficulty and difficulty not in DIFFICULTIES:
        words = ", ".join(DIFFICULTIES)
        message = f"{name}: the difficulty '{difficulty}' is none of {words}"
        fields.error("unknown-difficulty", message, fields.key("difficulty"))
        return ""
    return difficulty
