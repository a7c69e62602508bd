"""Count anew, or check what was counted: `recognition recount`."""

from __future__ import annotations

from collections import Counter

import click

from recognition.cli.showing import catalog_of, spinner, told_awards
from recognition.kernel.cli import (
    EXIT_PROBLEMS,
    Shell,
    json_option,
    pass_shell,
    print_json,
    print_table,
)
from recognition.kernel.garbage import collected_rarely
from recognition.service.recount import recount_in_portions, verify


@click.command("recount")
@click.option("--verify", "only_verify", is_flag=True, help="Change nothing; tell differences.")
@json_option
@pass_shell
def recount_command(shell: Shell, *, only_verify: bool, as_json: bool) -> None:
    """Count all awards anew from the facts.

    With --verify, compare what is stored with a count from scratch; exit status 1 where they
    differ.

    Example: recognition recount --verify
    """
    catalog, now = catalog_of(shell), shell.clock.now()
    if not only_verify:
        with shell.database.writing() as session, spinner("Counting"):
            kinds = Counter(
                str(change.kind)
                for changes in recount_in_portions(session, catalog=catalog, now=now)
                for change in changes
            )
        if as_json:
            print_json({"changes": dict(sorted(kinds.items()))})
        else:
            click.echo(told_awards(kinds) or "what was stored is what the facts say")
        return
    with shell.database.reading() as session, collected_rarely(), spinner("Counting"):
        differences = verify(session, catalog=catalog, now=now)
    if as_json:
        print_json(
            {
                "agree": not differences,
                "differences": [
                    {
                        "person": one.person_id,
                        "badge": one.badge,
                        "tier": one.tier,
                        "stored": one.stored,
                        "recounted": one.recounted,
                    }
                    for one in differences
                ],
            }
        )
    elif differences:
        print_table(
            ("person", "badge", "tier", "stored", "recounted"),
            [
                (
                    str(one.person_id),
                    one.badge,
                    one.tier or "",
                    one.stored or "nothing",
                    one.recounted or "nothing",
                )
                for one in differences
            ],
        )
    else:
        click.echo("what is stored is what the facts say")
    if differences:
        raise click.exceptions.Exit(EXIT_PROBLEMS)
