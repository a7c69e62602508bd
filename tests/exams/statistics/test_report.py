"""Reports for programs, spreadsheets and terminals: the figures, and nothing of the key."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from exams.statistics.advice import Expectation
from exams.statistics.records import AttemptRecord
from exams.statistics.report import (
    COLUMNS,
    HEAD,
    as_csv,
    as_json,
    exam_plots,
    labels,
    table_rows,
)
from exams.statistics.summary import ExamStatistics, exam_statistics
from tests.exams.statistics.made import GUTTMAN, item, patterns, question, seconds

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def found() -> ExamStatistics:
    return exam_statistics(
        patterns(*GUTTMAN),
        [
            question(name, expected=Expectation(right=frozenset("c")))
            for name in ("q1", "q2", "q3")
        ],
        exam="demo",
        title="Demo",
        pass_percentage=70,
        at=NOW,
    )


def test_json_says_the_figures_in_plain_numbers(found: ExamStatistics) -> None:
    said = json.loads(json.dumps(as_json(found)))
    assert (said["exam"], said["attempts"], said["passed"]) == ("demo", 32, 16)
    assert said["reliability"]["alpha"] == said["reliability"]["kr20"] == 0.75
    assert said["reliability"]["isEstimate"] is False
    second = said["questions"][1]
    assert second["facility"] == 0.5
    assert second["discrimination"] == 70.710678
    assert second["facilityByThird"] == [0.0, 0.5, 1.0]
    assert second["exposure"] == {"papers": 32, "ofPapers": 32, "rate": 1.0}
    assert second["time"] == {"attempts": 0, "median": None, "rapidRate": None}


def test_json_holds_neither_options_nor_what_is_right(found: ExamStatistics) -> None:
    """Counts of options tell the key as surely as the key itself."""
    said = as_json(found)
    assert all(" of q" not in text for text in texts_in(said)), "the texts of the options"
    questions = said["questions"]
    assert isinstance(questions, list)
    assert {name for one in questions for name in one} == {
        *("id", "version", "type", "current", "otherVersions", "attempts", "facility"),
        *("facilityByThird", "deviation", "discrimination", "efficiency", "weight"),
        *("exposure", "time", "flags", "withheld"),
    }
    flags = [flag for one in questions for flag in one["flags"]]
    assert flags, "an unloved option is among them"
    assert {name for flag in flags for name in flag} == {"flag", "advice"}


def texts_in(value: object) -> list[str]:
    """Give every text and every name in a JSON value."""
    if isinstance(value, dict):
        return [*value, *(text for one in value.values() for text in texts_in(one))]
    if isinstance(value, list):
        return [text for one in value for text in texts_in(one)]
    return [value] if isinstance(value, str) else []


def test_withheld_figures_are_null_and_say_why() -> None:
    few = exam_statistics(
        patterns("11", times=3), [question("q1")], exam="d", title="D", pass_percentage=70, at=NOW
    )
    said = as_json(few)
    assert said["mean"] is None
    assert said["withheld"] == "3 of the 30 attempts that a figure needs"
    assert exam_plots(few) == ()


def test_the_spreadsheet_has_a_line_for_every_question_version(found: ExamStatistics) -> None:
    head, *rows = csv.reader(io.StringIO(as_csv([found, found])))
    assert tuple(head) == COLUMNS
    assert len(rows) == 6
    assert all(len(row) == len(COLUMNS) for row in rows)
    first = dict(zip(head, rows[0], strict=True))
    assert (first["exam"], first["question"], first["facility"]) == ("demo", "q1", "0.75")


def test_a_name_that_a_spreadsheet_would_take_for_a_formula_is_made_text() -> None:
    attempts = [AttemptRecord(items=(item("=SUM(A1)"),), passed=True)]
    found = exam_statistics(
        attempts, [question("=SUM(A1)")], exam="d", title="D", pass_percentage=70, at=NOW
    )
    assert "'=SUM(A1)" in as_csv([found])


def test_questions_are_numbered_and_older_versions_lettered() -> None:
    attempts = [
        AttemptRecord(
            items=(item("new", question_id="q1"), item("q2"), item("old", question_id="q1")),
            passed=True,
        )
    ]
    found = exam_statistics(
        attempts,
        [
            question("q1", version="new"),
            question("q1", version="old", is_current=False),
            question("q2"),
        ],
        exam="d",
        title="D",
        pass_percentage=70,
        at=NOW,
    )
    assert labels(found) == {"new": "1", "old": "1b", "q2": "2"}
    assert [row[2] for row in table_rows(found)] == ["new", "old (old)", "q2"]


def test_rows_of_the_terminal_fit_their_head(found: ExamStatistics) -> None:
    rows = table_rows(found)
    assert {len(row) for row in rows} == {len(HEAD)}
    assert rows[1][:6] == ("2", "q2", "q2", "32", "50.0 %", "70.7")


def test_the_plots_of_an_exam_are_its_scores_and_its_questions(found: ExamStatistics) -> None:
    scores, questions = exam_plots(found)
    assert (scores.name, questions.name) == ("scores", "questions")
    assert [row[0] for row in questions.rows] == ["1", "2", "3"]


def test_times_are_seconds() -> None:
    attempts = [
        AttemptRecord(items=(item("q1", spent=seconds(41), first=seconds(2)),), passed=True)
    ] * 30
    found = exam_statistics(
        attempts, [question("q1")], exam="d", title="D", pass_percentage=70, at=NOW
    )
    assert found.questions[0].timing.rapid == Fraction(1)
    assert '"median": 41.0, "rapidRate": 1.0' in json.dumps(as_json(found))
