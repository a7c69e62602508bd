"""The live exams of the Meshery Academy are read, drawn and graded as they stand."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner

from exams.bank import Bank
from exams.cli import exams
from exams.content import bank_version
from exams.draw import draw
from exams.formats.academy import BankReading
from exams.grading import grade
from exams.library import load_banks, read_banks
from exams.lint import lint_bank
from exams.lint.blind import best_attack
from recognition.kernel.findings import Finding
from tests.exams.factories import right_responses, stored

pytestmark = pytest.mark.real_data

CERTIFICATION = "certifications/*/certified-meshery-contributor"

EXPECTED = {
    "meshery-cli": (75, 150, {"single-answer": 68, "multiple-answers": 7}),
    "meshery-extensibility": (50, 115, {"single-answer": 46, "multiple-answers": 4}),
    "meshery-models": (
        50,
        101,
        {"single-answer": 36, "multiple-answers": 10, "short-answer": 4},
    ),
    "meshery-server": (75, 89, {"single-answer": 64, "multiple-answers": 11}),
    "meshery-ui": (75, 150, {"single-answer": 52, "multiple-answers": 23}),
}


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    (found,) = (shared_data / "academy").glob(CERTIFICATION)
    return found


@pytest.fixture(scope="module")
def readings(folder: Path) -> dict[str, BankReading]:
    return {reading.exam: reading for reading in read_banks(sorted(folder.glob("*.md")))}


@pytest.fixture(scope="module")
def banks(folder: Path) -> dict[str, Bank]:
    return dict(load_banks([folder]).banks)


def line_of(reading: BankReading, question: str, words: str) -> int:
    """Find the line on which a key of a question stands, by looking at the file itself."""
    lines = Path(reading.file).read_text(encoding="utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.strip() == f'- id: "{question}"')
    return next(n for n in range(start, len(lines)) if words in lines[n]) + 1


def test_the_five_exams_have_325_questions_and_605_marks(
    readings: dict[str, BankReading],
) -> None:
    found = {exam: (r.questions, r.marks, dict(r.types)) for exam, r in readings.items()}
    assert found == EXPECTED
    assert sum(r.questions for r in readings.values()) == 325
    assert sum(r.marks for r in readings.values()) == 605


def test_only_the_two_known_mistakes_are_found_each_at_its_line(
    readings: dict[str, BankReading],
) -> None:
    found = {(exam, f.line, f.code): f.message for exam, r in readings.items() for f in r.findings}
    cli, models = readings["meshery-cli"], readings["meshery-models"]
    q66 = ("meshery-cli", line_of(cli, "q66", "singe-answer"), "unknown-type")
    q24 = ("meshery-models", line_of(models, "q24", "correctAnswer"), "contradictory-key")
    assert set(found) == {q66, q24}
    assert "Read as single-answer" in found[q66]
    assert found[q24].startswith("q24: ")


def test_the_rules_are_those_of_the_files(banks: dict[str, Bank]) -> None:
    for exam, bank in banks.items():
        policy = bank.policy
        assert (policy.pass_percentage, policy.max_attempts) == (70, 3)
        assert policy.time_limit is not None
        minutes = policy.time_limit.total_seconds() / 60
        assert minutes == (25 if exam == "meshery-models" else 30)
        assert policy.questions_per_attempt == 25
        assert policy.origin("pass_percentage").startswith(f"passPercentage in {exam}.md:")


def test_a_paper_of_each_answered_right_is_a_hundred_percent(banks: dict[str, Bank]) -> None:
    for bank in banks.values():
        for n in range(20):
            paper = draw(bank, bank_version(bank), f"seed {n}")
            result = grade(paper, right_responses(bank, paper), bank)
            assert len(paper.items) == 25
            assert result.score.percent == "100.00"
            assert result.passed


def test_every_bank_reads_back_from_its_stored_form(banks: dict[str, Bank]) -> None:
    for bank in banks.values():
        again = stored(bank)
        assert bank_version(again) == bank_version(bank)


@pytest.fixture(scope="module")
def lint(banks: dict[str, Bank]) -> dict[str, tuple[Finding, ...]]:
    return {exam: lint_bank(bank) for exam, bank in banks.items()}


def found(findings: Iterable[Finding], code: str) -> list[str]:
    """Give the questions of a code's findings, or the findings of the whole bank."""
    return [f.message.partition(":")[0] for f in findings if f.code == code]


