"""Look at awards: `recognition awards`."""

from __future__ import annotations

import click

from recognition.kernel.cli import Shell, json_option, pass_shell, print_json, print_table
from recognition.service.awards import list_awards


@click.group()
def awards() -> None:
    """Look at awards."""


@awards.command("list")
@click.option("--withdrawn", is_flag=True, help="With awards the rules took back.")
@json_option
@pass_shell
def awards_list(shell: Shell, *, withdrawn: bool, as_json: bool) -> None:
    """List awards by person, badge and tier.

    Example: recognition awards list --json
    """
    with shell.database.reading() as session:
        rows = list_awards(session, withdrawn=withdrawn)
    if as_json:
        print_json(rows)
        return
    print_table(
        ("person", "badge", "tier", "state", "earned", "deeds"),
        [
            (
                str(row["person"]["login"]),
                str(row["badge"]),
                str(row["tier"] or ""),
                str(row["state"]),
                str(row["earned_at"])[:10],
                str(len(row["evidence"])),
            )
            for row in rows
        ],
    )
