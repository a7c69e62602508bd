"""Look at the audit log, and check it: `recognition audit`."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import click

from recognition.audit import Entry
from recognition.cli.deciding import award_named
from recognition.cli.showing import catalog_of, spinner
from recognition.kernel.cli import (
    EXIT_PROBLEMS,
    Shell,
    json_option,
    pass_shell,
    print_json,
    print_table,
)
from recognition.service.audit import history, newest_entries
from recognition.service.audit_check import check
from recognition.service.showing import logins


@click.group()
def audit() -> None:
    """Look at what happened to awards, and prove it."""


@audit.command("verify")
@click.option("--head", "noted", metavar="HASH", help="A head that was noted before.")
@json_option
@pass_shell
def audit_verify(shell: Shell, *, noted: str | None, as_json: bool) -> None:
    """Check every entry of the log, and every award against it.

    Exit status 1 where one fails. Note the head at another place: with --head, entries that
    were cut off at the end, and a log that was written anew as a whole, show too.

    Example: recognition audit verify --head 4f2c…
    """
    with shell.database.reading() as session, spinner("Checking"):
        verdict = check(session, noted=noted)
    if as_json:
        print_json(
            {
                "intact": not verdict.flaws,
                "entries": verdict.entries,
                "head": verdict.head,
                "flaws": list(verdict.flaws),
            }
        )
    else:
        for flaw in verdict.flaws:
            click.secho(flaw, fg="red")
        said = "entries are what was written" if not verdict.flaws else "entries could be followed"
        click.echo(f"{verdict.entries} {said}")
        click.echo(f"head {verdict.head or 'none'}")
    if verdict.flaws:
        raise click.exceptions.Exit(EXIT_PROBLEMS)


@audit.command("list")
@click.option("--award", metavar="AWARD", help="Only this one: its id, or LOGIN/BADGE[/TIER].")
@click.option("--limit", default=50, show_default=True, help="How many of the newest.")
@json_option
@pass_shell
def audit_list(shell: Shell, *, award: str | None, limit: int, as_json: bool) -> None:
    """Show the newest entries, or all of one award.

    Example: recognition audit list --award ann/meshery/gold
    """
    with shell.database.reading() as session:
        if award is None:
            found = newest_entries(session, limit=limit)
        else:
            found = history(session, award_named(session, award, catalog_of(shell)))
        actors = {entry.event.actor_id for entry in found} - {None}
        people = {_person(entry) for entry in found} - {None}
        names = logins(session, [one for one in (*actors, *people) if one is not None])
    if as_json:
        print_json([_as_json(entry) for entry in found])
        return
    print_table(
        ("seq", "when", "who", "what", "whose", "why"),
        [
            (
                str(entry.seq),
                f"{entry.event.at.astimezone(UTC):%Y-%m-%d %H:%M}",
                _name(entry.event.actor_id, names, nobody="rule or timer"),
                entry.event.action,
                _subject(entry, names),
                str(entry.event.details.get("reason", "")),
            )
            for entry in found
        ],
    )


def _person(entry: Entry) -> int | None:
    award = entry.event.details.get("award")
    return None if award is None else award["person"]


def _name(account: int | None, names: dict[int, str], *, nobody: str) -> str:
    return nobody if account is None else names[account]


def _subject(entry: Entry, names: dict[int, str]) -> str:
    """Name an award as its commands take it; other subjects are shown as they are."""
    award = entry.event.details.get("award")
    if award is None:
        return entry.event.subject
    tier = f"/{award['tier']}" if award["tier"] else ""
    return f"{names[award['person']]}/{award['badge']}{tier}"


def _as_json(entry: Entry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "at": entry.event.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "actor": entry.event.actor_id,
        "action": entry.event.action,
        "subject": entry.event.subject,
        "details": dict(entry.event.details),
        "previous": entry.previous,
        "hash": entry.hash,
    }
