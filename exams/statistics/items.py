"""What each question version measures, by the formulas of Moodle's quiz statistics.

Source: Moodle's quiz report "Statistics", `question/classes/statistics/questions/calculator.php`.
Where people sat different papers, each question is judged by the attempts that had it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from exams.statistics.moments import correlation, deviation, scatter, whole
from exams.statistics.records import too_few
from exams.statistics.thirds import Third, thirds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from exams.statistics.records import AttemptRecord

Served = tuple[Fraction, Fraction, int, Fraction]
"""Earned on the question, earned on the paper, the question's marks, share of the paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStatistics:
    """How one question version did; every figure is `None` where it is withheld.

    Attributes:
        attempts: Finished ones that had it.
        facility: The mean share of its marks, 0 to 1.
        deviation: Of its marks; the sample's, with n - 1.
        discrimination: The correlation of its marks with those of the rest of the paper, times
            100; `None` also where either does not vary.
        efficiency: Its covariance with the rest in percent of the greatest one that the same
            marks could have; `None` also where that is 0.
        weight: Its part, in percent, of what makes papers differ: the root of its covariance
            with the whole paper over the sum of those roots on a paper. `None` also where the
            covariance is negative or nothing varies.
        by_third: Facility in the lower, middle and upper third; `None` for one that is empty.
        withheld: Why all figures are `None`, or empty.
    """

    question_id: str
    version: str
    attempts: int
    facility: Fraction | None = None
    deviation: float | None = None
    discrimination: float | None = None
    efficiency: Fraction | None = None
    weight: float | None = None
    by_third: tuple[Fraction | None, ...] = (None, None, None)
    withheld: str = ""


def item_statistics(attempts: Sequence[AttemptRecord]) -> dict[str, ItemStatistics]:
    """Give the statistics of every question version that was served, by version."""
    names: dict[str, str] = {}
    served: dict[str, list[Served]] = {}
    for attempt in attempts:
        total, share = attempt.earned, attempt.share
        for item in attempt.items:
            names[item.version] = item.question_id
            served.setdefault(item.version, []).append((item.earned, total, item.marks, share))
    weights = _weights(served, len(attempts))
    return {
        version: _statistics(names[version], version, rows, weights.get(version))
        for version, rows in sorted(served.items())
    }


def _statistics(
    question_id: str, version: str, rows: Sequence[Served], weight: float | None
) -> ItemStatistics:
    if withheld := too_few(len(rows)):
        return ItemStatistics(
            question_id=question_id, version=version, attempts=len(rows), withheld=withheld
        )
    marks = [earned for earned, *_ in rows]
    rest = [total - earned for earned, total, *_ in rows]
    return ItemStatistics(
        question_id=question_id,
        version=version,
        attempts=len(rows),
        facility=_facility([(earned, worth) for earned, _, worth, _ in rows]),
        deviation=deviation(marks),
        discrimination=_percent(correlation(marks, rest)),
        efficiency=_efficiency(marks, rest),
        weight=weight,
        by_third=_by_third(rows),
    )


def _facility(rows: Sequence[tuple[Fraction, int]]) -> Fraction | None:
    """Give the mean share of the marks; `None` without rows."""
    if not rows:
        return None
    shares, parts = whole([earned / worth for earned, worth in rows])
    return Fraction(sum(shares), parts * len(rows))


def _efficiency(marks: Sequence[Fraction], rest: Sequence[Fraction]) -> Fraction | None:
    """Compare with the covariance if the best earned most here, and so on down."""
    greatest = scatter(sorted(marks), sorted(rest))
    return None if greatest == 0 else 100 * scatter(marks, rest) / greatest


def _by_third(rows: Sequence[Served]) -> tuple[Fraction | None, ...]:
    places = thirds([share for *_, share in rows])
    groups: dict[Third, list[tuple[Fraction, int]]] = {third: [] for third in Third}
    for (earned, _, worth, _), place in zip(rows, places, strict=True):
        groups[place].append((earned, worth))
    return tuple(_facility(group) for group in groups.values())


def _weights(served: Mapping[str, Sequence[Served]], attempts: int) -> dict[str, float]:
    """Give effective weights in percent; a version of negative covariance has none.

    With one paper for all this is Moodle's figure. Where papers differ, each root counts in the
    sum as often as the question stands on a paper.
    """
    roots: dict[str, float] = {}
    for version, rows in served.items():
        if len(rows) > 1:
            common = scatter([earned for earned, *_ in rows], [total for _, total, *_ in rows])
            if common >= 0:
                roots[version] = math.sqrt(common / (len(rows) - 1))
    whole = math.fsum(root * len(served[version]) for version, root in roots.items())
    if whole == 0:
        return {}
    return {version: 100 * root * attempts / whole for version, root in roots.items()}


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share
