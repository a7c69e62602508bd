"""How far a paper's score would come out the same again: KR-20, Cronbach's alpha, and its error.

Alpha belongs to one set of questions that everybody answered. Two things are given therefore:
the coefficient of each set of identical papers that enough people sat, and, where papers were
drawn, an estimate for a paper of the same length from the covariances of pairs of questions, each
from the attempts that had both.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from exams.statistics.moments import scatter
from exams.statistics.records import AttemptRecord, mark_unit, too_few

ONE_QUESTION = "a paper of one question has nothing to agree with"
NO_VARIANCE = "the papers do not differ in the way the formula needs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """How well papers of an exam measure.

    Attributes:
        attempts: Finished ones it comes from.
        length: Questions on a paper.
        alpha: Cronbach's; at most 1, and negative where questions contradict each other.
            `None` where it is withheld.
        kr20: Kuder and Richardson's formula 20, each question counted as right or wrong; `None`
            where papers differ or an answer earned part of its marks.
        error: The standard error of a score, in marks. `None` where it is withheld.
        shared: Where papers differ, how many attempts had both questions of a pair, on average
            over the pairs used and rounded down; `None` for identical papers.
        withheld: Why there is no coefficient, or empty.
    """

    attempts: int
    length: int
    alpha: Fraction | None = None
    kr20: Fraction | None = None
    error: float | None = None
    shared: int | None = None
    withheld: str = ""

    @property
    def is_estimate(self) -> bool:
        """Whether people sat different papers."""
        return self.shared is not None


def reliability(attempts: Sequence[AttemptRecord]) -> Reliability:
    """Judge all attempts together, exactly or by an estimate as their papers allow."""
    lengths = Counter(len(attempt.items) for attempt in attempts)
    length = max(lengths, key=lambda one: (lengths[one], one), default=0)
    if withheld := too_few(len(attempts)) or (ONE_QUESTION if length <= 1 else ""):
        return Reliability(attempts=len(attempts), length=length, withheld=withheld)
    if len({attempt.form for attempt in attempts}) == 1:
        return _of_identical(attempts, length)
    return _of_drawn(attempts, length)


def reliability_by_form(
    attempts: Sequence[AttemptRecord],
) -> dict[frozenset[str], Reliability]:
    """Judge each set of identical papers that enough people sat."""
    forms: dict[frozenset[str], list[AttemptRecord]] = defaultdict(list)
    for attempt in attempts:
        forms[attempt.form].append(attempt)
    ordered = sorted(forms.items(), key=lambda entry: (-len(entry[1]), sorted(entry[0])))
    return {form: reliability(ones) for form, ones in ordered if not too_few(len(ones))}


def _of_identical(attempts: Sequence[AttemptRecord], length: int) -> Reliability:
    columns = _columns(attempts)
    alpha = _coefficient([list(column.values()) for column in columns.values()])
    error = None
    if alpha is not None:
        totals = [attempt.earned for attempt in attempts]
        variance = scatter(totals, totals) / (len(totals) - 1)
        error = math.sqrt(variance * (1 - alpha))
    is_right_or_wrong = all(
        item.earned in (0, item.marks) for attempt in attempts for item in attempt.items
    )
    return Reliability(
        attempts=len(attempts),
        length=length,
        alpha=alpha,
        kr20=_kr20(attempts) if is_right_or_wrong else None,
        error=error,
        withheld=NO_VARIANCE if alpha is None else "",
    )


def _coefficient(columns: Sequence[Sequence[int]]) -> Fraction | None:
    """Give k/(k-1) (1 - sum of the items' variances / variance of the totals)."""
    totals = [sum(row) for row in zip(*columns, strict=True)]
    whole = scatter(totals, totals)
    if whole == 0:
        return None
    parts = sum((scatter(column, column) for column in columns), Fraction(0))
    return Fraction(len(columns), len(columns) - 1) * (1 - parts / whole)


def _kr20(attempts: Sequence[AttemptRecord]) -> Fraction | None:
    """Give k/(k-1) (1 - sum of p(1-p) / variance of the numbers of right answers).

    Both variances are the population's, with n, as p(1-p) is.
    """
    count, right = len(attempts), Counter[str]()
    totals = []
    for attempt in attempts:
        ones = [item.version for item in attempt.items if item.earned == item.marks]
        right.update(ones)
        totals.append(len(ones))
    variance = scatter(totals, totals) / count
    if variance == 0:
        return None
    versions = attempts[0].form
    ease = [Fraction(right[version], count) for version in versions]
    spread = sum((p * (1 - p) for p in ease), Fraction(0))
    return Fraction(len(versions), len(versions) - 1) * (1 - spread / variance)


def _of_drawn(attempts: Sequence[AttemptRecord], length: int) -> Reliability:
    """Estimate alpha of a drawn paper from the mean variance v and covariance c of questions.

    A paper of k questions has the variance k v + k(k-1) c, so alpha is k c / (v + (k-1) c), and
    the error of a score is the root of k (v - c). On identical papers both are what they are
    there. The means weigh each question and pair by its attempts less one.
    """
    unit, columns = mark_unit(attempts), _columns(attempts)
    own = [scatter(list(ones.values()), list(ones.values())) for ones in columns.values()]
    freedom = sum(len(ones) - 1 for ones in columns.values())
    products, shared, pairs = Fraction(0), 0, 0
    for one, other in combinations(columns.values(), 2):
        both = one.keys() & other.keys()
        if len(both) > 1:
            products += scatter([one[n] for n in both], [other[n] for n in both])
            shared, pairs = shared + len(both), pairs + 1
    if pairs == 0 or freedom == 0:
        return Reliability(attempts=len(attempts), length=length, shared=0, withheld=NO_VARIANCE)
    v = sum(own, Fraction(0)) / freedom
    c = products / (shared - pairs)
    whole = v + (length - 1) * c
    if whole <= 0 or c > v:
        return Reliability(
            attempts=len(attempts), length=length, shared=shared // pairs, withheld=NO_VARIANCE
        )
    return Reliability(
        attempts=len(attempts),
        length=length,
        alpha=length * c / whole,
        error=math.sqrt(length * (v - c)) / unit,
        shared=shared // pairs,
    )


def _columns(attempts: Sequence[AttemptRecord]) -> Mapping[str, Mapping[int, int]]:
    """Give earned marks as whole numbers of the smallest part, by version and attempt."""
    unit = mark_unit(attempts)
    columns: dict[str, dict[int, int]] = defaultdict(dict)
    for number, attempt in enumerate(attempts):
        for item in attempt.items:
            columns[item.version][number] = int(item.earned * unit)
    return columns
