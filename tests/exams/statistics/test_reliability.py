"""Reliability: KR-20 and alpha by hand, against naive matrices, and for drawn papers."""

from __future__ import annotations

import statistics
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.statistics.records import MIN_ATTEMPTS
from exams.statistics.reliability import (
    NO_VARIANCE,
    ONE_QUESTION,
    _of_drawn,
    reliability,
    reliability_by_form,
)
from tests.exams.statistics.made import GUTTMAN, attempt, patterns, sampled

if TYPE_CHECKING:
    from exams.statistics.records import AttemptRecord

BITS = st.integers(2, 5).flatmap(
    lambda width: st.lists(
        st.tuples(*[st.integers(0, 1)] * width), min_size=MIN_ATTEMPTS, max_size=MIN_ATTEMPTS + 6
    )
)
THIRDS = st.integers(2, 4).flatmap(
    lambda width: st.lists(
        st.tuples(*[st.integers(0, 6).map(lambda n: Fraction(n, 3))] * width),
        min_size=MIN_ATTEMPTS,
        max_size=MIN_ATTEMPTS + 6,
    )
)


def test_a_worked_example_comes_out_as_on_paper() -> None:
    """Right answers 111, 110, 100, 000, eight times over.

    p(1-p) is 3/16 + 4/16 + 3/16 = 5/8; the totals 3, 2, 1, 0 have the variance 5/4; so KR-20 is
    3/2 (1 - 1/2) = 3/4. The totals' sample variance is 40/31, and the error of a score the root
    of a quarter of it.
    """
    found = reliability(patterns(*GUTTMAN))
    assert found.kr20 == Fraction(3, 4)
    assert found.alpha == Fraction(3, 4)
    assert found.error == pytest.approx((40 / 31 / 4) ** 0.5)
    assert not found.is_estimate


def test_unrelated_questions_have_an_alpha_of_nought() -> None:
    assert reliability(patterns("11", "10", "01", "00")).alpha == 0


def test_contradicting_questions_have_a_negative_alpha() -> None:
    found = reliability(patterns("110", "101", "000", "111")).alpha
    assert found is not None
    contrary = reliability(patterns("10", "01", "10", "11")).alpha
    assert contrary is not None
    assert contrary < 0 < found


def test_two_answers_that_always_agree_are_perfectly_reliable() -> None:
    found = reliability(patterns("11", "00", times=15))
    assert found.alpha == found.kr20 == 1
    assert found.error == 0


def test_part_marks_have_an_alpha_and_no_kr20() -> None:
    half = [attempt(Fraction(1, 2), 1), attempt(0, 0), attempt(1, 1)] * 10
    found = reliability(half)
    assert found.kr20 is None
    assert found.alpha is not None


def test_thirty_attempts_are_needed_and_two_questions() -> None:
    assert reliability(patterns("10", times=29)).withheld.startswith("29 of the 30")
    assert reliability(patterns("1", "0", times=15)).withheld == ONE_QUESTION
    assert reliability([]).withheld.startswith("0 of the 30")


def test_equal_totals_have_no_coefficient() -> None:
    found = reliability(patterns("10", "01", times=15))
    assert (found.alpha, found.kr20, found.error) == (None, None, None)
    assert found.withheld == NO_VARIANCE


def test_sets_of_identical_papers_are_judged_each_for_itself() -> None:
    first, second = (
        patterns(*GUTTMAN),
        [attempt(*map(int, line), start=11) for line in ("11", "00") * 20],
    )
    few = [attempt(1, 0, start=21)] * 5
    by_form = reliability_by_form(first + second + few)
    assert [one.attempts for one in by_form.values()] == [40, 32]
    assert [one.alpha for one in by_form.values()] == [1, Fraction(3, 4)]
    assert frozenset({"q11", "q12"}) in by_form


