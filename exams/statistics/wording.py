"""Say figures in the same way in tables, plots and on the terminal."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

NONE = "–"
"""Where a figure is withheld or cannot be had."""


def percent(share: Fraction | None) -> str:
    """Give a share of 0 to 1 as `68.2 %`, rounded half to even: it decides nothing."""
    return NONE if share is None else f"{float(100 * share):.1f} %"


def points(figure: float | Fraction | None) -> str:
    """Give an index that is already times 100 as `42.7`."""
    return NONE if figure is None else _signed(f"{float(figure):.1f}")


def coefficient(figure: float | Fraction | None) -> str:
    """Give a coefficient or marks as `0.83`."""
    return NONE if figure is None else _signed(f"{float(figure):.2f}")


def seconds(time: timedelta | None) -> str:
    """Give a time as `41 s`."""
    return NONE if time is None else f"{time / timedelta(seconds=1):.0f} s"


def _signed(words: str) -> str:
    """Write minus as a minus sign, and no minus before nought."""
    if words.startswith("-"):
        number = words[1:]
        return number if not float(number) else f"\N{MINUS SIGN}{number}"
    return words
