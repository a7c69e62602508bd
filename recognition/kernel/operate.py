"""The commands with which an operator looks after settings and schema."""

from __future__ import annotations

import click

from recognition.kernel.cli import Shell, json_option, pass_shell, print_json
from recognition.kernel.settings import origins


@click.group()
def config() -> None:
    """Look at the settings."""


@config.command("show")
@click.option("--origin", is_flag=True, help="Say where each value came from.")
@json_option
@pass_shell
def config_show(shell: Shell, *, origin: bool, as_json: bool) -> None:
    """Print the settings in force; secrets are hidden.

    Example: recognition config show --origin
    """
    told = origins(shell.settings)
    if as_json:
        print_json([{"name": one.name, "value": one.value, "source": one.source} for one in told])
        return
    for one in told:
        click.echo(f"{one.name}={one.value}" + (f"  ({one.source})" if origin else ""))


@click.group()
def db() -> None:
    """Look after the database's schema."""


@db.command("upgrade")
@pass_shell
def db_upgrade(shell: Shell) -> None:
    """Bring the schema to the newest version.

    Example: recognition db upgrade
    """
    shell.database.upgrade()
    click.echo("the schema is current")


@db.command("revision")
@click.argument("message")
@pass_shell
def db_revision(shell: Shell, message: str) -> None:
    """Write the first draft of a migration from the difference between tables and schema.

    Example: recognition db revision "Add a column for the locale"
    """
    click.echo(shell.database.draft_migration(message))
