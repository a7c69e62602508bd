"""Our own colours for what a badge says about itself; every one stays readable."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

TEAL: Final = "#00b39f"
"""Meshery's green; too light for white text (2.6 to 1), so it decorates and never carries it."""

DEEP_TEAL: Final = "#007f6d"
"""The same hue, dark enough for white text."""

INK: Final = "#252e31"
"""Meshery's dark."""

LABEL_COLOR: Final = INK
"""The left side of our own shields."""


class Standing(StrEnum):
    """What a shield or a verify page says about a person's badge, in one word."""

    CERTIFIED = "certified"
    EARNED = "earned"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a standing looks.

    Attributes:
        color: Background under white text of 11 px: at least 4.5 to 1 (WCAG 2.2, 1.4.3).
        symbol: A sign of another shape for each, so that colour is never the only difference.
    """

    color: str
    symbol: str


LOOKS: Final[dict[Standing, Look]] = {
    Standing.CERTIFIED: Look(color=DEEP_TEAL, symbol="✓"),
    Standing.EARNED: Look(color=DEEP_TEAL, symbol="✓"),
    Standing.EXPIRED: Look(color="#8a5a00", symbol="◷"),
    Standing.REVOKED: Look(color="#b3261e", symbol="✕"),
    Standing.UNKNOWN: Look(color="#5c6670", symbol="?"),
    Standing.UNAVAILABLE: Look(color="#4a4f7c", symbol="…"),
}
