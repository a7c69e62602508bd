"""What questions answered in parts share: reading the parts, and names that tell nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from exams.bank import Option, PublicQuestion, Response
from exams.questions.contract import ResponseError, checked_text

BLANK: tuple[object, ...] = (None, "", [], [""], ())
"""What a form or JSON says where nothing was answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsResponse(Response):
    """What a candidate answered to the parts of a question; open parts are absent.

    Attributes:
        answers: A text or the id of an option, by part; never empty.
    """

    answers: Mapping[str, str]

    def as_json(self) -> dict[str, str]:
        """Give the answers by part, in order."""
        return {part: self.answers[part] for part in sorted(self.answers)}


def neutral_id(text: str) -> str:
    """Name an option by its text: the author's own name, or its place, would tell the key.

    The same text has the same name in every version, so that stored answers can be regraded.
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def neutral_options(texts: AbstractSet[str], *, prefix: str = "") -> tuple[Option, ...]:
    """Give options for texts, in an order that tells nothing about them."""
    options = (Option(id=f"{prefix}{neutral_id(text)}", text=text) for text in texts)
    return tuple(sorted(options, key=lambda option: option.id))


def read_parts(
    question: PublicQuestion, raw: object, parts: AbstractSet[str]
) -> PartsResponse | None:
    """Read a mapping from parts to texts; blank parts are left out, and none is `None`.

    Raises:
        ResponseError: It is no such mapping, or names a part that is not there.
    """
    if raw in BLANK:
        return None
    if not isinstance(raw, Mapping):
        raise ResponseError(question.id, "the answer must have one text for each part")
    answers: dict[str, str] = {}
    for part, answer in raw.items():
        if not isinstance(part, str) or checked_text(question.id, part) not in parts:
            raise ResponseError(question.id, "a part was answered that it does not have")
        if answer is None:
            continue
        if not isinstance(answer, str):
            raise ResponseError(question.id, "each part takes one text")
        if checked_text(question.id, answer).strip():
            answers[part] = answer
    return PartsResponse(answers=answers) if answers else None
