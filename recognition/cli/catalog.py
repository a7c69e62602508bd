"""Look at the badges: `recognition catalog`."""

from __future__ import annotations

from pathlib import Path

import click

from recognition.catalog import load_catalog
from recognition.kernel.cli import EXIT_PROBLEMS, Shell, json_option, pass_shell, print_json
from recognition.kernel.findings import Severity


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
