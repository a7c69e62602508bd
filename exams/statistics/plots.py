"""Draw the figures of an exam: scores and questions, each with the same figures as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from exams.statistics.svg import INK, LINE, Drawing
from exams.statistics.wording import percent, points

if TYPE_CHECKING:
    from exams.statistics.items import ItemStatistics

BINS = 20
"""Columns of the histogram, five percent each."""

WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 48, 24, 28, 44
"""Margins of the larger plots, for what stands on the axes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A drawing, and the same figures for whoever does not see it.

    Attributes:
        svg: A whole document, which can also stand within a page.
        columns: Heads of the table.
        rows: Its cells as text.
    """

    name: str
    title: str
    svg: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A question version on the scatter plot.

    Attributes:
        label: Short: its number, or what the author calls it.
        is_flagged: Drawn as a diamond.
    """

    label: str
    item: ItemStatistics
    is_flagged: bool = False


def score_histogram(shares: Sequence[Fraction], *, pass_percentage: int) -> Plot:
    """Draw how many attempts reached which score, and where passing begins.

    Args:
        shares: Of the marks, 0 to 1 each; a full score falls into the last column.
        pass_percentage: 1 to 100.
    """
    counts = [0] * BINS
    for share in shares:
        counts[min(int(share * BINS), BINS - 1)] += 1
    passed = sum(100 * share >= pass_percentage for share in shares)
    title = "Scores of all finished attempts"
    drawing = Drawing(
        "scores",
        width=WIDTH,
        height=HEIGHT,
        title=title,
        description=f"{len(shares)} attempts in columns of 5 percent of the marks; {passed} of "
        f"them reached the {pass_percentage} percent that pass.",
    )
    frame = _Frame(drawing, low=0, high=_round_up(max(counts, default=0)))
    frame.grid(steps=4)
    frame.percents()
    column = frame.across / BINS
    for place, count in enumerate(counts):
        if count:
            top = frame.y(count)
            drawing.bar(frame.x(place / BINS) + 1, top, column - 2, HEIGHT - BOTTOM - top)
            drawing.text(
                frame.x((place + 0.5) / BINS), top - 4, str(count), anchor="middle", size=11
            )
    at = frame.x(pass_percentage / 100)
    drawing.line((at, TOP - 6), (at, HEIGHT - BOTTOM), colour=INK, width=2, dashed=True)
    drawing.text(at - 6, TOP - 10, f"pass at {pass_percentage} %", anchor="end", bold=True)
    drawing.text(LEFT, TOP - 10, "attempts")
    drawing.text(WIDTH / 2, HEIGHT - 8, "share of the marks", anchor="middle")
    step = 100 // BINS
    return Plot(
        name="scores",
        title=title,
        svg=drawing.svg(),
        columns=("Score", "Attempts"),
        rows=tuple(
            (
                f"{place * step} to {'' if place == BINS - 1 else 'under '}{(place + 1) * step} %",
                str(count),
            )
            for place, count in enumerate(counts)
        ),
    )


def question_scatter(questions: Sequence[Labelled]) -> Plot:
    """Draw how easy each question is against how well it tells people apart.

    Questions without both figures are left out.
    """
    known = [
        (one, float(one.item.facility), one.item.discrimination)
        for one in questions
        if one.item.facility is not None and one.item.discrimination is not None
    ]
    title = "How easy questions are, and how well they tell people apart"
    below = sum(index < 0 for _, _, index in known)
    drawing = Drawing(
        "questions",
        width=WIDTH,
        height=HEIGHT + 80,
        title=title,
        description=f"{len(known)} questions by facility and discrimination index; {below} lie "
        "below the line of nought, where the stronger do worse. Flagged ones are diamonds.",
    )
    frame = _Frame(drawing, low=-100, high=100)
    frame.grid(steps=4)
    frame.percents()
    drawing.line((LEFT, frame.y(0)), (WIDTH - RIGHT, frame.y(0)), colour=INK, width=1.5)
    taken: list[tuple[float, float]] = [
        (frame.x(facility), frame.y(index)) for _, facility, index in known
    ]
    for one, facility, index in known:
        x, y = frame.x(facility), frame.y(index)
        (drawing.diamond if one.is_flagged else drawing.dot)(x, y)
        label_x, label_y, anchor = _free_place(x, y, taken)
        taken.append((label_x, label_y - 4))
        drawing.text(label_x, label_y, one.label, anchor=anchor, bold=one.is_flagged, size=11)
    drawing.text(LEFT, TOP - 10, "discrimination index")
    drawing.text(
        WIDTH / 2, drawing.height - 8, "facility: mean share of the marks", anchor="middle"
    )
    return Plot(
        name="questions",
        title=title,
        svg=drawing.svg(),
        columns=("Question", "Facility", "Discrimination", "Flagged"),
        rows=tuple(
            (one.label, percent(one.item.facility), points(index), "yes" if one.is_flagged else "")
            for one, _, index in known
        ),
    )


class _Frame:
    """The axes of a larger plot: shares across, a range of numbers upwards."""

    def __init__(self, drawing: Drawing, *, low: int, high: int) -> None:
        self.drawing = drawing
        self.low, self.high = low, high
        self.across = drawing.width - LEFT - RIGHT
        self.deep = drawing.height - TOP - BOTTOM

    def x(self, share: float) -> float:
        return LEFT + self.across * share

    def y(self, value: float) -> float:
        return TOP + self.deep * (self.high - value) / (self.high - self.low)

    def grid(self, *, steps: int) -> None:
        for step in range(steps + 1):
            value = self.low + (self.high - self.low) * step // steps
            y = self.y(value)
            self.drawing.line((LEFT, y), (self.drawing.width - RIGHT, y))
            words = str(value).replace("-", "\N{MINUS SIGN}")
            self.drawing.text(LEFT - 6, y + 4, words, anchor="end", size=11)

    def percents(self) -> None:
        foot = self.drawing.height - BOTTOM
        for tenth in range(0, 11, 2):
            x = self.x(tenth / 10)
            self.drawing.line((x, foot), (x, foot + 4), colour=LINE)
            self.drawing.text(x, foot + 18, f"{tenth * 10} %", anchor="middle", size=11)


def _round_up(most: int) -> int:
    """Give a multiple of four, so that the grid's numbers are whole, with room for a figure."""
    return most // 4 * 4 + 4


def _free_place(
    x: float, y: float, taken: Sequence[tuple[float, float]]
) -> tuple[float, float, str]:
    """Find room for a label beside a mark: the place farthest from all others."""
    places = (
        (x + 8, y + 4, "start"),
        (x - 8, y + 4, "end"),
        (x, y - 9, "middle"),
        (x, y + 17, "middle"),
    )

    def room(place: tuple[float, float, str]) -> float:
        shift = {"start": 10, "end": -10, "middle": 0}[place[2]]
        middle = (place[0] + shift, place[1] - 4)
        gaps = [
            abs(middle[0] - other[0]) + 2 * abs(middle[1] - other[1])
            for other in taken
            if other != (x, y)
        ]
        return min(*gaps, 60) if gaps else 60

    return max(places, key=room)
