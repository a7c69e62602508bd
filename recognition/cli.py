"""The commands about facts, badges and awards."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO, cast

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from recognition.catalog import Catalog, load_catalog
from recognition.kernel.cli import (
    EXIT_PROBLEMS,
    EXIT_USAGE,
    Shell,
    json_option,
    pass_shell,
    print_json,
    print_table,
)
from recognition.kernel.errors import UserError
from recognition.kernel.findings import Severity
from recognition.kernel.operate import config, db
from recognition.render.shield import ValidationError, shield_from
from recognition.service.awards import list_awards
from recognition.service.recount import recount, verify
from recognition.service.transfer import export_facts, import_facts


def catalog_of(shell: Shell) -> Catalog:
    """Load the catalog in force, and say on standard error what is wrong with it."""
    catalog = load_catalog(shell.catalog_folder)
    for finding in catalog.findings:
        click.secho(str(finding), fg="yellow", err=True)
    return catalog


# --- facts --------------------------------------------------------------------------------


@click.group()
def facts() -> None:
    """Carry facts in and out as JSON lines."""


@facts.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@pass_shell
def facts_import(shell: Shell, file: Path, *, as_json: bool) -> None:
    """Read facts from FILE (JSON lines, also gzipped), and count what they earn.

    Nothing is announced. Lines that are not facts are named and passed over; importing the
    same file again changes nothing.

    Example: recognition facts import history.jsonl.gz
    """
    with _open_text(file) as stream, _spinner(f"Reading {file.name}"):
        summary = import_facts(
            shell.database, stream, catalog=catalog_of(shell), now=shell.clock.now()
        )
    states = Counter(str(change.kind) for change in summary.changes)
    told = {
        "read": summary.read,
        "new": summary.new,
        "changed": summary.changed,
        "ignored": summary.ignored,
        "errors": [{"line": line, "message": message} for line, message in summary.errors],
        "awards": dict(sorted(states.items())),
    }
    if as_json:
        print_json(told)
    else:
        click.echo(
            f"{summary.read} facts read: {summary.new} new, {summary.changed} changed, "
            f"{summary.ignored} known already"
        )
        if states:
            click.echo(_told_awards(states))
        for line, message in summary.errors:
            click.secho(f"{file}:{line}: {message}", fg="red", err=True)
    if summary.errors:
        raise click.exceptions.Exit(EXIT_PROBLEMS)


@facts.command("export")
@pass_shell
def facts_export(shell: Shell) -> None:
    """Print every known fact as a JSON line, in the order of time.

    Example: recognition facts export > facts.jsonl
    """
    for line in export_facts(shell.database):
        click.echo(line)


# --- awards -------------------------------------------------------------------------------


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
        with shell.database.writing() as session, _spinner("Counting"):
            changes = recount(session, catalog=catalog, now=now)
        kinds = Counter(str(change.kind) for change in changes)
        if as_json:
            print_json({"changes": dict(sorted(kinds.items()))})
        else:
            click.echo(_told_awards(kinds) or "what was stored is what the facts say")
        return
    with shell.database.reading() as session, _spinner("Counting"):
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


# --- catalog ------------------------------------------------------------------------------


@click.group()
def catalog() -> None:
    """Look at the badges."""


@catalog.command("check")
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@json_option
@pass_shell
def catalog_check(shell: Shell, folder: Path | None, *, as_json: bool) -> None:
    """Say what is wrong with the badge files in FOLDER, or in the catalog in force.

    Example: recognition catalog check badge_templates
    """
    found = load_catalog(folder or shell.catalog_folder)
    if as_json:
        print_json([finding.as_json() for finding in found.findings])
    else:
        for finding in found.findings:
            click.echo(str(finding))
        click.echo(f"{len(found.badges)} badges, {len(found.findings)} findings")
    if any(finding.severity is Severity.ERROR for finding in found.findings):
        raise click.exceptions.Exit(EXIT_PROBLEMS)


# --- shields ------------------------------------------------------------------------------


@click.command("shield")
@click.argument("label", required=False)
@click.argument("message", required=False)
@click.option("--color", help="Colour of the message's side.")
@click.option("--label-color", help="Colour of the label's side.")
@click.option("--style", default="flat", show_default=True, help="One of shields.io's styles.")
@click.option("--batch", is_flag=True, help="Read JSON lines, and answer a line each.")
def shield_command(
    label: str | None,
    message: str | None,
    *,
    color: str | None,
    label_color: str | None,
    style: str,
    batch: bool,
) -> None:
    """Draw a shield as SVG.

    With --batch, each line of standard input is an object with label, message, color,
    labelColor, style, logoBase64, links and idSuffix; the answer is {"svg"} or {"error"}.

    Example: recognition shield CMC certified --color blue
    """
    if batch:
        for line in sys.stdin:
            click.echo(json.dumps(_batch_answer(line), ensure_ascii=False))
        return
    if message is None:
        raise click.UsageError("give LABEL and MESSAGE, or --batch")
    wanted = {"label": label, "message": message, "style": style}
    wanted |= {"color": color} if color else {}
    wanted |= {"labelColor": label_color} if label_color else {}
    try:
        click.echo(shield_from(wanted))
    except ValidationError as error:
        click.secho(f"error: {error}", fg="red", err=True)
        raise click.exceptions.Exit(EXIT_USAGE) from error


def _batch_answer(line: str) -> dict[str, str]:
    try:
        return {"svg": shield_from(json.loads(line))}
    except RecursionError:
        return {"error": "nested too deep"}
    except (ValidationError, ValueError) as error:
        return {"error": str(error)}


COMMANDS: tuple[click.Command, ...] = (
    facts,
    awards,
    recount_command,
    catalog,
    shield_command,
    config,
    db,
)


def _told_awards(kinds: Counter[str]) -> str:
    return "\n".join(
        f"{number} award{'s' if number != 1 else ''} {kind}"
        for kind, number in sorted(kinds.items())
    )


@contextmanager
def _open_text(file: Path) -> Iterator[TextIO]:
    """Open a file of JSON lines, also a packed one.

    A byte that is no UTF-8 becomes an escape that JSON does not know, so that the import names
    its line.

    Raises:
        UserError: The file cannot be read, or is not packed as its name says.
    """
    options: dict[str, Any] = {"encoding": "utf-8-sig", "errors": "backslashreplace"}
    try:
        if file.suffix == ".gz":
            with gzip.open(file, "rt", **options) as packed:
                yield cast("TextIO", packed)
        else:
            with file.open(**options) as stream:
                yield stream
    except (OSError, EOFError, zlib.error) as error:
        raise UserError(f"{file} cannot be read: {error}") from error


def _spinner(what: str) -> Any:
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
