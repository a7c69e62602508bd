"""The commands about facts, badges and awards, one module a subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recognition.cli.audit import audit
from recognition.cli.awards import awards
from recognition.cli.catalog import catalog
from recognition.cli.claims import claims
from recognition.cli.facts import facts
from recognition.cli.people import people
from recognition.cli.privacy import erase_command, export_command
from recognition.cli.recount import recount_command
from recognition.cli.shield import shield_command
from recognition.kernel.operate import config, db

if TYPE_CHECKING:
    import click

COMMANDS: tuple[click.Command, ...] = (
    facts,
    awards,
    audit,
    people,
    recount_command,
    catalog,
    claims,
    shield_command,
    export_command,
    erase_command,
    config,
    db,
)
