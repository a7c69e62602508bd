"""Measure how wide a text stands in the fonts of shields, for layouts made without a browser."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from importlib.resources import files
from typing import Literal

Font = Literal["verdana-11px", "verdana-10px", "verdana-bold-10px", "helvetica-bold-11px"]

# A page of hostile labels must not grow a table without bound; the living scripts fit.
_REMEMBERED = 20_000


class WidthTable(dict[str, float]):
    """Widths of single characters in pixels; asked by subscription, it answers for any character.

    Args:
        encoded: The runs of `widths/README.md`.
    """

    def __init__(self, encoded: str) -> None:
        super().__init__()
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._widths: list[float] = []
        at = 0
        for token in encoded.split():
            if token.startswith("+"):
                at += int(token)
                continue
            hundredths, _, length = token.partition("x")
            self._starts.append(at)
            at += int(length or 1)
            self._ends.append(at)
            # Division gives the double nearest to the decimal, as JSON's reader does: sums agree.
            self._widths.append(int(hundredths) / 100)
        self.unknown = self._find(ord("m"))

    def _find(self, code_point: int) -> float:
        run = bisect_right(self._starts, code_point) - 1
        if run < 0 or code_point >= self._ends[run]:
            return self.unknown
        return self._widths[run]

    def __missing__(self, character: str) -> float:
        """Look the character up in the runs, and remember it."""
        code_point = ord(character)
        is_control = character < " " or character == "\x7f"
        width = 0.0 if is_control else self._find(code_point)
        if len(self) < _REMEMBERED:
            self[character] = width
        return width


@cache
def width_table(font: Font) -> WidthTable:
    """Give the widths of a font; read once."""
    file = files("recognition.render") / "widths" / f"{font}.txt"
    return WidthTable(file.read_text(encoding="ascii"))


def text_width(text: str, font: Font) -> float:
    """Give the width of a text in pixels.

    The widths are added one by one from the left: shields round the result, and another order
    of adding would end on the other side of a whole pixel now and then.
    """
    table = width_table(font)
    width = 0.0
    for character in text:
        width += table[character]
    return width
