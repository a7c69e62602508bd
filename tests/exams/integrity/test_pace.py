"""Rapid answers and sudden jumps, at their bounds."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from exams.integrity.pace import rapid_answers, sudden_jumps
from exams.integrity.records import Kind
from tests.exams.integrity.made import HOUR, NINE, watched

if TYPE_CHECKING:
    from typing import Any

    from exams.integrity.records import Watched

FAST, SLOW = timedelta(seconds=2), timedelta(seconds=40)


def answers(rapid: int, slow: int, **more: Any) -> Watched:
    return watched(firsts=(FAST,) * rapid + (SLOW,) * slow, **more)


def test_a_pass_with_two_fifths_of_its_answers_faster_than_reading_is_noticed() -> None:
    [signal] = rapid_answers([answers(4, 6)])
    assert (signal.kind, signal.attempt_id, signal.other_id) == (Kind.RAPID_ANSWERS, "a", "")
    assert signal.details == {"rapid": 4, "timed": 10}
    assert rapid_answers([answers(3, 7)]) == []


def test_a_few_timed_answers_are_no_pattern() -> None:
    assert rapid_answers([answers(7, 0)]) == []
    assert rapid_answers([answers(8, 0)])
    assert rapid_answers([watched()]) == []


def test_who_fails_by_guessing_has_gained_nothing() -> None:
    assert rapid_answers([answers(10, 0, passed=False)]) == []
    assert rapid_answers([answers(10, 0, is_recent=False)]) == []


def sat_twice(before: int, after: int, *, wait: timedelta, **more: Any) -> list[Watched]:
    """Make two attempts with these percents, so long one after the other."""
    second = NINE + HOUR / 2 + wait
    return [
        watched("first", share=Fraction(before, 100), passed=False),
        watched("second", share=Fraction(after, 100), start=(second - NINE) / HOUR, **more),
    ]


def test_a_rise_by_two_fifths_within_three_days_is_noticed() -> None:
    days = timedelta(days=3)
    [signal] = sudden_jumps(sat_twice(35, 75, wait=days))
    assert (signal.attempt_id, signal.other_id) == ("second", "first")
    assert signal.details == {"before": 35, "after": 75}
    assert sudden_jumps(sat_twice(36, 75, wait=days)) == []
    assert sudden_jumps(sat_twice(35, 75, wait=days + timedelta(minutes=1))) == []


def test_a_jump_that_does_not_pass_and_one_of_another_person_are_not() -> None:
    assert sudden_jumps(sat_twice(10, 60, wait=HOUR, passed=False)) == []
    assert sudden_jumps(sat_twice(10, 60, wait=HOUR, person=2)) == []
    assert len(sudden_jumps(sat_twice(10, 60, wait=HOUR))) == 1
