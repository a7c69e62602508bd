"""Make finished attempts for tests of statistics."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from exams.bank import Option, PublicQuestion
from exams.statistics.distractors import OptionCount, OptionTable
from exams.statistics.items import ItemStatistics
from exams.statistics.records import AttemptRecord, ItemRecord
from exams.statistics.summary import QuestionVersion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

GUTTMAN = ("111", "110", "100", "000")
"""Three questions, each harder than the one before, and four people who differ in nothing else."""


def attempt(*earned: Fraction | int, marks: Sequence[int] = (), start: int = 1) -> AttemptRecord:
    """Make an attempt at questions `q1`, `q2` and so on, each at one version of the same name."""
    worth = marks or [1] * len(earned)
    return AttemptRecord(
        items=tuple(
            item(f"q{number}", Fraction(part), marks=one)
            for number, (part, one) in enumerate(zip(earned, worth, strict=True), start=start)
        ),
        passed=2 * sum(earned) >= sum(worth),
    )


def item(name: str, earned: Fraction | int = 1, *, marks: int = 1, **more: Any) -> ItemRecord:
    return ItemRecord(
        question_id=more.pop("question_id", name),
        version=name,
        marks=marks,
        earned=Fraction(earned),
        **more,
    )


def one_item(name: str = "q1", **more: Any) -> AttemptRecord:
    return AttemptRecord(items=(item(name, **more),), passed=True)


def patterns(*lines: str, times: int = 8) -> list[AttemptRecord]:
    """Make attempts of right (1) and wrong (0) answers, each pattern so many times."""
    return [attempt(*map(int, line)) for _ in range(times) for line in lines]


def sampled(rows: Sequence[Mapping[int, int]]) -> list[AttemptRecord]:
    """Make attempts at different papers: earned marks by the number of the question."""
    return [
        AttemptRecord(
            items=tuple(item(f"q{number}", earned) for number, earned in row.items()), passed=True
        )
        for row in rows
    ]


def figures(**more: Any) -> ItemStatistics:
    """Make statistics of an ordinary question that 100 attempts had."""
    ordinary: dict[str, Any] = {
        "question_id": "q1",
        "version": "v1",
        "attempts": 100,
        "facility": Fraction(6, 10),
        "deviation": 0.49,
        "discrimination": 35.0,
        "efficiency": Fraction(42),
        "weight": 5.0,
        "by_third": (Fraction(3, 10), Fraction(6, 10), Fraction(9, 10)),
    }
    return ItemStatistics(**{**ordinary, **more})


def table(**options: tuple[int, int, int]) -> OptionTable:
    """Make an option table whose thirds are about a third of 100 attempts."""
    return OptionTable(
        attempts=100,
        sizes=(33, 34, 33),
        options=tuple(
            OptionCount(option=name, by_third=counts) for name, counts in options.items()
        ),
    )


def question(
    name: str = "q1", *, version: str = "", is_current: bool = True, **more: Any
) -> QuestionVersion:
    public = PublicQuestion(
        id=name,
        type="single-answer",
        text=f"What is {name}?",
        marks=1,
        options=tuple(Option(id=letter, text=f"{letter} of {name}") for letter in "abcd"),
    )
    return QuestionVersion(public=public, version=version or name, is_current=is_current, **more)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)
