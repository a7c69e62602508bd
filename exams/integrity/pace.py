"""Find attempts that were passed by answers faster than anybody reads, or after a sudden jump."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from exams.integrity.records import Kind, Signal, Watched, pair
from exams.statistics.timing import RAPID, rapid_rate

if TYPE_CHECKING:
    from collections.abc import Sequence

MIN_TIMED = 8
"""First answers whose time is known, so that a few lucky ones are no pattern."""

RAPID_SHARE = Fraction(2, 5)
"""Of the first answers; who passes knew the questions already, or was helped."""

JUMP = Fraction(2, 5)
"""Of the marks, from one attempt to the next: from 35 to 75 percent, for instance."""

JUMP_WITHIN = timedelta(days=3)
"""Beyond that, people have had time to learn."""


def rapid_answers(attempts: Sequence[Watched]) -> list[Signal]:
    """Find recent passes with many answers that took less time than reading does."""
    found = []
    for attempt in attempts:
        rate = rapid_rate(attempt.firsts)
        if (
            not (attempt.is_recent and attempt.passed)
            or rate is None
            or len(attempt.firsts) < MIN_TIMED
            or rate < RAPID_SHARE
        ):
            continue
        rapid = sum(time < RAPID for time in attempt.firsts)
        details = {"rapid": rapid, "timed": len(attempt.firsts)}
        found.append(
            Signal(kind=Kind.RAPID_ANSWERS, attempt_id=attempt.attempt_id, details=details)
        )
    return found


def sudden_jumps(attempts: Sequence[Watched]) -> list[Signal]:
    """Find recent passes soon after a much worse attempt of the same person."""
    by_person: dict[int, list[Watched]] = defaultdict(list)
    for attempt in sorted(attempts, key=lambda one: one.order):
        by_person[attempt.person].append(attempt)
    found = []
    for own in by_person.values():
        for before, after in pairwise(own):
            is_soon = after.started_at - before.ended_at <= JUMP_WITHIN
            if after.is_recent and after.passed and is_soon and after.share - before.share >= JUMP:
                details = {"before": _percent(before.share), "after": _percent(after.share)}
                found.append(pair(Kind.SUDDEN_JUMP, before, after, details))
    return found


def _percent(share: Fraction) -> int:
    """Give whole percents, cut off as scores are."""
    return int(100 * share)
