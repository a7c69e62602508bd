"""What the commands share: the catalog in force, a sign of life, sentences about awards."""

from __future__ import annotations

from collections import Counter
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from recognition.catalog import Catalog
from recognition.kernel.cli import Shell
from recognition.service.rulebook import load_rulebook


def catalog_of(shell: Shell) -> Catalog:
    """Load the catalog in force, and say on standard error what is wrong with it.

    What the organisation changed on GitHub is in force for commands as it is for the server.
    """
    rulebook = load_rulebook(shell.catalog_folder, owner=shell.settings.rules_owner)
    with shell.database.reading() as session:
        catalog = rulebook.current(session)
    for finding in catalog.findings:
        click.secho(str(finding), fg="yellow", err=True)
    return catalog


def told_awards(kinds: Counter[str]) -> str:
    """Say how many awards each thing happened to, a line each; empty where nothing did."""
    return "\n".join(
        f"{number} award{'s' if number != 1 else ''} {kind}"
        for kind, number in sorted(kinds.items())
    )


def spinner(what: str) -> Any:
    """Show that something goes on; nothing where nobody watches."""
    console = Console(stderr=True)
    progress = Progress(
        SpinnerColumn(),
        TextColumn(what),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    progress.add_task(what, total=None)
    return progress