def test_the_estimate_for_drawn_papers_is_worked_out_from_pairs() -> None:
    """Every two of three questions, each pair sat by 10 with 11 and 10 with 00, and 5 with 10.

    Against a naive pooled variance and covariance, written out by loops.
    """
    rows = [
        {one: first, other: second}
        for one, other in combinations((1, 2, 3), 2)
        for first, second in [(1, 1)] * 10 + [(0, 0)] * 10 + [(1, 0)] * 5
    ]
    found = reliability(sampled(rows))
    v, c = naive_means(rows)
    assert found.alpha == pytest.approx(2 * c / (v + c))
    assert found.error == pytest.approx((2 * (v - c)) ** 0.5)
    assert (found.is_estimate, found.shared, found.length) == (True, 25, 2)
    assert found.kr20 is None


def naive_means(rows: list[dict[int, int]]) -> tuple[float, float]:
    names = sorted({name for row in rows for name in row})
    squares = freedom = products = pair_freedom = 0.0
    for name in names:
        ones = [row[name] for row in rows if name in row]
        squares += statistics.variance(ones) * (len(ones) - 1)
        freedom += len(ones) - 1
    for one, other in combinations(names, 2):
        both = [(row[one], row[other]) for row in rows if one in row and other in row]
        xs, ys = [x for x, _ in both], [y for _, y in both]
        products += statistics.covariance(xs, ys) * (len(both) - 1)
        pair_freedom += len(both) - 1
    return squares / freedom, products / pair_freedom


def test_papers_without_a_common_pair_have_no_estimate() -> None:
    rows = [{2 * number: 1, 2 * number + 1: 0} for number in range(40)]
    found = reliability(sampled(rows))
    assert found.withheld == NO_VARIANCE
    assert found.alpha is None


@settings(max_examples=40, deadline=None)
@given(BITS)
def test_for_right_and_wrong_alpha_is_kr20(rows: list[tuple[int, ...]]) -> None:
    found = reliability([attempt(*row) for row in rows])
    assert found.kr20 == found.alpha


@settings(max_examples=40, deadline=None)
@given(THIRDS)
def test_alpha_is_that_of_the_naive_matrix_formula(rows: list[tuple[Fraction, ...]]) -> None:
    found = reliability(attempts_of(rows))
    totals = [float(sum(row)) for row in rows]
    if len(set(totals)) == 1:
        assert found.alpha is None
        return
    k = len(rows[0])
    parts = sum(statistics.variance([float(row[i]) for row in rows]) for i in range(k))
    alpha = k / (k - 1) * (1 - parts / statistics.variance(totals))
    assert found.alpha == pytest.approx(alpha, abs=1e-9)
    assert found.error == pytest.approx(statistics.stdev(totals) * (1 - alpha) ** 0.5, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(THIRDS)
def test_on_identical_papers_the_estimate_is_alpha_itself(
    rows: list[tuple[Fraction, ...]],
) -> None:
    attempts = attempts_of(rows)
    exact, estimate = reliability(attempts), _of_drawn(attempts, len(rows[0]))
    if exact.alpha is not None:
        assert estimate.alpha == exact.alpha
        assert estimate.error == pytest.approx(exact.error)
        assert estimate.shared == len(rows)
    else:
        assert estimate.withheld


@settings(max_examples=40, deadline=None)
@given(THIRDS, st.integers(2, 5))
def test_alpha_is_at_most_one_and_knows_no_unit(
    rows: list[tuple[Fraction, ...]], factor: int
) -> None:
    plain = reliability(attempts_of(rows))
    scaled = reliability(
        [attempt(*(factor * part for part in row), marks=[2 * factor] * len(row)) for row in rows]
    )
    assert plain.alpha == scaled.alpha
    if plain.alpha is not None and plain.error is not None:
        assert plain.alpha <= 1
        assert scaled.error == pytest.approx(factor * plain.error)


def attempts_of(rows: list[tuple[Fraction, ...]]) -> list[AttemptRecord]:
    return [attempt(*row, marks=[2] * len(row)) for row in rows]
