"""Draw the figures of one question: who chose what, and how it does from third to third."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from exams.statistics.plots import WIDTH, Plot
from exams.statistics.svg import ACCENT, BAD, Drawing
from exams.statistics.wording import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exams.statistics.distractors import OptionTable
    from exams.statistics.items import ItemStatistics

THIRDS = ("lower third", "middle third", "upper third")


def option_bars(name: str, table: OptionTable, texts: Sequence[tuple[str, str]]) -> Plot:
    """Draw which share of each third chose which option.

    Args:
        name: Unique on the page.
        table: Not withheld.
        texts: Label and text of each option of the table, in its order; which of them is
            right is said there or not at all.
    """
    rows = [
        *((label, words, option.by_third)
          for (label, words), option in zip(texts, table.options, strict=True)),
        ("left open", "", table.left_open),
    ]  # fmt: skip
    row_height, bars_at = 58, 130
    title = "What each third chose"
    drawing = Drawing(
        name,
        width=WIDTH,
        height=row_height * len(rows) + 14,
        title=title,
        description=f"{len(rows) - 1} options and what was left open, each with the share of the "
        f"lower, middle and upper third of {table.attempts} attempts.",
    )
    room = WIDTH - bars_at - 90
    for number, (label, _, counts) in enumerate(rows):
        top = 8 + number * row_height
        drawing.text(0, top + 26, label, bold=True)
        for third, (count, size) in enumerate(zip(counts, table.sizes, strict=True)):
            y = top + third * 16
            share = count / size if size else 0
            drawing.text(
                bars_at - 6, y + 11, THIRDS[third].removesuffix(" third"), anchor="end", size=11
            )
            drawing.bar(bars_at, y + 2, room * share, 11)
            drawing.text(bars_at + room * share + 6, y + 12, f"{count} of {size}", size=11)
    return Plot(
        name=name,
        title=title,
        svg=drawing.svg(),
        columns=("Option", "Text", *(third.capitalize() for third in THIRDS)),
        rows=tuple(
            (
                label,
                words,
                *(f"{count} of {size}" for count, size in zip(counts, table.sizes, strict=True)),
            )
            for label, words, counts in rows
        ),
    )


def characteristic(name: str, item: ItemStatistics) -> Plot:
    """Draw the facility of a question in the lower, middle and upper third.

    A question that measures something rises from left to right.

    Args:
        name: Unique on the page.
        item: Of the question; thirds without a figure are left out.
    """
    width, height, left, top, bottom = 320, 200, 48, 16, 34
    title = "Share of the marks by third"
    words = [
        f"{percent(share)} in the {third}"
        for third, share in zip(THIRDS, item.by_third, strict=True)
        if share is not None
    ]
    drawing = Drawing(
        name, width=width, height=height, title=title, description=", ".join(words) + "."
    )
    deep = height - top - bottom
    for tick in (0, 50, 100):
        y = top + deep * (100 - tick) / 100
        drawing.line((left, y), (width - 12, y))
        drawing.text(left - 6, y + 4, f"{tick} %", anchor="end", size=11)
    across = width - 12 - left
    places = [
        (left + across * (number + 0.5) / len(THIRDS), top + deep * (1 - float(share)), share)
        for number, share in enumerate(item.by_third)
        if share is not None
    ]
    colour = BAD if item.discrimination is not None and item.discrimination < 0 else ACCENT
    for (x, y, _), (next_x, next_y, _) in pairwise(places):
        drawing.line((x, y), (next_x, next_y), colour=colour, width=2)
    for x, y, share in places:
        drawing.dot(x, y, colour=colour)
        above = y - 9 if y > top + 12 else y + 18
        drawing.text(x, above, percent(share), anchor="middle", size=11)
    for number, third in enumerate(THIRDS):
        x = left + across * (number + 0.5) / len(THIRDS)
        drawing.text(x, height - 12, third.removesuffix(" third"), anchor="middle", size=11)
    return Plot(
        name=name,
        title=title,
        svg=drawing.svg(),
        columns=tuple(third.capitalize() for third in THIRDS),
        rows=(tuple(percent(share) for share in item.by_third),),
    )
