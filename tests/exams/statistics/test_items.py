"""Item statistics are Moodle's: worked by hand, against Python's own, and under changes."""

from __future__ import annotations

import statistics
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.statistics.items import item_statistics
from exams.statistics.records import MIN_ATTEMPTS, AttemptRecord
from tests.exams.statistics.made import GUTTMAN, attempt, patterns, sampled

QUARTERS = st.integers(0, 8).map(lambda quarters: Fraction(quarters, 4))
MATRICES = st.integers(2, 5).flatmap(
    lambda width: st.lists(
        st.tuples(*[QUARTERS] * width), min_size=MIN_ATTEMPTS, max_size=MIN_ATTEMPTS + 6
    )
)


def of(rows: list[tuple[Fraction, ...]]) -> list[AttemptRecord]:
    return [attempt(*row, marks=[2] * len(row)) for row in rows]


def test_a_worked_example_comes_out_as_on_paper() -> None:
    """Three questions answered 111, 110, 100, 000, eight times over.

    Of the second: facility 2/4; with the rest 2, 1, 1, 0 the sum of products is 3 - 2*4/4 = 1, of
    squares 1 and 2, so the index is 100/sqrt(2). Weights are as the roots of 1.5, 2 and 1.5.
    """
    found = item_statistics(patterns(*GUTTMAN))
    assert [found[name].facility for name in ("q1", "q2", "q3")] == [
        Fraction(3, 4),
        Fraction(1, 2),
        Fraction(1, 4),
    ]
    assert found["q2"].discrimination == pytest.approx(70.7106781)
    assert found["q1"].discrimination == pytest.approx(52.2232968)
    assert [found[name].weight for name in ("q1", "q2", "q3")] == [
        pytest.approx(31.6987298),
        pytest.approx(36.6025404),
        pytest.approx(31.6987298),
    ]
    assert found["q2"].efficiency == 100


def test_efficiency_compares_with_the_best_order_of_the_same_marks() -> None:
    """Rest 3, 2, 1, 0 with the question right for the second and third only.

    The products are 2 + 1 = 3, less 2*6/4 leaves 0; in order they would be 3 + 2, which leaves 2.
    Right for the first and third: 4 - 3 = 1 of 2.
    """
    assert item_statistics(patterns("0111", "1110", "1100", "0000"))["q1"].efficiency == 0
    assert item_statistics(patterns("1111", "0110", "1100", "0000"))["q1"].efficiency == 50


def test_a_question_right_for_the_weak_only_has_a_negative_index_and_no_weight() -> None:
    found = item_statistics(patterns("0111", "0110", "1100", "1000"))["q1"]
    assert found.discrimination is not None
    assert found.discrimination < 0
    assert found.efficiency is not None
    assert found.efficiency < 0


def test_what_everybody_gets_has_a_facility_and_no_index() -> None:
    found = item_statistics(patterns("111", "110", "100", "100"))["q1"]
    assert found.facility == 1
    assert found.deviation == 0
    assert found.discrimination is None
    assert found.efficiency is None


def test_where_nothing_varies_there_is_no_weight() -> None:
    found = item_statistics(patterns("10", times=MIN_ATTEMPTS))
    assert [one.weight for one in found.values()] == [None, None]


def test_a_negative_covariance_has_no_weight_and_the_others_share_it_all() -> None:
    found = item_statistics(patterns("0111", "0111", "1000", "1000"))
    assert found["q1"].weight is None
    assert [found[name].weight for name in ("q2", "q3", "q4")] == [pytest.approx(100 / 3)] * 3


def test_below_thirty_attempts_every_figure_is_withheld_with_the_reason() -> None:
    found = item_statistics(patterns("10", times=MIN_ATTEMPTS - 1))["q1"]
    assert found.withheld == "29 of the 30 attempts that a figure needs"
    assert (found.facility, found.deviation, found.discrimination) == (None, None, None)
    assert (found.efficiency, found.weight, found.by_third) == (None, None, (None, None, None))
    assert not item_statistics(patterns("10", times=MIN_ATTEMPTS))["q1"].withheld


