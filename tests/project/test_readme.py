"""The README's tables are what the registries, the catalog and the settings say.

`UPDATE_README=1 .venv/bin/pytest tests/project/test_readme.py` writes them anew.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import click
import pytest

from app import cli, compose
from recognition.catalog import load_catalog
from recognition.kernel.settings import Settings, load_settings
from recognition.render.markdown import code
from recognition.rules.badge import Badge, Grant, Signal, Status
from webhooks.commands import commands
from webhooks.commands.recognition import command_lines
from webhooks.sandbox.keys import new_key_pair
from webhooks.site import create_app
from webhooks.web.console_home import DOORS

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"


def commands_table() -> str:
    commands.load("webhooks.commands")
    rows = [
        f"| {', '.join(code(form) for form in line.usage)} | {line.purpose} | {line.who} |"
        for line in command_lines()
    ]
    return "\n".join(["| command | what it does | who |", "|---|---|---|", *rows])


def badges_table() -> str:
    catalog = load_catalog(ROOT / "badge_templates")
    rows = []
    for badge in sorted(catalog.badges.values(), key=lambda one: (one.category, one.name)):
        tiers = ", ".join(badge.tiers) or "–"
        rows.append(f"| {badge.name} | {badge.description} | {tiers} | {granted(badge)} |")
    return "\n".join(["| badge | for | tiers | granted |", "|---|---|---|---|", *rows])


def granted(badge: Badge) -> str:
    """Say in few words how a badge comes to somebody."""
    if badge.status is Status.RETIRED:
        return "not any more"
    if badge.status is Status.HOLD:
        return "once its exam exists"
    if badge.grant is Grant.REVIEW:
        return "a maintainer approves"
    return "by Layer5 Cloud's word" if badge.signals == {Signal.CLOUD} else "by itself"


def settings_table() -> str:
    rows = []
    for info in Settings.model_fields.values():
        default = "" if info.default is None else f"`{info.default}`"
        rows.append(f"| `{info.alias}` | {info.description} | {default} |")
    return "\n".join(["| setting | what it is | default |", "|---|---|---|", *rows])


def programs_table() -> str:
    """Say what the command line does, a line for each of its commands and groups."""
    rows = []
    for name, one in sorted(cli.commands.items()):
        said = first_sentence(one.help or "")
        if isinstance(one, click.Group):
            said = f"{said.rstrip('.')}: {', '.join(sorted(one.commands))}"
        rows.append(f"| `recognition {name}` | {said.rstrip('.')} |")
    return "\n".join(["| command | what it does |", "|---|---|", *rows])


def first_sentence(text: str) -> str:
    """Give the first sentence of a docstring on one line."""
    paragraph = " ".join(text.split("\n\n", maxsplit=1)[0].split())
    return f"{paragraph.split('. ')[0].rstrip('.')}."


TABLES = {
    "commands": commands_table,
    "badges": badges_table,
    "programs": programs_table,
    "settings": settings_table,
}


@pytest.mark.parametrize("name", TABLES)
def test_the_table_is_what_the_program_says(name: str) -> None:
    text = README.read_text(encoding="utf-8")
    between = re.compile(rf"(<!-- {name}:start -->\n)(.*?)(<!-- {name}:end -->)", re.DOTALL)
    wanted = TABLES[name]() + "\n"
    if os.environ.get("UPDATE_README") == "1":
        README.write_text(between.sub(lambda m: m[1] + wanted + m[3], text), encoding="utf-8")
        return
    found = between.search(text)
    assert found is not None, f"README.md has no place for the {name}"
    assert found[2] == wanted, "run this test with UPDATE_README=1"


def test_every_page_that_is_named_or_linked_on_the_console_is_served(tmp_path: Path) -> None:
    environment = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'recognition.db'}",
        "APP_ID": "1",
        "PRIVATE_KEY": new_key_pair()[0],
        "SECRET_KEY": "0123456789abcdef",
        "RECOGNITION_MAINTAINERS": "meshery/maintainers",
    }
    served = {
        rule.rule for rule in create_app(compose(load_settings(environment))).url_map.iter_rules()
    }
    section = README.read_text(encoding="utf-8").split("## Pages\n")[1].split("\n## ")[0]
    named = re.findall(r"`(/[^`]*)`", section)
    assert "/u/LOGIN/explain" in named
    parts = {"LOGIN": "<login>", "AWARD": "<award>", "ATTEMPT": "<attempt_id>", "EXAM": "<exam>"}
    routes = {re.sub("|".join(parts), lambda word: parts[word[0]], one) for one in named}
    assert routes <= served
    assert {door.address for door in DOORS} <= served
