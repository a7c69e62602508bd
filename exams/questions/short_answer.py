"""A question answered with a word or a few."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from exams.bank import AnswerKey, PublicQuestion, Question, Response
from exams.questions.contract import (
    Grade,
    RawQuestion,
    ResponseError,
    checked_text,
    question_type,
    submitted_part,
)

NAME = "short-answer"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TextKey(AnswerKey):
    """Every answer that is taken, as the author wrote it; never empty."""

    accepted: tuple[str, ...]
    case_sensitive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TextResponse(Response):
    """What a candidate typed, as it came; never blank."""

    text: str

    def as_json(self) -> str:
        """Give the text."""
        return self.text


def comparable(text: str, *, case_sensitive: bool) -> str:
    """Give the form in which two answers are compared.

    Compatibility forms are made one (NFKC), white space is trimmed and runs of it are one
    space; upper and lower case are the same unless the author says otherwise. Nothing fuzzy:
    a near miss earns nothing.
    """
    text = unicodedata.normalize("NFKC", text)
    if not case_sensitive:
        # Folding can leave a form that NFKC would change again, such as a Greek iota below.
        text = unicodedata.normalize("NFKC", text.casefold())
    return " ".join(text.split())


@question_type(NAME)
class ShortAnswer:
    """The typed text must be one of the accepted ones."""

    KEYS: frozenset[str] = frozenset()

    def parse(self, raw: RawQuestion) -> tuple[PublicQuestion, TextKey] | None:
        """Check what the author wrote; see the contract."""
        accepted = (*([] if raw.correct_answer is None else [raw.correct_answer]), *raw.accept)
        if raw.options:
            raw.error("unexpected-options", "a short answer has no options; remove them")
            return None
        if not accepted:
            raw.error("no-key", "there is no correctAnswer")
            return None
        if not all(comparable(text, case_sensitive=False) for text in accepted):
            raw.error("blank-key", "an accepted answer is blank")
            return None
        key = TextKey(accepted=accepted, case_sensitive=raw.case_sensitive)
        return raw.public(NAME), key

    def option_groups(self, question: PublicQuestion) -> tuple[tuple[str, ...], ...]:
        """There are no options."""
        del question
        return ()

    def parse_response(self, question: PublicQuestion, raw: object) -> TextResponse | None:
        """Read the typed text; see the contract."""
        raw = submitted_part(question.id, raw, "answerText")
        if isinstance(raw, (list, tuple)):
            if len(raw) > 1:
                raise ResponseError(question.id, "it takes one answer")
            raw = raw[0] if raw else None
        if raw is None:
            return None
        if not isinstance(raw, str):
            raise ResponseError(question.id, "the answer must be text")
        text = checked_text(question.id, raw)
        return TextResponse(text=text) if text.strip() else None

    def grade(self, question: Question, response: Response) -> Grade:
        """Give all marks where the text is one of the accepted ones, else none."""
        key, response = cast("TextKey", question.key), cast("TextResponse", response)
        given = comparable(response.text, case_sensitive=key.case_sensitive)
        accepted = {comparable(text, case_sensitive=key.case_sensitive) for text in key.accepted}
        return Grade(share=Fraction(int(given in accepted)))

    def key_to_json(self, key: AnswerKey) -> dict[str, object]:
        """Give the stored form of a key."""
        key = cast("TextKey", key)
        return {"accepted": list(key.accepted), "caseSensitive": key.case_sensitive}

    def key_from_json(self, stored: Mapping[str, object]) -> TextKey:
        """Read a stored key back."""
        return TextKey(
            accepted=tuple(cast("list[str]", stored["accepted"])),
            case_sensitive=bool(stored["caseSensitive"]),
        )
