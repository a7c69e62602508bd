"""The live exams of the Meshery Academy are read, drawn and graded as they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from exams.bank import Bank
from exams.content import bank_version
from exams.draw import draw
from exams.formats.academy import BankReading
from exams.grading import grade
from exams.library import load_banks, read_banks
from exams.lint import lint_bank
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


def test_the_linter_finds_what_the_census_found(banks: dict[str, Bank]) -> None:
    found = {exam: [finding.code for finding in lint_bank(bank)] for exam, bank in banks.items()}
    assert found["meshery-ui"].count("all-correct") == 20
    assert found["meshery-models"].count("all-correct") == 1
    assert {"key-position", "longest-option", "blind-score"} <= set(found["meshery-ui"])
    assert {"duplicate-text", "one-sided", "unequal-sets"} <= set(found["meshery-models"])
    for exam in ("meshery-server", "meshery-extensibility"):
        assert "unequal-sets" in found[exam]


def test_every_file_of_the_collection_is_read_or_passed_over_without_a_crash(
    shared_data: Path,
) -> None:
    readings = list(read_banks([shared_data / "academy"]))
    assert len(readings) == 9
    assert [r.exam for r in readings if r.errors] == ["meshery-server"]
    assert [f.code for r in readings for f in r.errors] == ["pool-too-small"]