def test_the_linter_finds_what_the_census_found(lint: dict[str, tuple[Finding, ...]]) -> None:
    assert len(found(lint["meshery-ui"], "all-correct")) == 20
    assert found(lint["meshery-models"], "all-correct") == ["q40"]
    assert found(lint["meshery-models"], "duplicate-text") == ["q29"]
    assert found(lint["meshery-models"], "similar-text") == ["q32"]
    assert found(lint["meshery-cli"], "similar-text") == ["q28"]
    assert found(lint["meshery-models"], "one-spelling") == ["q22", "q23", "q26", "q27"]
    assert found(lint["meshery-ui"], "key-position") == [
        "option 2 is right in 38 of 49 questions; spread them"
    ]
    assert found(lint["meshery-cli"], "key-position") == [
        "option 2 is right in 30 of 53 questions; spread them"
    ]
    assert found(lint["meshery-server"], "longest-option") == [
        "the longest option is the right one in 29 of 54 questions"
    ]
    assert {"one-sided", "true-false-share"} <= {f.code for f in lint["meshery-models"]}


@pytest.mark.parametrize(
    ("exam", "totals"),
    [
        ("meshery-server", "28, 26, 35"),
        ("meshery-models", "49, 52"),
        ("meshery-extensibility", "55, 60"),
        ("meshery-cli", None),
        ("meshery-ui", None),
    ],
)
def test_sets_of_unequal_marks_are_named(
    lint: dict[str, tuple[Finding, ...]], exam: str, totals: str | None
) -> None:
    named = found(lint[exam], "unequal-sets")
    wanted = f"the Academy's sets of 25 questions are worth {totals} marks; make them equal"
    assert named == ([] if totals is None else [wanted])


def test_the_five_exams_can_be_passed_blind_as_the_census_says(banks: dict[str, Bank]) -> None:
    """Research counted 96 % and, by length and so under shuffling too, 92 % of a UI set."""
    ui = banks["meshery-ui"]
    in_order, shuffled = best_attack(ui, shuffled=False), best_attack(ui, shuffled=True)
    assert in_order is not None
    assert f"{in_order.earned}/{in_order.possible}" == "48/50"
    assert in_order.papers == "the Academy's set 3 with options in the file's order"
    assert in_order.strategy == (
        "choosing option 2 and ticking everything where several may be right"
    )
    assert shuffled is not None
    assert shuffled.percent == "92.00"
    scores = {exam: best_attack(bank, shuffled=True) for exam, bank in banks.items()}
    weak = {exam for exam, best in scores.items() if best is not None and 2 * best.share >= 1}
    assert weak == {"meshery-cli", "meshery-models", "meshery-server", "meshery-ui"}


def test_the_sample_formats_and_the_associates_server_exam_end_with_errors(
    shared_data: Path,
) -> None:
    folder = shared_data / "academy" / "certifications"
    refused = [
        folder / "sample-test-format-cli",
        folder / "sample-test-format-server",
        *folder.glob("*/certified-meshery-associate/meshery-server.md"),
    ]
    for file, code in zip(
        refused, ("blind-score", "late-front-matter", "pool-too-small"), strict=True
    ):
        result = CliRunner().invoke(exams, ["lint", str(file), "--json"])
        assert result.exit_code == 1
        errors = [f["code"] for f in json.loads(result.stdout) if f["severity"] == "error"]
        assert code in errors


def test_every_file_of_the_collection_is_read_or_passed_over_without_a_crash(
    shared_data: Path,
) -> None:
    readings = list(read_banks([shared_data / "academy"]))
    assert len(readings) == 9
    assert [r.exam for r in readings if r.errors] == ["meshery-server"]
    assert [f.code for r in readings for f in r.errors] == ["pool-too-small"]
