"""Flags: each at its bound, with words that tell nothing of the key."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from exams.statistics.advice import Advice, Expectation, Flag, advise
from exams.statistics.exposure import Exposure
from exams.statistics.timing import Timing
from tests.exams.statistics.made import figures, seconds, table

if TYPE_CHECKING:
    from exams.statistics.distractors import OptionTable
    from exams.statistics.items import ItemStatistics

ALIVE = table(a=(10, 20, 30), b=(10, 6, 2), c=(8, 5, 1), d=(5, 3, 0))
RIGHT = Expectation(right=frozenset("a"), rate=Fraction(1, 2), pace=seconds(60))
EVEN = Exposure(papers=50, of_papers=100)
QUICK = Timing(attempts=100, median=seconds(45))


def found(
    item: ItemStatistics | None = None,
    options: OptionTable = ALIVE,
    exposure: Exposure = EVEN,
    timing: Timing = QUICK,
    expected: Expectation = RIGHT,
) -> list[Advice]:
    return list(advise(item or figures(), options, exposure, timing, expected))


def flags(*args: object, **more: object) -> list[Flag]:
    return [one.flag for one in found(*args, **more)]  # type: ignore[arg-type] # as `found`


def test_an_ordinary_question_has_no_flag() -> None:
    assert found() == []


def test_a_negative_index_beyond_its_error_says_that_the_key_is_probably_wrong() -> None:
    """Of a hundred attempts the error of the index is 10."""
    assert flags(figures(discrimination=-10.1)) == [Flag.NEGATIVE_DISCRIMINATION]
    assert flags(figures(discrimination=-10.0)) == []
    assert flags(figures(discrimination=-10.1, attempts=30)) == []
    [advice] = found(figures(discrimination=-30.0))
    assert "key is wrong" in advice.message


def test_the_option_that_the_upper_third_prefers_to_the_key_stands_beside_the_flag() -> None:
    wrong = table(a=(20, 10, 6), b=(6, 14, 26), c=(8, 5, 1), d=(5, 3, 0))
    [advice] = found(figures(discrimination=-30.0), wrong)
    assert advice.options == ("b",)
    assert "counts as wrong" in advice.message
    [plain] = found(figures(discrimination=-30.0))
    assert plain.options == ()


def test_too_hard_is_below_what_blind_ticking_earns() -> None:
    assert flags(figures(facility=Fraction(249, 1000))) == [Flag.TOO_HARD]
    assert flags(figures(facility=Fraction(1, 4))) == []


def test_too_easy_is_above_ninety_five_percent() -> None:
    assert flags(figures(facility=Fraction(951, 1000))) == [Flag.TOO_EASY]
    assert flags(figures(facility=Fraction(95, 100))) == []


def test_a_wrong_option_that_fewer_than_five_in_a_hundred_chose_is_dead() -> None:
    dead = table(a=(10, 20, 30), b=(10, 6, 2), c=(4, 0, 0), d=(3, 2, 0))
    [advice] = found(options=dead)
    assert advice.flag is Flag.DEAD_DISTRACTOR
    assert advice.options == ("c",)
    [two] = found(options=table(a=(30, 30, 30), c=(0, 0, 0), d=(0, 0, 0)))
    assert two.message.startswith("2 wrong options")


def test_a_right_option_nobody_chose_is_not_called_dead() -> None:
    unloved = table(a=(0, 0, 0), b=(10, 6, 2), c=(8, 5, 1), d=(5, 3, 0))
    assert flags(options=unloved) == []


def test_where_nearly_everybody_is_right_wrong_options_need_no_flag_of_their_own() -> None:
    dead = table(a=(32, 33, 33), b=(1, 0, 0), c=(0, 0, 0), d=(0, 0, 0))
    assert flags(figures(facility=Fraction(98, 100)), dead) == [Flag.TOO_EASY]


def test_over_exposed_is_half_as_often_again_as_an_even_draw() -> None:
    assert flags(exposure=Exposure(papers=76, of_papers=100)) == [Flag.OVER_EXPOSED]
    assert flags(exposure=Exposure(papers=75, of_papers=100)) == []
    assert flags(exposure=Exposure(papers=29, of_papers=29)) == []


def test_a_question_that_must_be_on_every_paper_is_not_over_exposed() -> None:
    always = Expectation(right=frozenset("a"), rate=Fraction(1))
    assert flags(exposure=Exposure(papers=100, of_papers=100), expected=always) == []
    retired = Expectation(right=frozenset("a"), rate=None)
    assert flags(exposure=Exposure(papers=100, of_papers=100), expected=retired) == []


def test_slow_is_more_than_twice_an_even_part_of_the_time() -> None:
    assert flags(timing=Timing(attempts=100, median=seconds(121))) == [Flag.SLOW]
    assert flags(timing=Timing(attempts=100, median=seconds(120))) == []
    unlimited = Expectation(right=frozenset("a"), rate=Fraction(1, 2))
    assert flags(timing=Timing(attempts=100, median=seconds(999)), expected=unlimited) == []


def test_withheld_figures_give_no_flag() -> None:
    nothing = figures(facility=None, discrimination=None, attempts=12, withheld="12 of 30")
    silent = Timing(attempts=0, withheld="0 of 30")
    assert flags(nothing, ALIVE, Exposure(papers=12, of_papers=12), silent) == []


@pytest.mark.parametrize("options", [("b",), ("b", "c")])
def test_neither_flags_nor_expectations_print_what_is_right(options: tuple[str, ...]) -> None:
    advice = Advice(flag=Flag.DEAD_DISTRACTOR, message="Look.", options=options)
    assert repr(advice) == f"Advice(flag={Flag.DEAD_DISTRACTOR!r}, message='Look.')"
    assert "frozenset" not in repr(RIGHT)
