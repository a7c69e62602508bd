"""Read what an exam page sends, and show it again when it cannot be taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exams.bank import PublicQuestion
from recognition.kernel.errors import UserError

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from exams.questions import ResponseError
    from exams.views import AttemptView

PREFIX = "q."
"""Marks the fields that are answers; what follows is the question's id."""

SAVE_NO = "save_no"
MAX_SAVE_NO = 1_000_000
"""More saves than a second has in any exam; a higher number is a mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One question on the page.

    Attributes:
        number: Its place on the paper, from 1.
        name: Of its inputs.
        chosen: Ids of the options that are ticked.
        text: What was typed.
        error: Why the answer was not taken, or empty.
    """

    number: int
    name: str
    question: PublicQuestion
    chosen: frozenset[str]
    text: str
    error: str = ""

    @property
    def is_open(self) -> bool:
        """Tell whether nothing was ticked or typed."""
        return not self.chosen and not self.text.strip()


def read_answers(form: MultiDict[str, str]) -> dict[str, object]:
    """Give the raw answers by question id.

    Several boxes of one name are one answer; an empty value takes part in none, which is how a
    page says that no box is ticked.
    """
    return {
        name.removeprefix(PREFIX): form.getlist(name) for name in form if name.startswith(PREFIX)
    }


def read_save_no(form: MultiDict[str, str]) -> int | None:
    """Give the number of this save, or `None` where the form has none.

    Raises:
        UserError: It is no whole number in the range; names the field.
    """
    text = form.get(SAVE_NO)
    if text is None:
        return None
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len("1000000") else 0
    if not 1 <= number <= MAX_SAVE_NO:
        raise UserError(
            f"{SAVE_NO}: must be a whole number from 1 to {MAX_SAVE_NO:,}. "
            "Reload the page of your attempt; what was saved is still there."
        )
    return number


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
            name=f"{PREFIX}{item.question.id}",
            question=item.question,
            chosen=_chosen(item.question, answers.get(item.question.id)),
            text=_text(item.question, answers.get(item.question.id)),
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
    return "" if question.options else next(iter(_values(answer)), "")
