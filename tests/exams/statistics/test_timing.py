"""The time a question takes is read from the saves, and only where they tell it."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from exams.statistics.timing import (
    Change,
    Spent,
    median_time,
    rapid_rate,
    time_spent,
    timings,
)
from tests.exams.statistics.made import one_item, seconds

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def change(save_no: int, name: str, after: float) -> Change:
    return Change(save_no=save_no, question_id=name, at=NINE + seconds(after))


def test_the_time_since_the_save_before_belongs_to_the_question_saved() -> None:
    spent = time_spent(NINE, [change(1, "q1", 40), change(2, "q2", 42)])
    assert spent == {
        "q1": Spent(whole=seconds(40), first=seconds(40)),
        "q2": Spent(whole=seconds(2), first=seconds(2)),
    }


def test_coming_back_adds_to_the_whole_and_not_to_the_first() -> None:
    spent = time_spent(NINE, [change(1, "q1", 30), change(2, "q2", 50), change(3, "q1", 60)])
    assert spent["q1"] == Spent(whole=seconds(40), first=seconds(30))


def test_answers_saved_together_do_not_tell_how_the_time_was_parted() -> None:
    together = [change(1, "q1", 300), change(1, "q2", 300), change(2, "q3", 310)]
    assert time_spent(NINE, together) == {"q3": Spent(whole=seconds(10), first=seconds(10))}
    later = [*together, change(3, "q1", 330)]
    assert time_spent(NINE, later)["q1"] == Spent(whole=seconds(20), first=None)


def test_the_order_of_the_rows_does_not_matter() -> None:
    changes = [change(1, "q1", 30), change(2, "q2", 50), change(3, "q1", 60)]
    assert time_spent(NINE, reversed(changes)) == time_spent(NINE, changes)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 500)), max_size=12))
def test_no_time_is_counted_twice(steps: list[tuple[str, int]]) -> None:
    changes, after = [], 0
    for number, (name, took) in enumerate(steps, start=1):
        after += took
        changes.append(change(number, name, after))
    spent = time_spent(NINE, changes)
    assert sum((one.whole for one in spent.values()), seconds(0)) == seconds(after)


def test_the_median_is_the_middle_one_or_between_the_middle_two() -> None:
    assert median_time([seconds(9), seconds(1), seconds(5)]) == seconds(5)
    assert median_time([seconds(9), seconds(1), seconds(5), seconds(6)]) == seconds(5.5)


def test_answers_in_less_than_three_seconds_are_rapid_and_three_are_not() -> None:
    assert rapid_rate([seconds(2.9), seconds(3), seconds(60)]) == Fraction(1, 3)
    assert rapid_rate([]) is None


def test_timings_need_thirty_attempts_that_tell_the_time() -> None:
    timed = [one_item(spent=seconds(n), first=seconds(n)) for n in range(1, 31)]
    untimed = [one_item()] * 40
    found = timings(timed + untimed)["q1"]
    assert (found.attempts, found.median, found.rapid) == (30, seconds(15.5), Fraction(2, 30))
    few = timings(timed[1:] + untimed)["q1"]
    assert (few.median, few.rapid) == (None, None)
    assert few.withheld == "29 of the 30 attempts that a figure needs"
