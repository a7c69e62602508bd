from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

from click.testing import CliRunner

from exams.cli import exams
from exams.lint import RULES, lint_bank
from exams.lint.annotations import workflow_command
from recognition.kernel.findings import Finding, Severity
from tests.exams.factories import a_bank, short, single
from tests.exams.lint.banks import found, spread, truths

ROOT = Path(__file__).resolve().parents[3]


def test_a_good_bank_has_nothing_to_say() -> None:
    bank = a_bank(*spread(24), *truths("true", "false"), short("s", "one", "two"))
    assert found(bank) == []


def test_retired_questions_are_not_judged() -> None:
    retired = single("r", retired=True, texts={"a": "the only one"})
    assert found(a_bank(*spread(12), retired)) == []


def test_fixed_sets_of_unequal_marks_are_told() -> None:
    def marked(*marks: int) -> list[Finding]:
        questions = [
            replace(q, public=replace(q.public, marks=m))
            for q, m in zip(spread(len(marks)), marks, strict=True)
        ]
        findings = lint_bank(a_bank(*questions, questions_per_attempt=len(marks) // 2))
        return [finding for finding in findings if finding.code == "unequal-sets"]

    (finding,) = marked(1, 2, 2, 2)
    assert "sets of 2 questions are worth 3, 4 marks" in finding.message
    assert marked(1, 2, 2, 1) == []
    assert marked(1, 2, 2, 2, 1) == []


def test_every_rule_is_documented_with_its_code_and_severity() -> None:
    text = (ROOT / "docs" / "banks.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (error|warning) \|", text, re.MULTILINE))
    assert {code: str(rule.severity) for code, rule in RULES.items()} == rows


def test_every_rule_says_what_to_do() -> None:
    listed = CliRunner().invoke(exams, ["lint", "--codes", "--json"])
    assert listed.exit_code == 0
    rules = json.loads(listed.stdout)
    assert [rule["code"] for rule in rules] == list(RULES)
    assert all(rule["advice"].endswith(".") for rule in rules)
    assert "blind-score" in CliRunner().invoke(exams, ["lint", "--codes"]).stdout


def test_an_annotation_keeps_what_would_end_it_early() -> None:
    finding = Finding(
        file="a,b:c.md",
        line=7,
        code="x-y",
        severity=Severity.WARNING,
        message="50 %\n:: so",
        column=3,
    )
    assert workflow_command(finding) == (
        "::warning file=a%2Cb%3Ac.md,line=7,col=3,title=x-y::50 %25%0A:: so"
    )
