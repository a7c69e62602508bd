"""A question answered with a word or a few."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

from exams.bank import AnswerKey, PublicQuestion, Question, Response
from exams.questions.contract import Grade, RawQuestion, ReviewReason, question_type
from exams.questions.typed import TextResponse, comparable, typed_text
from exams.questions.wildcards import is_near, matches

NAME = "short-answer"
REVIEW = "review"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TextKey(AnswerKey):
    r"""Every answer that is taken, as the author wrote it; never empty.

    Attributes:
        wildcard: A `*` in an accepted answer takes anything, and `\*` is a star.
        near_miss: A text nearly like an accepted one is looked at by a person.
    """

    accepted: tuple[str, ...]
    case_sensitive: bool
    wildcard: bool = False
    near_miss: bool = False


@question_type(NAME)
class ShortAnswer:
    """The typed text must be one of the accepted ones."""

    KEYS: frozenset[str] = frozenset(("wildcard", "nearmiss"))

    def parse(self, raw: RawQuestion) -> tuple[PublicQuestion, TextKey] | None:
        """Check what the author wrote; see the contract."""
        accepted = (*([] if raw.correct_answer is None else [raw.correct_answer]), *raw.accept)
        wildcard = raw.fields.truth("wildcard")
        if raw.options:
            raw.error("unexpected-options", "a short answer has no options; remove them")
            return None
        if not accepted:
            raw.error("no-key", "there is no correctAnswer")
            return None
        if not all(comparable(text, case_sensitive=False) for text in accepted):
            raw.error("blank-key", "an accepted answer is blank")
            return None
        if wildcard and any(not text.replace("*", "").strip() for text in accepted):
            raw.error("blank-key", "an accepted answer takes everything; write more than *")
            return None
        near_miss = (raw.fields.text("nearmiss") or "").strip().lower()
        if near_miss not in ("", REVIEW):
            line = raw.fields.line("nearmiss")
            raw.error("near-miss", f"'nearMiss' can only be '{REVIEW}'", line=line)
            return None
        key = TextKey(
            accepted=accepted,
            case_sensitive=raw.case_sensitive,
            wildcard=wildcard,
            near_miss=near_miss == REVIEW,
        )
        return raw.public(NAME), key

    def option_groups(self, question: PublicQuestion) -> tuple[tuple[str, ...], ...]:
        """There are no options."""
        del question
        return ()

    def parse_response(self, question: PublicQuestion, raw: object) -> TextResponse | None:
        """Read the typed text; see the contract."""
        return typed_text(question.id, raw)

    def grade(self, question: Question, response: Response) -> Grade:
        """Give all marks where the text is an accepted one, else none; a near miss is reviewed."""
        key, text = cast("TextKey", question.key), cast("TextResponse", response).text
        if _is_accepted(key, text):
            return Grade(share=Fraction(1))
        is_near_miss = key.near_miss and any(
            is_near(text, accepted, case_sensitive=key.case_sensitive) for accepted in key.accepted
        )
        return Grade(share=Fraction(0), review=ReviewReason.NEAR_MISS if is_near_miss else None)

    def key_to_json(self, key: AnswerKey) -> dict[str, object]:
        """Give the stored form of a key; what is as usual is left out."""
        key = cast("TextKey", key)
        more = {"wildcard": key.wildcard, "nearMiss": key.near_miss}
        return {
            "accepted": list(key.accepted),
            "caseSensitive": key.case_sensitive,
            **{name: value for name, value in more.items() if value},
        }

    def key_from_json(self, stored: Mapping[str, Any]) -> TextKey:
        """Read a stored key back."""
        return TextKey(
            accepted=tuple(stored["accepted"]),
            case_sensitive=stored["caseSensitive"],
            wildcard=stored.get("wildcard", False),
            near_miss=stored.get("nearMiss", False),
        )


def _is_accepted(key: TextKey, text: str) -> bool:
    if key.wildcard:
        return any(
            matches(text, accepted, case_sensitive=key.case_sensitive) for accepted in key.accepted
        )
    given = comparable(text, case_sensitive=key.case_sensitive)
    return any(
        given == comparable(accepted, case_sensitive=key.case_sensitive)
        for accepted in key.accepted
    )
