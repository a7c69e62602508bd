"""An exam's figures together: withheld as one, versions apart and linked."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from exams.statistics.advice import Expectation, Flag
from exams.statistics.records import AttemptRecord
from exams.statistics.summary import ExamStatistics, exam_statistics
from tests.exams.statistics.made import item, patterns, question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exams.statistics.summary import QuestionVersion

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def summary(attempts: Sequence[AttemptRecord], *questions: QuestionVersion) -> ExamStatistics:
    return exam_statistics(
        attempts, questions, exam="demo", title="Demo", pass_percentage=70, at=NOW
    )


def test_scores_and_passes_are_counted() -> None:
    found = summary(patterns("11", "10", "00", times=10), question("q1"), question("q2"))
    assert (found.attempts, found.passed, found.mean) == (30, 20, Fraction(1, 2))
    assert found.shares[0] == 0
    assert found.shares[-1] == 1
    assert found.reliability.alpha is not None
    assert list(found.by_form.values()) == [found.reliability]


def test_few_attempts_show_nobodys_score() -> None:
    found = summary(patterns("11", times=29), question("q1"), question("q2"))
    assert (found.passed, found.shares, found.mean, found.deviation) == (None, (), None, None)
    assert found.withheld == "29 of the 30 attempts that a figure needs"
    assert found.attempts == 29


def test_an_exam_that_nobody_sat_has_no_figures_and_no_error() -> None:
    found = summary([], question("q1"))
    assert (found.attempts, found.questions) == (0, ())


def test_versions_stand_apart_and_name_each_other() -> None:
    old = [AttemptRecord(items=(item("v1", 0, question_id="q1"),), passed=False)] * 30
    new = [AttemptRecord(items=(item("v2", 1, question_id="q1"),), passed=True)] * 30
    found = summary(
        old + new,
        question("q1", version="v2"),
        question("q1", version="v1", is_current=False),
        question("q1", version="v0", is_current=False),
    )
    assert [(one.question.version, one.others) for one in found.questions] == [
        ("v2", ("v1",)),
        ("v1", ("v2",)),
    ]
    assert [one.item.facility for one in found.questions] == [1, 0]


def test_flagged_questions_are_listed() -> None:
    attempts = patterns("11", "10", "10", times=12)
    found = summary(attempts, question("q1"), question("q2"))
    assert [one.question.public.id for one in found.flagged] == ["q1"]
    assert [one.flag for one in found.flagged[0].advice] == [Flag.TOO_EASY]


def test_the_printed_form_holds_no_key() -> None:
    expected = Expectation(right=frozenset({"rightmost"}))
    found = summary(patterns("11", "00", times=15), question("q1", expected=expected))
    assert found.questions
    assert "rightmost" not in repr(found)
