"""Every command is declared well enough to make its help, and its example works."""

from __future__ import annotations

import pytest

from webhooks.commands import CommandSpec, commands
from webhooks.grammar import VERBS, parse_commands

commands.load("webhooks.commands")


def test_the_grammar_knows_exactly_the_declared_verbs() -> None:
    assert set(commands) == VERBS


@pytest.mark.parametrize("spec", [spec for _, spec in commands.items()], ids=lambda one: one.verb)
def test_a_command_says_how_it_is_typed_and_what_it_does(spec: CommandSpec) -> None:
    assert spec.purpose
    assert not spec.purpose.endswith(".")
    assert all(form.startswith(f"/{spec.verb}") for form in spec.usage)
    (example,) = parse_commands(spec.example)
    assert example.known
    assert example.verb == spec.verb
