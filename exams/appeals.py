"""Say until when a candidate may object to a result, and what an objection may hold."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from recognition.kernel.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from exams.policy import Policy

MAX_TEXT = 2_000
"""Characters of an objection."""

MAX_WORDS = 1_000
"""Characters of the maintainers' answer."""


class AppealState(StrEnum):
    """Where an objection stands."""

    OPEN = "open"
    UPHELD = "upheld"
    DECLINED = "declined"


def objection_ends_at(policy: Policy, told_at: Iterable[datetime]) -> datetime | None:
    """Give the moment until which one may object; `None` where one may not.

    Args:
        policy: The one the attempt was sat under.
        told_at: When the result was told: as final, and at each regrade that changed it.
            Empty while it is not final.
    """
    moments = list(told_at)
    if policy.appeal_window is None or not moments:
        return None
    return max(moments) + policy.appeal_window


def checked_text(field: str, text: str, *, most: int) -> str:
    """Give a text that can be stored and read, its lines ended alike.

    Raises:
        UserError: It is empty, too long, or holds what no keyboard writes; names the field.
    """
    # Browsers end the lines of forms with CR LF.
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise UserError(f"{field}: write some words.")
    if len(text) > most:
        raise UserError(f"{field}: write at most {most:,} characters; these are {len(text):,}.")
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise UserError(f"{field}: it holds a character that cannot be kept.")
    return text
