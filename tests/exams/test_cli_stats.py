"""`recognition exams stats`: figures of a real database, plots on disk, and no key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from exams.cli import exams
from recognition.kernel.cli import Shell
from recognition.kernel.store import Database
from tests.exams.factories import bank_text
from tests.exams.population import WRONG_KEY, populated
from tests.exams.sittings import EXAM

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock

BANK = bank_text(
    'id: "q1"\ntext: "Name it."\ntype: "short_answer"\nmarks: 1\ncorrectAnswer: "Mesh Map"\n'
)


@pytest.fixture
def shell(tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A program whose database holds 60 attempts at one exam that is offered no more."""
    for name in ("DATABASE_URL", "DATA_DIR", "EXAM_BANKS"):
        monkeypatch.delenv(name, raising=False)
    banks = tmp_path / "banks"
    banks.mkdir()
    (banks / "meshery-maps.md").write_text(BANK, encoding="utf-8")
    monkeypatch.setenv("EXAM_BANKS", str(banks))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'recognition.db'}")
    database = Database(f"sqlite:///{tmp_path / 'recognition.db'}")
    database.upgrade()
    populated(database, clock, people=60)
    database.close()
    return Shell(tmp_path, compose=lambda _: None)


def run(shell: Shell, *args: str) -> Result:
    return CliRunner().invoke(exams, ["stats", *args], obj=shell)


def test_json_for_one_exam_is_an_object_and_for_all_a_list(shell: Shell) -> None:
    one = json.loads(run(shell, EXAM, "--json").stdout)
    assert (one["exam"], one["attempts"], len(one["questions"])) == (EXAM, 60, 16)
    every = json.loads(run(shell, "--all", "--json").stdout)
    assert [exam["exam"] for exam in every] == [EXAM, "meshery-maps"]
    assert every[1]["attempts"] == 0


def test_people_read_a_table_the_reliability_and_what_to_mend(shell: Shell) -> None:
    result = run(shell, EXAM)
    assert result.exit_code == 0
    assert "60 finished attempts" in result.stdout
    assert "an estimate from pairs of questions" in result.stdout
    assert f"{WRONG_KEY}: negative-discrimination: " in result.stdout


def test_the_spreadsheet_is_printed_as_it_is(shell: Shell) -> None:
    lines = run(shell, EXAM, "--csv").stdout.splitlines()
    assert lines[0].startswith("exam,question,version,")
    assert len(lines) == 17


def test_plots_are_written_as_files_and_say_so_apart_from_the_figures(
    shell: Shell, tmp_path: Path
) -> None:
    result = run(shell, "--all", "--json", "--plots", str(tmp_path / "new" / "plots"))
    files = sorted((tmp_path / "new" / "plots").iterdir())
    assert [file.name for file in files] == [f"{EXAM}-questions.svg", f"{EXAM}-scores.svg"]
    for file in files:
        ET.parse(file)
        assert f"wrote {file}" in result.stderr
    json.loads(result.stdout)


def test_an_exam_without_enough_attempts_says_so(shell: Shell) -> None:
    result = run(shell, "meshery-maps")
    assert "scores are withheld: 0 of the 30 attempts that a figure needs" in result.stdout


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ((), "name one exam, or say --all"),
        ((EXAM, "--all"), "name one exam, or say --all"),
        (("--all", "--json", "--csv"), "exclude each other"),
    ],
)
def test_wrong_use_is_told(shell: Shell, args: tuple[str, ...], says: str) -> None:
    result = run(shell, *args)
    assert result.exit_code == 2
    assert says in result.stderr


def test_nothing_printed_tells_the_key(shell: Shell) -> None:
    """Neither ids of options nor their texts, nor the typed key, are in any form of it."""
    for args in (("--json",), ("--csv",), ()):
        text = run(shell, "--all", *args).stdout
        assert "Mesh Map" not in text
        assert "a of q" not in text
