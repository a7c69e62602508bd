"""What questions share whose answer is typed: reading the text, and comparing two."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from exams.bank import Response
from exams.questions.contract import MAX_TEXT, ResponseError, checked_text, submitted_part


@dataclass(frozen=True, slots=True, kw_only=True)
class TextResponse(Response):
    """What a candidate typed, as it came; never blank."""

    text: str

    def as_json(self) -> str:
        """Give the text."""
        return self.text


def typed_text(field: str, raw: object, *, most: int = MAX_TEXT) -> TextResponse | None:
    """Read a typed text out of a form's value or the Academy's JSON; blank is `None`.

    Raises:
        ResponseError: It is no text, more than one, or longer than so many characters.
    """
    raw = submitted_part(field, raw, "answerText")
    if isinstance(raw, (list, tuple)):
        if len(raw) > 1:
            raise ResponseError(field, "it takes one answer")
        raw = raw[0] if raw else None
    if raw is None:
        return None
    if not isinstance(raw, str):
        raise ResponseError(field, "the answer must be text")
    text = checked_text(field, raw, most=most)
    return TextResponse(text=text) if text.strip() else None


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
