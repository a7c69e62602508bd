"""One figure for a certification: the mean of its exams, exact."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from exams.composite import composite
from exams.grading import Score


def score(earned: int | Fraction, possible: int) -> Score:
    return Score(earned=Fraction(earned), possible=possible, pass_percentage=70)


def test_five_exams_weigh_a_fifth_each_however_many_marks_they_have() -> None:
    found = composite(
        {
            "cli": score(35, 50),
            "models": score(49, 49),
            "server": score(28, 35),
            "ui": score(40, 50),
            "extensibility": score(Fraction(140, 3), 60),
        }
    )
    assert (
        found.share
        == (Fraction(35, 50) + 1 + Fraction(28, 35) + Fraction(40, 50) + Fraction(140, 180)) / 5
    )
    assert (found.percent, found.weight) == ("81.55", "20 %")


def test_it_is_cut_off_and_never_rounded_up() -> None:
    assert composite({"a": score(2, 3)}).percent == "66.66"


def test_before_all_are_passed_there_is_none() -> None:
    found = composite({"a": score(3, 3), "b": None})
    assert (found.exams, found.passed, found.share, found.percent) == (2, 1, None, "")
    assert composite({}).share is None


def test_a_weight_that_is_no_whole_percentage_is_said_as_a_fraction() -> None:
    assert composite(dict.fromkeys("abc")).weight == "1/3"


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(60, 90)), min_size=1, max_size=6))
def test_it_lies_between_the_worst_and_the_best(scores: list[tuple[int, int]]) -> None:
    found = composite({str(n): score(e, p) for n, (e, p) in enumerate(scores)})
    assert found.share is not None
    shares = [Fraction(e, p) for e, p in scores]
    assert min(shares) <= found.share <= max(shares)
