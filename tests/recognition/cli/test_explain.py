"""Tests of recognition.cli.explain."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.recognition.terminal import Terminal, fact


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """The program with two pull requests that change documentation, and one that does not."""
    terminal = Terminal(tmp_path)
    code = fact(3)
    code["attrs"]["paths"] = ["ui/a.ts"]
    terminal.run("facts", "import", terminal.facts(fact(1), fact(2), code))
    return terminal


def test_what_counts_is_told_with_what_does_not_and_why(terminal: Terminal) -> None:
    result = terminal.run("awards", "explain", "person-7", "meshery-docs")
    assert result.exit_code == 0, result.stderr
    head, *lines = result.stdout.splitlines()
    assert head == "person-7 and Meshery Docs: 2 of 3 deeds count"
    (refused,) = [line for line in lines if "meshery/meshery#3 " in line]
    assert ("2026-10-03" in refused, " no " in refused) == (True, True)
    assert "docs/" in refused


def test_programs_are_told_the_same(terminal: Terminal) -> None:
    told = json.loads(terminal.run("awards", "explain", "@PERSON-7", "docs", "--json").stdout)
    assert (told["person"]["id"], told["badge"]) == (7, "meshery-docs")
    assert [one["counts"] for one in told["facts"]] == [True, True, False]
    assert told["facts"][2]["refusal"]["filter"] == "any"
    assert [way["tier"] for way in told["ways"]] == ["bronze", "silver", "gold"]
    assert [way["measures"][0]["done"] for way in told["ways"]] == [1, 2, 2]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("person-7", "meshry"), "there is no badge meshry; did you mean 'meshery'"),
        (("nobody", "meshery"), "nobody with the login nobody has done anything here"),
    ],
)
def test_a_wrong_name_is_said(terminal: Terminal, words: tuple[str, str], said: str) -> None:
    result = terminal.run("awards", "explain", *words)
    assert (result.exit_code, said in result.stderr) == (1, True)
