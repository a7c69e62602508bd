"""Hand awards on to others: `recognition awards export`."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import click

from recognition.kernel.cli import EXIT_PROBLEMS, Shell, pass_shell, print_json
from recognition.kernel.errors import UserError
from recognition.render.exports import Contact, assignments, award_lines
from recognition.service.exports import held_badges


@click.command("export")
@click.option(
    "--format",
    "form",
    type=click.Choice(["layer5", "slack"]),
    required=True,
    help="Badge assignments of Layer5 Cloud as JSON, or /award-badge lines.",
)
@click.option(
    "--users",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV with the columns login, user_id and email; it is read and not kept.",
)
@click.option("--badge", "badges", multiple=True, help="Only this badge; may be repeated.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only what was given since.")
@click.option("--notify", is_flag=True, help="Let Layer5 Cloud tell the people.")
@pass_shell
def awards_export(
    shell: Shell,
    *,
    form: str,
    users: Path | None,
    badges: tuple[str, ...],
    since: datetime | None,
    notify: bool,
) -> None:
    """Print the awards that stand in the form of another system.

    People who opted out are left out. Who is not in the file of --users is named on standard
    error, with exit status 1: layer5 leaves them out, slack names them by their logins.

    Example: recognition awards export --format layer5 --users users.csv --since 2026-11-01
    """
    contacts = {} if users is None else _contacts(users)
    day = None if since is None else since.replace(tzinfo=UTC)
    with shell.database.reading() as session:
        held = held_badges(session, badges=badges, since=day)
    if form == "layer5":
        written, unknown = assignments(held, contacts, notify=notify)
        print_json(written)
    else:
        lines, unknown = award_lines(held, contacts)
        for line in lines:
            click.echo(line)
    for login in unknown:
        click.secho(f"{login}: not in the file of --users", fg="yellow", err=True)
    if unknown:
        raise click.exceptions.Exit(EXIT_PROBLEMS)


def _contacts(file: Path) -> dict[str, Contact]:
    """Read how others know people, by login in lower case.

    Raises:
        UserError: The file is no CSV with a column `login`.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{file} cannot be read: {error}") from error
    if rows and "login" not in rows[0]:
        raise UserError(f"{file} has no column 'login'; it takes login, user_id and email")
    return {
        (row["login"] or "").strip().lower(): Contact(
            user_id=(row.get("user_id") or "").strip(), email=(row.get("email") or "").strip()
        )
        for row in rows
    }
