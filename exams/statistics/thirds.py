"""Part attempts into the lower, middle and upper third by their scores."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from enum import IntEnum
from typing import TYPE_CHECKING

from exams.statistics.moments import whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction


class Third(IntEnum):
    """Where an attempt stands among all; also its place in a row of three."""

    LOWER = 0
    MIDDLE = 1
    UPPER = 2


def thirds(shares: Sequence[Fraction]) -> list[Third]:
    """Tell for each attempt in which third its score lies.

    Equal scores share the middle of their ranks, so they are never parted and the order of the
    attempts does not matter; thirds are therefore only about the same size.
    """
    scores, _ = whole(shares)
    ranked = sorted(scores)
    return [
        _third(bisect_left(ranked, one) + bisect_right(ranked, one), len(ranked)) for one in scores
    ]


def _third(twice_rank: int, count: int) -> Third:
    """Place twice the middle rank, counted from 0 to twice the count."""
    if 3 * twice_rank < 2 * count:
        return Third.LOWER
    if 3 * twice_rank > 4 * count:
        return Third.UPPER
    return Third.MIDDLE
