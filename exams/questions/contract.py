"""Say what a question type must be able to do, and keep those that exist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

from exams.bank import AnswerKey, Option, PublicQuestion, Question, Response
from recognition.kernel.errors import UserError
from recognition.kernel.findings import Severity
from recognition.kernel.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable

    from exams.formats.fields import Fields

    Report = Callable[[str, str, int, Severity], None]
    """Takes a finding's code, message, line and severity."""

MAX_TEXT = 2_000
"""Characters of a typed answer or an option id that we read; a short answer has a few words."""


class ResponseError(UserError):
    """What came from the candidate's browser is not an answer to the question.

    Attributes:
        field: The question's id, so that a form can mark the place.
    """

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"Question {field}: {problem}.")
        self.field = field


class ReviewReason(StrEnum):
    """Why a person has to look at an answer before its marks are final."""

    ESSAY = "essay"
    NEAR_MISS = "near-miss"
    CHECKER_ERROR = "checker-error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One thing that was looked for in an answer, in words the candidate may read.

    Attributes:
        points: What it counts, beside the other notes of the same answer.
    """

    passed: bool
    message: str
    points: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """What an answer earns.

    Attributes:
        share: Of the marks, 0 to 1 inclusive. Where a review is due it is what is sure by now:
            a review can only add.
        notes: What was looked for, where the type tells.
        review: Why a person has to look, or `None`.
    """

    share: Fraction
    notes: tuple[Note, ...] = ()
    review: ReviewReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawOption:
    """An option as the author wrote it.

    Attributes:
        disregarded: It turned out flawed, and counts neither way.
        always_correct: It turned out flawed, and everybody who answers gains it.
    """

    id: str
    text: str
    correct: bool
    line: int
    disregarded: bool = False
    always_correct: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RawQuestion:
    """A question as the author wrote it, with its spellings already made one.

    Attributes:
        correct_answer: The `correctAnswer` key, or `None` where it is absent.
        accept: Further answers the author takes.
        answer_line: Where `correctAnswer` stands, or the question where it is absent.
        report: Tells the author about a problem; an error means that `parse` gives `None`.
        fields: The question's own mapping, for the keys that only its type knows.
    """

    id: str
    text: str
    marks: int
    instructions: str
    options: tuple[RawOption, ...]
    correct_answer: str | None
    accept: tuple[str, ...]
    case_sensitive: bool
    line: int
    answer_line: int
    report: Report
    fields: Fields

    def error(self, code: str, message: str, *, line: int | None = None) -> None:
        """Report a problem that makes the question unusable."""
        self.report(code, f"{self.id}: {message}", line or self.line, Severity.ERROR)

    def warning(self, code: str, message: str, *, line: int | None = None) -> None:
        """Report a problem that the question survives."""
        self.report(code, f"{self.id}: {message}", line or self.line, Severity.WARNING)

    def public(self, question_type: str) -> PublicQuestion:
        """Give the part candidates may see, options in the author's order."""
        return PublicQuestion(
            id=self.id,
            type=question_type,
            text=self.text,
            marks=self.marks,
            options=tuple(Option(id=option.id, text=option.text) for option in self.options),
            instructions=self.instructions,
        )


class QuestionType(Protocol):
    """One kind of question: how it is written, answered and graded.

    Every method is pure.

    Attributes:
        KEYS: Plain spellings of the keys that only this type reads, beside those of every
            question.
    """

    KEYS: frozenset[str]

    def parse(self, raw: RawQuestion) -> tuple[PublicQuestion, AnswerKey] | None:
        """Check what the author wrote; `None` after an error was reported."""
        ...

    def option_groups(self, question: PublicQuestion) -> tuple[tuple[str, ...], ...]:
        """Give the option ids in groups; a paper shuffles inside a group, never across."""
        ...

    def parse_response(self, question: PublicQuestion, raw: object) -> Response | None:
        """Read an answer from a form or JSON.

        Args:
            question: The question as it was served.
            raw: A string, a list of strings (a form's values, or what `Response.as_json`
                gave), a mapping from parts to texts where the question has parts, or a mapping
                with the Academy's `selectedOptionId` and `answerText`.

        Returns:
            `None` where the question was left open.

        Raises:
            ResponseError: The value is no possible answer; says why.
        """
        ...

    def grade(self, question: Question, response: Response) -> Grade:
        """Say what an answer earns. An open question never comes here; it earns nothing."""
        ...

    def key_to_json(self, key: AnswerKey) -> dict[str, object]:
        """Give the stored form of a key."""
        ...

    def key_from_json(self, stored: Mapping[str, object]) -> AnswerKey:
        """Read a stored key back."""
        ...


QUESTION_TYPES: Registry[QuestionType] = Registry("question type")
ALIASES: dict[str, str] = {}
"""Other spellings, already lower case with hyphens, and the canonical name of each."""


def question_type(name: str, *aliases: str) -> Callable[[type[QuestionType]], type[QuestionType]]:
    """Declare the decorated class as a question type under its name and other spellings."""

    def declare(implementation: type[QuestionType]) -> type[QuestionType]:
        QUESTION_TYPES.add(name, implementation())
        ALIASES.update(dict.fromkeys(aliases, name))
        return implementation

    return declare


def canonical_type(spelling: str) -> str | None:
    """Give the canonical name of a type as authors spell it, or `None` where unknown.

    Source: the Academy's theme lowers the case and turns `_` into `-`.
    """
    name = spelling.strip().lower().replace("_", "-")
    name = ALIASES.get(name, name)
    return name if name in QUESTION_TYPES else None


def present(question: PublicQuestion, option_order: tuple[str, ...]) -> PublicQuestion:
    """Give a question with its options in the order of a paper."""
    options = {option.id: option for option in question.options}
    return replace(question, options=tuple(options[name] for name in option_order))


def submitted_part(field: str, raw: object, name: str) -> object:
    """Take one part out of an answer in the Academy's JSON form; other forms pass unchanged.

    Source: `SubmittedAnswer` in the Academy's schema, whose answers carry both parts always.
    """
    if not isinstance(raw, Mapping):
        return raw
    if not raw.keys() & {"selectedOptionId", "answerText"}:
        raise ResponseError(field, "the answer has neither selectedOptionId nor answerText")
    return raw.get(name)


def checked_text(field: str, text: str, *, most: int = MAX_TEXT) -> str:
    """Give the text back where it can be stored and compared.

    Raises:
        ResponseError: It is too long, or holds what no keyboard writes.
    """
    if len(text) > most:
        raise ResponseError(field, f"the answer is longer than {most:,} characters")
    if "\0" in text:
        raise ResponseError(field, "the answer holds a NUL character")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ResponseError(field, "the answer holds half of a character (a lone surrogate)")
    return text
