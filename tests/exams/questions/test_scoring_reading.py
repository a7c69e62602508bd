from __future__ import annotations

from fractions import Fraction

import pytest

from exams.formats.fields import Fields
from exams.questions.scoring import FOR_ONE_TICK, FOR_ORDER, FOR_TICKS, Scoring, ScoringPolicy
from exams.questions.scoring_reading import read_scoring
from recognition.kernel.findings import Finding
from recognition.kernel.yaml import read_yaml


def reading(
    text: str, allowed: tuple[ScoringPolicy, ...] = FOR_TICKS
) -> tuple[Scoring | None, list[Finding]]:
    document = read_yaml(text, file="bank.md")
    fields = Fields(document=document, path=(), value=document.value, findings=[])
    return read_scoring(fields, allowed, where="q1"), fields.findings


@pytest.mark.parametrize(
    "spelling", ["net-correct", "netCorrect", "net_correct", "Net-Correct", '" net-correct "']
)
def test_a_policy_is_named_in_any_spelling(spelling: str) -> None:
    assert reading(f"scoring: {spelling}") == (Scoring(policy=ScoringPolicy.NET_CORRECT), [])


def test_without_the_key_it_is_all_or_nothing() -> None:
    assert reading("id: q1") == (Scoring(policy=ScoringPolicy.ALL_OR_NOTHING), [])


def test_values_are_exact_shares() -> None:
    scoring, findings = reading(
        'scoring:\n  policy: mapping\n  values: {a: "1/3", b: "2/3", c: "-0.5", d: 0}\n'
        '  default: "-1/4"\n  lower: "0"\n  upper: 1\n'
    )
    assert findings == []
    assert scoring == Scoring(
        policy=ScoringPolicy.MAPPING,
        values={
            "a": Fraction(1, 3), "b": Fraction(2, 3), "c": Fraction(-1, 2), "d": Fraction(0)
        },
        default=Fraction(-1, 4),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("scoring: net-corect", 1, "no policy 'net-corect'; did you mean 'net-correct'"),
        ("scoring: absolute-position", 1, "is no policy of this type"),
        ("scoring: weighted", 1, "needs values"),
        ("scoring: 5", 1, "must name a policy: all-or-nothing, net-correct"),
        ("scoring:\n  values: {a: 1}", 1, "must name a policy"),
        ("scoring:\n  policy: weighted", 1, "'values' must say"),
        ("scoring:\n  policy: weighted\n  values: []", 3, "'values' must say"),
        ("scoring:\n  policy: weighted\n  values:\n    a: '1'\n    b: nan", 5, "'b' is 'nan'"),
        ("scoring:\n  policy: weighted\n  values: {a: inf}", 3, "share from -1 to 1"),
        ("scoring:\n  policy: weighted\n  values: {a: 2}", 3, "'a' is '2'"),
        ("scoring:\n  policy: weighted\n  values: {a: '1/0'}", 3, "'a' is '1/0'"),
        ("scoring:\n  policy: weighted\n  values: {a: '1e9'}", 3, "'a' is '1e9'"),
        ("scoring:\n  policy: weighted\n  values: {a: true}", 3, "'a' is 'True'"),
        ("scoring:\n  policy: weighted\n  values: {a: '0.1234567'}", 3, "'a' is"),
        ("scoring:\n  policy: mapping\n  values: {a: 1}\n  lower: '-1'", 4, "from 0 to 1"),
        ("scoring:\n  policy: mapping\n  values: {a: 1}\n  upper: '3'", 4, "from 0 to 1"),
        ("scoring:\n  policy: mapping\n  values: {a: 1}\n  lower: 1", 4, "less than 'upper'"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(text: str, line: int, problem: str) -> None:
    scoring, findings = reading(text)
    assert [(finding.line, finding.code) for finding in findings] == [(line, "scoring")]
    assert findings[0].message.startswith("q1: ")
    assert problem in findings[0].message
    if "lower" not in text and "upper" not in text:
        assert scoring is None


def test_a_type_takes_its_own_policies_only() -> None:
    assert reading("scoring: prefix", FOR_ORDER)[0] == Scoring(policy=ScoringPolicy.PREFIX)
    assert (
        "it has all-or-nothing, weighted" in reading("scoring: halves", FOR_ONE_TICK)[1][0].message
    )


def test_keys_that_a_policy_does_not_read_are_told() -> None:
    scoring, findings = reading(
        "scoring:\n  policy: weighted\n  values: {a: 1}\n  uper: 1\n  lower: 0"
    )
    assert scoring is not None
    assert [(finding.line, finding.code) for finding in findings] == [
        (4, "unknown-key"),
        (5, "unknown-key"),
    ]
