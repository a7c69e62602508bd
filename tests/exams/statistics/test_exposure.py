"""How often a question was shown, counted only while it could be."""

from __future__ import annotations

from fractions import Fraction

from exams.statistics.exposure import exposures
from tests.exams.statistics.made import sampled


def test_the_rate_is_the_share_of_papers() -> None:
    found = exposures(sampled([{1: 1, 2: 1}, {1: 1, 3: 1}, {1: 1, 2: 0}]))
    assert found["q1"].rate == 1
    assert found["q2"].rate == Fraction(2, 3)


def test_papers_before_and_after_a_version_do_not_count_against_it() -> None:
    rows = [{1: 1}] * 10 + [{2: 1}, {1: 1}, {2: 1}] + [{3: 1}] * 10
    found = exposures(sampled(rows))
    assert (found["q2"].papers, found["q2"].of_papers) == (2, 3)
    assert (found["q3"].papers, found["q3"].of_papers) == (10, 10)


def test_nothing_was_shown_to_nobody() -> None:
    assert exposures([]) == {}
