"""Fit a name into a box: one line or two, smaller where it must be, cut where nothing helps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from recognition.render.text_width import Font, text_width

_MEASURED_IN: Final[Font] = "helvetica-bold-11px"
_MEASURED_AT: Final = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Lines and their size.

    Attributes:
        size: Font size in pixels.
        lines: Each line and the width in pixels that it is given; 0 for an empty line.
    """

    size: float
    lines: tuple[tuple[str, float], ...]


def fit_lines(text: str, *, width: float, one_line: float, two_lines: float) -> Fitted:
    """Fit a text into a width.

    One line may shrink to the size of two; then the text is broken at the space that makes the
    halves most alike, and shrinks on to two thirds; at last the first line takes all it can, and
    the end is replaced by an ellipsis.

    Args:
        text: Any text; runs of blanks count as one.
        width: Of the box, in pixels.
        one_line: Font size in pixels of a text that fits on one line.
        two_lines: Font size of a text on two lines.
    """
    text = " ".join(text.split())
    size = min(one_line, _size_for(text, width))
    if size >= two_lines:
        return _fitted((text,), size)
    words = text.split(" ")
    smallest = two_lines * 2 / 3
    if len(words) > 1:
        halves = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
        lines = min(halves, key=lambda pair: max(map(_width, pair)))
        size = min(two_lines, *(_size_for(line, width) for line in lines))
        if size >= smallest:
            return _fitted(lines, size)
        fits = [pair for pair in halves if _width(pair[0]) * smallest <= width] or halves[:1]
        first, second = fits[-1]
        lines = (_cut(first, width, smallest), _cut(second, width, smallest))
        return _fitted(lines, smallest)
    if size >= smallest:
        return _fitted((text,), size)
    return _fitted((_cut(text, width, smallest),), smallest)


def _width(text: str) -> float:
    """Give the width at a font size of one pixel."""
    return text_width(text, _MEASURED_IN) / _MEASURED_AT


def _size_for(text: str, width: float) -> float:
    natural = _width(text)
    return width / natural if natural else width


def _cut(text: str, width: float, size: float) -> str:
    if _width(text) * size <= width:
        return text
    while text and _width(f"{text}…") * size > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _fitted(lines: tuple[str, ...], size: float) -> Fitted:
    size = int(size * 10) / 10
    return Fitted(size=size, lines=tuple((line, round(_width(line) * size, 1)) for line in lines))
