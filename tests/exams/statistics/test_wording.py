"""Figures in words, the same everywhere."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from exams.statistics.wording import coefficient, percent, points, seconds


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (percent(Fraction(2, 3)), "66.7 %"),
        (percent(None), "–"),
        (points(-12.34), "−12.3"),
        (points(-0.04), "0.0"),
        (points(Fraction(85, 2)), "42.5"),
        (points(None), "–"),
        (coefficient(Fraction(3, 4)), "0.75"),
        (coefficient(-0.001), "0.00"),
        (coefficient(None), "–"),
        (seconds(timedelta(seconds=41.4)), "41 s"),
        (seconds(None), "–"),
    ],
)
def test_a_figure_reads_so(said: str, words: str) -> None:
    assert said == words
