"""The command that reads history."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

import click
from rich.console import Console

from recognition.kernel.cli import (
    EXIT_PROBLEMS,
    Shell,
    json_option,
    pass_shell,
    print_json,
    print_table,
)
from recognition.kernel.log import configure_logging
from webhooks.backfill import Choice
from webhooks.backfill_run import Extent, chosen, extents, run
from webhooks.progress import Bar

if TYPE_CHECKING:
    from webhooks.runtime import Runtime


@click.command()
@click.argument("targets", nargs=-1, required=True, metavar="ORG|ORG/REPO...")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Read only what changed since this day (UTC).",
)
@click.option("--private", is_flag=True, help="Private repositories too.")
@click.option("--forks", is_flag=True, help="Forks too.")
@click.option("--no-archived", is_flag=True, help="No archived repositories.")
@click.option("--dry-run", is_flag=True, help="Say how much there is to read, and keep nothing.")
@click.option("--no-wait", is_flag=True, help="Stop where the hour's points run short.")
@json_option
@pass_shell
def backfill(
    shell: Shell,
    *,
    targets: tuple[str, ...],
    since: datetime | None,
    private: bool,
    forks: bool,
    no_archived: bool,
    dry_run: bool,
    no_wait: bool,
    as_json: bool,
) -> None:
    """Read what was done on GitHub before the App listened, and announce none of it.

    It goes on where it was cut off, and leaves the last points of every hour to the webhooks.
    The exit status is 1 where something is left to be read.

    Example: recognition backfill meshery layer5io/layer5 --since 2024-01-01
    """
    # What goes on is drawn; only what goes wrong is logged, and never among the output.
    configure_logging(level="WARNING")
    runtime = cast("Runtime", shell.compose(shell.settings))
    shell.database.close()
    worker = runtime.backfill
    choice = Choice(private=private, forks=forks, archived=not no_archived)
    begin = None if since is None else since.replace(tzinfo=UTC)
    wanted = chosen(worker, targets, choice, since=begin)
    found = extents(worker, wanted)
    if dry_run:
        _tell_extents(found, as_json=as_json)
        return
    things = sum(it.things for it in found)
    bar = Bar(Console(stderr=True), lists=len(wanted), things=things)
    with bar.shown():
        summary = run(
            worker, wanted, wait_until=bar.wait_until, told=bar.told, is_patient=not no_wait
        )
    if as_json:
        print_json(summary.as_json())
    else:
        click.echo(summary.in_words())
        if summary.goes_on_at is not None:
            moment = f"{summary.goes_on_at:%H:%M:%S} UTC"
            click.echo(f"stopped: {summary.waits_for}; it can go on at {moment}", err=True)
        for problem in summary.problems:
            click.secho(problem, fg="red", err=True)
    if summary.problems or summary.goes_on_at is not None:
        raise click.exceptions.Exit(EXIT_PROBLEMS)


def _tell_extents(found: list[Extent], *, as_json: bool) -> None:
    if as_json:
        print_json(
            [
                {
                    "repository": it.repo.full_name,
                    "what": str(it.task),
                    "things": it.things,
                    "requests": it.requests,
                    "problem": it.problem,
                }
                for it in found
            ]
        )
        return
    rows = [(it.repo.full_name, str(it.task), str(it.things), str(it.requests)) for it in found]
    total = ("all", "", str(sum(it.things for it in found)), str(sum(it.requests for it in found)))
    print_table(("repository", "what", "things", "requests"), [*rows, total])
    for it in found:
        if it.problem:
            click.secho(f"{it.repo.full_name}: {it.problem}", fg="red", err=True)
