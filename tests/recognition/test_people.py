"""Tests of recognition.people."""

from __future__ import annotations

import pytest

from recognition.people import counts, is_assistant
from tests.recognition.factories import make_actor


def test_people_count_and_bots_do_not() -> None:
    assert counts(make_actor())
    assert not counts(make_actor(kind="Bot"))


@pytest.mark.parametrize("login", ["robot", "ROBOT"])
def test_machines_with_user_accounts_do_not_count_in_any_case(login: str) -> None:
    assert counts(make_actor(login=login))
    assert not counts(make_actor(login=login), machines={"robot"})


@pytest.mark.parametrize(
    "name",
    [
        "Copilot",
        "Copilot Autofix powered by AI",
        "gemini-code-assist[bot]",
        "Claude Opus 4.8",
        "Claude Fable 5",
        "Claude",
        "CommandCodeBot",
        "copilot-pull-request-reviewer[bot]",
    ],
)
def test_coding_assistants_are_known_by_their_signature(name: str) -> None:
    assert is_assistant(name)


@pytest.mark.parametrize(
    "name", ["Claude Shannon", "Devin Smith-Jones", "Claudia Opus", "Ada Lovelace", ""]
)
def test_people_are_not_taken_for_assistants(name: str) -> None:
    assert not is_assistant(name)
