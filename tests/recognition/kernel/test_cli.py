"""The program's floor: exit statuses, tables and JSON, and nothing made before it is needed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from recognition.kernel.cli import Program, Shell, pass_shell, print_json, print_table
from recognition.kernel.errors import (
    ConfigurationError,
    NotFoundError,
    RecognitionError,
)
from recognition.kernel.settings import Settings


def compose(settings: Settings) -> Any:
    return settings


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path, compose=compose)


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    for name in ("DATABASE_URL", "RECOGNITION_CATALOG"):
        monkeypatch.delenv(name, raising=False)
    return CliRunner(env={"DATA_DIR": str(tmp_path / "deep" / "data")})


def program(error: Exception | None = None) -> Program:
    @click.command("try")
    @click.argument("number", type=int, default=1)
    @pass_shell
    def attempt(shell: Shell, number: int) -> None:
        if error is not None:
            raise error
        shell.database.ping()
        print_json({"number": number, "word": "é"})

    made = Program("recognition")
    made.add_command(attempt)
    return made


def test_a_command_that_is_done_exits_with_0(runner: CliRunner, shell: Shell) -> None:
    outcome = runner.invoke(program(), ["try", "7"], obj=shell)
    assert outcome.exit_code == 0
    assert json.loads(outcome.stdout) == {"number": 7, "word": "é"}
    shell.database.close()


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (NotFoundError("there is no award x"), 1, "error: there is no award x\n"),
        (RecognitionError("bank.md:3: broken"), 1, "error: bank.md:3: broken\n"),
        (ConfigurationError("A: wrong\nB: wrong"), 2, "error: A: wrong\nerror: B: wrong\n"),
    ],
)
def test_a_foreseen_error_is_a_line_and_a_status(
    runner: CliRunner, shell: Shell, error: Exception, status: int, said: str
) -> None:
    outcome = runner.invoke(program(error), ["try"], obj=shell)
    assert outcome.exit_code == status
    assert outcome.stdout == ""
    assert outcome.stderr == said


@pytest.mark.parametrize("arguments", [["try", "seven"], ["try", "--no-such"], ["no-such"]])
def test_wrong_use_exits_with_2(runner: CliRunner, shell: Shell, arguments: list[str]) -> None:
    assert runner.invoke(program(), arguments, obj=shell).exit_code == 2


def test_a_fault_of_ours_is_not_dressed_up_as_a_foreseen_one(
    runner: CliRunner, shell: Shell
) -> None:
    outcome = runner.invoke(program(ZeroDivisionError("ours")), ["try"], obj=shell)
    assert isinstance(outcome.exception, ZeroDivisionError)


def test_wrong_settings_are_told_by_the_command_that_needs_them(
    runner: CliRunner, shell: Shell
) -> None:
    outcome = runner.invoke(program(), ["try"], obj=shell, env={"RECOGNITION_MOD": "live"})
    assert outcome.exit_code == 2
    assert "did you mean 'RECOGNITION_MODE'?" in outcome.stderr


def test_help_needs_neither_settings_nor_database(
    runner: CliRunner, shell: Shell, tmp_path: Path
) -> None:
    outcome = runner.invoke(program(), ["--help"], obj=shell, env={"RECOGNITION_MOD": "live"})
    assert outcome.exit_code == 0
    assert list(tmp_path.iterdir()) == []


def test_the_database_is_made_and_brought_up_to_date_when_first_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shell: Shell
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "deep" / "data"))
    assert shell.database.is_current()
    assert shell.database is shell.database
    assert (tmp_path / "deep" / "data" / "recognition.db").is_file()
    shell.database.close()


def test_a_folder_that_cannot_be_made_is_the_operators_to_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shell: Shell
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "file" / "data"))
    with pytest.raises(ConfigurationError, match="DATA_DIR: cannot make"):
        _ = shell.database


def test_a_database_that_cannot_be_opened_is_the_operators_to_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shell: Shell
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'missing' / 'x.db'}")
    with pytest.raises(ConfigurationError, match="the database cannot be used"):
        _ = shell.database


def test_the_catalog_is_the_shipped_one_unless_another_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RECOGNITION_CATALOG", raising=False)
    assert Shell(tmp_path, compose=compose).catalog_folder == tmp_path / "badge_templates"
    monkeypatch.setenv("RECOGNITION_CATALOG", "/elsewhere")
    assert Shell(tmp_path, compose=compose).catalog_folder == Path("/elsewhere")


def test_a_table_has_even_columns_and_no_trailing_spaces(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_table(("name", "state"), [("a", "granted"), ("long-name", "x")])
    assert capsys.readouterr().out == ("name       state\na          granted\nlong-name  x\n")
    print_table(("name",), [])
    assert capsys.readouterr().out == "name\n"
