"""Thirds by score: about equal, fair to ties, blind to order."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from exams.statistics.thirds import Third, thirds

SHARES = st.lists(st.integers(0, 10).map(lambda n: Fraction(n, 10)), min_size=1, max_size=60)


def test_different_scores_part_into_equal_thirds() -> None:
    scores = [Fraction(n, 31) for n in range(31)]
    assert Counter(thirds(scores)) == {Third.LOWER: 10, Third.MIDDLE: 11, Third.UPPER: 10}
    assert Counter(thirds(scores[:30])) == dict.fromkeys(Third, 10)


def test_equal_scores_are_never_parted() -> None:
    assert thirds([Fraction(1, 2)] * 5) == [Third.MIDDLE] * 5
    assert thirds([Fraction(1), Fraction(0), Fraction(1), Fraction(0)]) == [
        Third.UPPER,
        Third.LOWER,
        Third.UPPER,
        Third.LOWER,
    ]


@settings(deadline=None)
@given(SHARES)
def test_a_better_score_is_never_in_a_lower_third(shares: list[Fraction]) -> None:
    ranked = sorted(zip(shares, thirds(shares), strict=True))
    assert [place for _, place in ranked] == sorted(place for _, place in ranked)


@settings(deadline=None)
@given(SHARES)
def test_turned_round_the_thirds_turn_round(shares: list[Fraction]) -> None:
    turned = thirds([1 - share for share in shares])
    assert turned == [Third(2 - place) for place in thirds(shares)]
