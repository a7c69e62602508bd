"""Finished attempts as statistics see them: what was served and earned, and by nobody."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from exams.statistics.moments import whole

if TYPE_CHECKING:
    from collections.abc import Iterable

MIN_ATTEMPTS = 30
"""Below this a figure says more about who sat than about the question, and is withheld.

Our own choice: the error of a correlation of thirty pairs is about 0.18.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRecord:
    """One question on one finished paper.

    Attributes:
        version: The hash of the question's content; statistics of two versions never mix.
        marks: What it was worth on this paper; positive.
        earned: From 0 to `marks`.
        answered: Whether anything was answered.
        chosen: Ids of the options that were ticked; empty for typed answers too.
        spent: The time given to it in all; `None` where the saves do not tell.
        first: The time until its first answer; `None` where the saves do not tell.
    """

    question_id: str
    version: str
    marks: int
    earned: Fraction
    answered: bool = True
    chosen: tuple[str, ...] = ()
    spent: timedelta | None = None
    first: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRecord:
    """One finished attempt, without a word on whose it was.

    Attributes:
        items: In the order of the paper; never empty.
        passed: Decided when it was graded.
        earned: The marks of the whole paper that were earned.
        possible: The marks of the whole paper.
        share: The share of the marks, 0 to 1.
        form: The question versions on the paper; papers with the same ones are identical.
    """

    items: tuple[ItemRecord, ...]
    passed: bool
    earned: Fraction = field(init=False)
    possible: int = field(init=False)
    share: Fraction = field(init=False)
    form: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        # Each is asked for once a question, and exact sums are slow.
        shares, parts = whole([item.earned for item in self.items])
        earned = Fraction(sum(shares), parts)
        possible = sum(item.marks for item in self.items)
        object.__setattr__(self, "earned", earned)
        object.__setattr__(self, "possible", possible)
        object.__setattr__(self, "share", earned / possible)
        object.__setattr__(self, "form", frozenset(item.version for item in self.items))


def mark_unit(attempts: Iterable[AttemptRecord]) -> int:
    """Give the number that makes all earned marks whole when they are multiplied by it."""
    return math.lcm(1, *{item.earned.denominator for one in attempts for item in one.items})


def too_few(attempts: int) -> str:
    """Say why a figure is withheld, or nothing where there are enough attempts."""
    if attempts >= MIN_ATTEMPTS:
        return ""
    return f"{attempts} of the {MIN_ATTEMPTS} attempts that a figure needs"
