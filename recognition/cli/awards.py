"""Look at awards, and decide about them: `recognition awards`."""

from __future__ import annotations

import click

from recognition.awards import AwardState
from recognition.cli.deciding import awards_grant, awards_unvote, decision_command
from recognition.cli.explain import awards_explain
from recognition.cli.export import awards_export
from recognition.decisions import Verb
from recognition.kernel.cli import Shell, json_option, pass_shell, print_json, print_table
from recognition.service.awards import list_awards


@click.group()
def awards() -> None:
    """Look at awards, and decide about them."""


for _verb in Verb:
    awards.add_command(decision_command(_verb))
for _command in (awards_explain, awards_export, awards_grant, awards_unvote):
    awards.add_command(_command)


@awards.command("list")
@click.option("--withdrawn", is_flag=True, help="With awards the rules took back.")
@click.option(
    "--state",
    "states",
    type=click.Choice([str(state) for state in AwardState]),
    multiple=True,
    help="Only awards in this state; may be repeated.",
)
@json_option
@pass_shell
def awards_list(shell: Shell, *, withdrawn: bool, states: tuple[str, ...], as_json: bool) -> None:
    """List awards by person, badge and tier.

    Example: recognition awards list --state proposed --state held
    """
    with shell.database.reading() as session:
        rows = [
            row
            for row in list_awards(session, withdrawn=withdrawn)
            if not states or row["state"] in states
        ]
    if as_json:
        print_json(rows)
        return
    print_table(
        ("id", "person", "badge", "tier", "state", "earned", "deeds"),
        [
            (
                str(row["id"]),
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
