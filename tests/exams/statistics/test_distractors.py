"""Who chose what, by thirds."""

from __future__ import annotations

from fractions import Fraction

from exams.statistics.distractors import option_table
from exams.statistics.records import AttemptRecord
from tests.exams.statistics.made import item


def attempts(*choices: tuple[str, int]) -> list[AttemptRecord]:
    """Make attempts that chose an option at `q1` and earned so much of ten at `q2`."""
    return [
        AttemptRecord(
            items=(
                item("q1", 0, chosen=tuple(chosen), answered=bool(chosen)),
                item("q2", Fraction(earned), marks=10),
            ),
            passed=True,
        )
        for chosen, earned in choices
    ]


def test_choices_are_counted_in_each_third() -> None:
    table = option_table(attempts(*[("a", 9), ("b", 5), ("", 1)] * 10), "q1", "abc")
    assert [(one.option, one.by_third, one.chosen) for one in table.options] == [
        ("a", (0, 0, 10), 10),
        ("b", (0, 10, 0), 10),
        ("c", (0, 0, 0), 0),
    ]
    assert table.left_open == (10, 0, 0)
    assert table.sizes == (10, 10, 10)


def test_several_ticks_count_for_each_option() -> None:
    table = option_table(attempts(*[("ab", 9)] * 30), "q1", "abc")
    assert [one.chosen for one in table.options] == [30, 30, 0]


def test_attempts_without_the_question_are_passed_over() -> None:
    others = [AttemptRecord(items=(item("q9"),), passed=True)] * 50
    table = option_table(attempts(*[("a", 9)] * 30) + others, "q1", "ab")
    assert table.attempts == sum(table.sizes) == 30


def test_few_attempts_are_withheld_since_they_would_show_a_person() -> None:
    table = option_table(attempts(*[("a", 9)] * 29), "q1", "ab")
    assert table.withheld
    assert (table.options, table.sizes, table.left_open) == ((), (0, 0, 0), (0, 0, 0))


def test_an_option_that_the_version_does_not_have_is_not_invented() -> None:
    table = option_table(attempts(*[("z", 9)] * 30), "q1", "ab")
    assert [one.option for one in table.options] == ["a", "b"]
