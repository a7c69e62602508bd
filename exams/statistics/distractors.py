"""Who chose which option: a table by thirds that shows what draws the wrong people, or nobody.

The numbers let a reader guess what is right; they are for those who write the question.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exams.statistics.records import too_few
from exams.statistics.thirds import Third, thirds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exams.statistics.records import AttemptRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionCount:
    """How often an option was chosen.

    Attributes:
        option: The option's id.
        by_third: In the lower, middle and upper third.
    """

    option: str
    by_third: tuple[int, int, int]

    @property
    def chosen(self) -> int:
        """By all."""
        return sum(self.by_third)


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionTable:
    """What people chose at one question version.

    Attributes:
        attempts: That had it.
        sizes: Of the lower, middle and upper third.
        options: In the author's order; empty where the question has none, or it is withheld.
        left_open: Attempts without an answer, by third.
        withheld: Why there is nothing, or empty.
    """

    attempts: int
    sizes: tuple[int, int, int] = (0, 0, 0)
    options: tuple[OptionCount, ...] = ()
    left_open: tuple[int, int, int] = (0, 0, 0)
    withheld: str = ""


def option_table(
    attempts: Sequence[AttemptRecord], version: str, options: Sequence[str]
) -> OptionTable:
    """Count the choices at one question version.

    Args:
        attempts: All of the exam; those without the version are passed over.
        version: Of the question.
        options: The ids of its options, in the author's order.
    """
    served = [
        (item, attempt.share)
        for attempt in attempts
        for item in attempt.items
        if item.version == version
    ]
    if withheld := too_few(len(served)):
        return OptionTable(attempts=len(served), withheld=withheld)
    chosen = {option: [0, 0, 0] for option in options}
    sizes, left_open = [0, 0, 0], [0, 0, 0]
    places = thirds([share for _, share in served])
    for (item, _), place in zip(served, places, strict=True):
        sizes[place] += 1
        left_open[place] += not item.answered
        for option in item.chosen:
            if option in chosen:
                chosen[option][place] += 1
    return OptionTable(
        attempts=len(served),
        sizes=_three(sizes),
        options=tuple(
            OptionCount(option=option, by_third=_three(counts))
            for option, counts in chosen.items()
        ),
        left_open=_three(left_open),
    )


def _three(counts: Sequence[int]) -> tuple[int, int, int]:
    return counts[Third.LOWER], counts[Third.MIDDLE], counts[Third.UPPER]
