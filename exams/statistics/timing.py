"""How long a question takes, read from the moments at which answers were saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from exams.statistics.records import too_few

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from exams.statistics.records import AttemptRecord

RAPID = timedelta(seconds=3)
"""Nobody reads a question and its options in less; such an answer is a guess."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One answer that was given, changed or taken back."""

    save_no: int
    question_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """The time one person gave to one question.

    Attributes:
        whole: All of it, over every return to the question.
        first: Until the first answer; `None` where that came together with others.
    """

    whole: timedelta
    first: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long one question version takes; figures are `None` where they are withheld.

    Attributes:
        attempts: In which the saves tell the time.
        median: Of the time given to it.
        rapid: The share of first answers faster than `RAPID`, 0 to 1.
        withheld: Why there is no figure, or empty.
    """

    attempts: int
    median: timedelta | None = None
    rapid: Fraction | None = None
    withheld: str = ""


def time_spent(started_at: datetime, changes: Iterable[Change]) -> dict[str, Spent]:
    """Read the time each question took from an attempt's saves.

    The time since the save before belongs to the question that a save changed. A save of
    several answers at once, as a browser without script sends it, does not tell how its time was
    parted: it only moves the beginning of the next.

    Args:
        started_at: The beginning of the first.
        changes: Of one attempt, in any order.
    """
    whole: dict[str, timedelta] = {}
    first: dict[str, timedelta | None] = {}
    before = started_at
    ordered = sorted(changes, key=lambda change: (change.save_no, change.question_id))
    for _, group in groupby(ordered, key=lambda change: change.save_no):
        saved = list(group)
        at, is_alone = saved[0].at, len(saved) == 1
        for change in saved:
            name = change.question_id
            if is_alone:
                whole[name] = whole.get(name, timedelta(0)) + (at - before)
            first.setdefault(name, at - before if is_alone else None)
        before = at
    return {name: Spent(whole=spent, first=first[name]) for name, spent in whole.items()}


def timings(attempts: Sequence[AttemptRecord]) -> dict[str, Timing]:
    """Give the timing of every question version that was served, by version."""
    spent: dict[str, list[timedelta]] = {}
    first: dict[str, list[timedelta]] = {}
    for attempt in attempts:
        for item in attempt.items:
            times, firsts = spent.setdefault(item.version, []), first.setdefault(item.version, [])
            if item.spent is not None:
                times.append(item.spent)
            if item.first is not None:
                firsts.append(item.first)
    return {version: _timing(times, first[version]) for version, times in sorted(spent.items())}


def rapid_rate(firsts: Sequence[timedelta]) -> Fraction | None:
    """Give the share of answers that came faster than anybody reads; `None` of none."""
    if not firsts:
        return None
    return Fraction(sum(time < RAPID for time in firsts), len(firsts))


def median_time(times: Sequence[timedelta]) -> timedelta:
    """Give the middle one of at least one, or the mean of the middle two."""
    ordered = sorted(times)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return (ordered[half - 1] + ordered[half]) / 2


def _timing(spent: Sequence[timedelta], firsts: Sequence[timedelta]) -> Timing:
    if withheld := too_few(len(spent)):
        return Timing(attempts=len(spent), withheld=withheld)
    rapid = None if too_few(len(firsts)) else rapid_rate(firsts)
    return Timing(attempts=len(spent), median=median_time(spent), rapid=rapid)