def test_a_drawn_question_is_judged_by_the_attempts_that_had_it() -> None:
    rows = [{1: 1, 2: 1}, {1: 0, 2: 0}] * 15 + [{2: 1, 3: 1}] * 10
    found = item_statistics(sampled(rows))
    assert found["q1"].attempts == 30
    assert found["q1"].facility == Fraction(1, 2)
    assert found["q2"].attempts == 40
    assert found["q3"].withheld


def test_versions_of_one_question_never_mix() -> None:
    old = patterns("1", times=30)
    new = [
        replace(one, items=tuple(replace(part, version="new") for part in one.items))
        for one in patterns("0", times=30)
    ]
    found = item_statistics(old + new)
    assert {name: one.facility for name, one in found.items()} == {"q1": 1, "new": 0}
    assert {one.question_id for one in found.values()} == {"q1"}


def test_the_facility_rises_by_thirds_where_a_question_measures() -> None:
    found = item_statistics(patterns("111", "110", "000", times=10))["q2"]
    assert list(found.by_third) == [0, 1, 1]


@settings(max_examples=40, deadline=None)
@given(MATRICES)
def test_figures_are_those_of_the_statistics_module(rows: list[tuple[Fraction, ...]]) -> None:
    found = item_statistics(of(rows))
    for place in range(len(rows[0])):
        mine = [float(row[place]) for row in rows]
        rest = [float(sum(row) - row[place]) for row in rows]
        one = found[f"q{place + 1}"]
        assert one.facility == pytest.approx(statistics.mean(mine) / 2)
        assert one.deviation == pytest.approx(statistics.stdev(mine))
        if len(set(mine)) == 1 or len(set(rest)) == 1:
            assert one.discrimination is None
            assert one.efficiency is None
        else:
            assert one.discrimination == pytest.approx(
                100 * statistics.correlation(mine, rest), abs=1e-9
            )
            best = statistics.covariance(sorted(mine), sorted(rest))
            assert one.efficiency == pytest.approx(
                100 * statistics.covariance(mine, rest) / best, abs=1e-9
            )


@settings(max_examples=40, deadline=None)
@given(MATRICES, st.integers(2, 7))
def test_worth_more_marks_a_question_is_judged_the_same(
    rows: list[tuple[Fraction, ...]], factor: int
) -> None:
    plain = item_statistics(of(rows))
    scaled = item_statistics(
        [attempt(*(factor * part for part in row), marks=[2 * factor] * len(row)) for row in rows]
    )
    for name, one in plain.items():
        other = scaled[name]
        assert (one.facility, one.efficiency) == (other.facility, other.efficiency)
        assert one.by_third == other.by_third
        assert other.discrimination == pytest.approx(one.discrimination)
        assert other.weight == pytest.approx(one.weight)
        assert one.deviation is not None
        assert other.deviation == pytest.approx(factor * one.deviation)


@settings(max_examples=40, deadline=None)
@given(MATRICES, st.randoms(use_true_random=False))
def test_the_order_of_attempts_never_shows(
    rows: list[tuple[Fraction, ...]], chance: object
) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)  # type: ignore[attr-defined] # a random.Random of hypothesis
    assert item_statistics(of(shuffled)) == item_statistics(of(rows))


@settings(max_examples=40, deadline=None)
@given(MATRICES)
def test_indexes_stay_within_their_bounds(rows: list[tuple[Fraction, ...]]) -> None:
    weights = []
    for one in item_statistics(of(rows)).values():
        assert one.discrimination is None or -100 <= one.discrimination <= 100
        assert one.efficiency is None or one.efficiency <= 100
        if one.weight is not None:
            weights.append(one.weight)
    assert not weights or sum(weights) == pytest.approx(100)
