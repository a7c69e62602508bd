"""Read what an exam page sends, and show it again when it cannot be taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from exams.bank import Option, PublicQuestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.datastructures import MultiDict

    from exams.questions import ResponseError
    from exams.views import AttemptView

PREFIX = "q."
"""Marks the fields that are answers; what follows is the question's id, and maybe a part's."""

ORDERING = "ordering"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One question on the page.

    Attributes:
        number: Its place on the paper, from 1.
        name: Of its inputs; those of parts have more behind it.
        chosen: Ids of the options that are ticked.
        text: What was typed, or what a task begins with.
        parts: A text or an option's id by part; open parts are absent.
        error: Why the answer was not taken, or empty.
    """

    number: int
    name: str
    question: PublicQuestion
    chosen: frozenset[str]
    text: str
    parts: Mapping[str, str]
    error: str = ""

    @property
    def is_open(self) -> bool:
        """Tell whether nothing was ticked, typed or changed."""
        untouched = self.text.split() in ([], self.question.starter.split())
        return not self.chosen and not self.parts and untouched

    @property
    def unfinished(self) -> str:
        """Say what an answer in parts still lacks, or nothing."""
        if not self.parts:
            return ""
        wanted = len(self.part_ids)
        twice = sorted(n for n, count in Counter(self.parts.values()).items() if count > 1)
        if self.question.type == ORDERING and twice:
            return f"place {' and '.join(twice)} given more than once"
        return "" if len(self.parts) == wanted else f"{len(self.parts)} of {wanted} parts answered"

    @property
    def part_ids(self) -> Sequence[str]:
        """The parts that take an answer each; none where the question takes one."""
        parts = self.question.options if self.question.type == ORDERING else self.question.prompts
        return [part.id for part in parts]

    def part_name(self, part: str) -> str:
        """Give the name of a part's input."""
        return f"{self.name}.{encoded(part)}"

    def options_of(self, part: str) -> Sequence[Option]:
        """Give the list from which a part is chosen; empty where it is typed."""
        return [option for option in self.question.options if option.id.startswith(f"{part}.")]


def encoded(name: str) -> str:
    """Give an id as a part of an input's name, where a dot has a meaning of its own."""
    return quote(name, safe="").replace(".", "%2E")


def question_of(name: str) -> str:
    """Give the id of the question whose input, or part of one, has this name."""
    return unquote(name.removeprefix(PREFIX).partition(".")[0])


def read_answers(form: MultiDict[str, str]) -> dict[str, object]:
    """Give the raw answers by question id.

    Several boxes of one name are one answer; an empty value takes part in none, which is how a
    page says that no box is ticked. Answers to parts are a mapping. A browser ends lines with
    two characters, which would count twice; here a line ends with one, as the person saw it.
    """
    answers: dict[str, object] = {}
    for name in form:
        if not name.startswith(PREFIX):
            continue
        question, has_part, part = name.removeprefix(PREFIX).partition(".")
        values = [value.replace("\r\n", "\n") for value in form.getlist(name)]
        if not has_part:
            answers[unquote(question)] = values
            continue
        parts = answers.setdefault(unquote(question), {})
        if isinstance(parts, dict):
            parts[unquote(part)] = values[0] if len(values) == 1 else values
    return answers


def saved_fields(attempt: AttemptView) -> list[FormField]:
    """Give the questions with the answers that are saved."""
    return _fields(attempt, {item.question.id: item.answer for item in attempt.items})


def sent_fields(
    attempt: AttemptView, answers: Mapping[str, object], *, error: ResponseError | None = None
) -> list[FormField]:
    """Give the questions with the answers that were sent, else with those that are saved.

    Args:
        attempt: Where the questions come from.
        answers: As `read_answers` gave them.
        error: What is wrong with one of them.
    """
    saved = {item.question.id: item.answer for item in attempt.items}
    return _fields(attempt, {**saved, **answers}, error=error)


def _fields(
    attempt: AttemptView, answers: Mapping[str, object], *, error: ResponseError | None = None
) -> list[FormField]:
    return [
        FormField(
            number=number,
            name=f"{PREFIX}{encoded(item.question.id)}",
            question=item.question,
            chosen=_chosen(item.question, answers.get(item.question.id)),
            text=_text(item.question, answers.get(item.question.id)),
            parts=_parts(answers.get(item.question.id)),
            error=problem(error) if error and error.field == item.question.id else "",
        )
        for number, item in enumerate(attempt.items, start=1)
    ]


def problem(error: ResponseError) -> str:
    """Give what is wrong without the author's id of the question, which pages do not show."""
    return str(error).removeprefix(f"Question {error.field}: ")


def _values(answer: object) -> list[str]:
    values = answer if isinstance(answer, list) else [answer]
    return [value for value in values if isinstance(value, str)]


def _chosen(question: PublicQuestion, answer: object) -> frozenset[str]:
    return frozenset(option.id for option in question.options).intersection(_values(answer))


def _text(question: PublicQuestion, answer: object) -> str:
    if question.options or question.prompts:
        return ""
    return next(iter(_values(answer)), "") or question.starter


def _parts(answer: object) -> Mapping[str, str]:
    """Give the parts that have a text; of what was sent, only what can be shown again."""
    parts = answer if isinstance(answer, Mapping) else {}
    return {part: text for part, text in parts.items() if isinstance(text, str) and text.strip()}
