"""Tests of recognition.cli.export, and of what it asks the database for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.recognition.terminal import Terminal, fact

UUID = "6bd90a5c-1b67-4c1b-9a2c-000000000007"


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path)
    terminal.run("facts", "import", terminal.facts(fact(1), fact(2), fact(3, 8)))
    return terminal


def users(terminal: Terminal, text: str) -> str:
    path = terminal.folder / "users.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_layer5_gets_one_assignment_a_person(terminal: Terminal) -> None:
    path = users(terminal, f"login,user_id,email\nPerson-7,{UUID},seven@example.org\n")
    words = ("awards", "export", "--format", "layer5", "--users", path)
    result = terminal.run(*words)
    (only,) = json.loads(result.stdout)
    assert (only["userId"], only["notify"]) == (UUID, False)
    assert only["badges"] == sorted(set(only["badges"])), "tiers are one badge"
    assert {"first-contribution", "meshery-docs"} <= set(only["badges"])
    assert (result.exit_code, "person-8: not in the file" in result.stderr) == (1, True)
    notified = json.loads(terminal.run(*words, "--notify").stdout)
    assert notified[0]["notify"] is True


def test_the_chat_gets_a_line_a_badge(terminal: Terminal) -> None:
    path = users(terminal, "login,email\nperson-7,seven@example.org\n")
    words = ("awards", "export", "--format", "slack", "--badge", "meshery-docs")
    assert terminal.run(*words, "--users", path).stdout.splitlines() == [
        "/award-badge seven@example.org meshery-docs",
        "/award-badge person-8 meshery-docs",
    ]
    assert (
        terminal.run(*words).stdout
        == "/award-badge person-7 meshery-docs\n/award-badge person-8 meshery-docs\n"
    )


def test_only_what_was_given_since_a_day_is_handed_on(terminal: Terminal) -> None:
    words = ("awards", "export", "--format", "slack", "--since")
    assert terminal.run(*words, "2999-01-01").stdout == ""
    assert "person-7" in terminal.run(*words, "2020-01-01").stdout


def test_a_file_of_another_kind_is_refused(terminal: Terminal) -> None:
    path = users(terminal, "name,email\nx,y\n")
    result = terminal.run("awards", "export", "--format", "slack", "--users", path)
    assert (result.exit_code, "has no column 'login'" in result.stderr) == (1, True)
