"""What an exam is made of: a bank of questions, each with a public part and a secret key."""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exams.policy import Policy

_TRUTHS = {"true", "false"}

Answer: TypeAlias = list[str] | dict[str, str] | str
"""An answer as it is stored: option ids, a text by prompt, or a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing to tick, without a word on whether it is right."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicQuestion:
    """The part of a question a candidate may see; pages and JSON are made from this only.

    Attributes:
        id: The author's name of the question, unique in its bank.
        type: The canonical name of its question type.
        text: Markdown.
        marks: Whole and positive.
        options: Empty for typed answers. On a paper they stand in the order of that paper.
        instructions: Markdown the author wrote beside the question, or empty.
        prompts: What each wants an answer of its own: the stems of a matching, the gaps of a
            text. Empty for every other type.
        scoring: How partly right answers count, in words for the candidate; empty where the
            type knows one way only.
        unit: What a number is counted in, or empty.
        language: What a task is written in, such as `yaml` or `go`; empty for the others.
        starter: Text a task begins with.
    """

    id: str
    type: str
    text: str
    marks: int
    options: tuple[Option, ...] = ()
    instructions: str = ""
    prompts: tuple[Option, ...] = ()
    scoring: str = ""
    unit: str = ""
    language: str = ""
    starter: str = ""

    @property
    def is_true_or_false(self) -> bool:
        """Tell whether the options are True and False, which guessing finds half of the time."""
        return (
            len(self.options) == len(_TRUTHS)
            and not self.prompts
            and {option.text.strip().casefold() for option in self.options} == _TRUTHS
        )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AnswerKey:
    """What is right. It has no printable form, so that no log or page can show it."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} withheld>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response(ABC):
    """What a candidate answered to one question; each question type has its own."""

    @abstractmethod
    def as_json(self) -> Answer:
        """Give the form that is stored, and that the type's `parse_response` reads back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question with its key; it stays on the server.

    Attributes:
        public: What candidates may see.
        key: What is right.
        explanation: Markdown on why; as secret as the key, since it tells the answer.
        retired: Kept for old attempts, drawn for no new one.
        competency: The id of what it is about, or empty.
        difficulty: `easy`, `medium`, `hard`, or empty.
        enemies: Ids of questions that must not stand on the same paper.
        study: Addresses to read up on it.
        supersedes: The id of a question it takes the place of, or empty.
        line: Where it stands in the author's file; not part of the bank's version.
    """

    public: PublicQuestion
    key: AnswerKey
    explanation: str = field(default="", repr=False)
    retired: bool = False
    competency: str = ""
    difficulty: str = ""
    enemies: frozenset[str] = frozenset()
    study: tuple[str, ...] = ()
    supersedes: str = ""
    line: int = field(default=1, compare=False)

    @property
    def id(self) -> str:
        """The author's name of the question."""
        return self.public.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Competency:
    """One thing an exam is about; results are told by it.

    Attributes:
        study: Addresses to read up on it.
    """

    id: str
    title: str
    study: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How many questions of one kind a paper has.

    Attributes:
        difficulty: Empty takes any.
    """

    competency: str
    count: int
    difficulty: str = ""


class Drawing(StrEnum):
    """How a paper comes out of a bank: at random, or as the Academy's next set of neighbours."""

    DRAW = "draw"
    SETS = "sets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """All questions of one exam at one version.

    Attributes:
        exam: The exam's id, the stem of the author's file name.
        description: Markdown for the candidate.
        competencies: In the author's order.
        blueprint: What every paper is made of; empty takes any questions.
        drawing: How papers come out of it.
        requires: Ids of the badges that a candidate must hold.
        true_false_percent: The most of a paper that True or False may decide, by questions.
        draft: The author is not done; it is not offered.
        file: The path as the author knows it; not part of the version.
    """

    exam: str
    title: str
    description: str
    policy: Policy
    questions: tuple[Question, ...]
    competencies: tuple[Competency, ...] = ()
    blueprint: tuple[Cell, ...] = ()
    drawing: Drawing = Drawing.DRAW
    true_false_percent: int = 20
    requires: tuple[str, ...] = ()
    draft: bool = False
    file: str = field(default="", compare=False)

    @property
    def pool(self) -> tuple[Question, ...]:
        """The questions new papers are drawn from."""
        return tuple(question for question in self.questions if not question.retired)

    @property
    def questions_per_attempt(self) -> int:
        """How many questions a paper has."""
        return self.policy.questions_per_attempt or len(self.pool)

    @property
    def marks(self) -> int:
        """The marks of all questions that can be drawn."""
        return sum(question.public.marks for question in self.pool)

    def by_id(self) -> Mapping[str, Question]:
        """Give every question under its id."""
        return {question.id: question for question in self.questions}


def canonical_json(value: object) -> str:
    """Write JSON that is the same bytes for the same value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fingerprint(content: Mapping[str, object]) -> str:
    """Name a bank's content by its SHA-256, in hexadecimal."""
    text = canonical_json(content)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
