"""Carry facts in and out: `recognition facts`."""

from __future__ import annotations

import gzip
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO, cast

import click

from recognition.cli.showing import catalog_of, spinner, told_awards
from recognition.external import rows_of_facts
from recognition.kernel.cli import EXIT_PROBLEMS, Shell, json_option, pass_shell, print_json
from recognition.kernel.errors import UserError
from recognition.service.transfer import export_facts, import_facts


@click.group()
def facts() -> None:
    """Carry facts in and out."""


@facts.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@pass_shell
def facts_import(shell: Shell, file: Path, *, as_json: bool) -> None:
    """Read facts from FILE (JSON lines or CSV, also gzipped), and count what they earn.

    Nothing is announced. Lines that are not facts are named and passed over; importing the
    same file again changes nothing. A CSV file holds facts of the kinds ext.*; its first row
    names the columns id, login, kind and at, and attrs.NAME for each attribute.

    Example: recognition facts import history.jsonl.gz
    """
    with _open_text(file) as stream, spinner(f"Reading {file.name}"):
        summary = import_facts(
            shell.database,
            stream,
            catalog=catalog_of(shell),
            now=shell.clock.now(),
            read=rows_of_facts if _is_table(file) else None,
        )
    states = Counter({str(kind): number for kind, number in summary.awards.items()})
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
        refused = f", {len(summary.errors)} refused" if summary.errors else ""
        click.echo(
            f"{summary.read} lines read: {summary.new} new, {summary.changed} changed, "
            f"{summary.ignored} known already{refused}"
        )
        if states:
            click.echo(told_awards(states))
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


@contextmanager
def _open_text(file: Path) -> Iterator[TextIO]:
    """Open a file of facts, also a packed one.

    A byte that is no UTF-8 becomes an escape that JSON does not know, so that the import names
    its line.

    Raises:
        UserError: The file cannot be read, or is not packed as its name says.
    """
    # A cell may hold line breaks of its own, which must stay as they are.
    newline = "" if _is_table(file) else None
    options: dict[str, Any] = {
        "encoding": "utf-8-sig",
        "errors": "backslashreplace",
        "newline": newline,
    }
    try:
        if file.suffix == ".gz":
            with gzip.open(file, "rt", **options) as packed:
                yield cast("TextIO", packed)
        else:
            with file.open(**options) as stream:
                yield stream
    except (OSError, EOFError, zlib.error) as error:
        raise UserError(f"{file} cannot be read: {error}") from error


def _is_table(file: Path) -> bool:
    return ".csv" in (suffix.lower() for suffix in file.suffixes)
