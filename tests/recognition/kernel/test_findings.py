"""Findings: one line that editors open, one JSON form, and near misses named."""

from __future__ import annotations

import json

import pytest

from recognition.kernel.findings import Finding, Severity, suggestion

FINDING = Finding(
    file="exams/cli.md",
    line=12,
    code="unknown-type",
    severity=Severity.ERROR,
    message="there is no question type 'essay'",
)


def test_a_finding_reads_as_a_link() -> None:
    assert str(FINDING) == (
        "exams/cli.md:12: error: there is no question type 'essay' [unknown-type]"
    )


def test_the_outside_form_has_the_promised_names() -> None:
    assert json.loads(json.dumps(FINDING.as_json())) == {
        "file": "exams/cli.md",
        "line": 12,
        "code": "unknown-type",
        "severity": "error",
        "message": "there is no question type 'essay'",
    }


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("cuont", "; did you mean 'count'?"),
        ("COUNT", "; did you mean 'count'?"),
        ("recognition_mod", "; did you mean 'RECOGNITION_MODE'?"),
        ("pears", ""),
        ("", ""),
    ],
)
def test_a_near_miss_is_named_in_its_own_spelling(word: str, said: str) -> None:
    assert suggestion(word, ("count", "distinct", "RECOGNITION_MODE")) == said


def test_nothing_known_suggests_nothing() -> None:
    assert suggestion("count", ()) == ""
