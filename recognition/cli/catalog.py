"""Look at the badges: `recognition catalog`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from recognition.catalog import load_catalog
from recognition.cli.showing import spinner
from recognition.kernel.cli import (
    EXIT_PROBLEMS,
    Shell,
    json_option,
    pass_shell,
    print_json,
    print_table,
)
from recognition.kernel.findings import Severity
from recognition.render.contact_sheet import contact_sheet
from recognition.render.emblems import read_emblems
from recognition.service.rulebook import touched
from recognition.service.shadow import differing, foresee


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


@catalog.command("diff")
@click.argument("before", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("after", type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
@pass_shell
def catalog_diff(shell: Shell, before: Path, after: Path, *, as_json: bool) -> None:
    """Say who gains and who loses where the badges of folder AFTER take the place of BEFORE's.

    Nothing is changed. Exit status 1 where anybody's awards would be others.

    Example: recognition catalog diff badge_templates /tmp/badges
    """
    former, latter = load_catalog(before), load_catalog(after)
    for finding in (*former.findings, *latter.findings):
        click.secho(str(finding), fg="yellow", err=True)
    with shell.database.reading() as session, spinner("Counting"):
        now = shell.clock.now()
        found = foresee(session, before=former, after=latter, now=now)
    effects = [(one.change.award, touched(one, latter)) for one in found]
    badges = [badge.id for badge in differing(former, latter)]
    if as_json:
        told = [
            {
                "person": {"id": award.person_id, "login": effect.login},
                "badge": award.badge,
                "tier": effect.tier,
                "fate": str(effect.fate),
                "before": None if effect.before is None else effect.before.isoformat(),
                "after": None if effect.after is None else effect.after.isoformat(),
            }
            for award, effect in effects
        ]
        print_json({"badges": badges, "effects": told})
    elif effects:
        print_table(
            ("badge", "tier", "person", "what", "before", "after"),
            [
                (
                    award.badge,
                    effect.tier or "",
                    effect.login,
                    str(effect.fate),
                    *effect.days,
                )
                for award, effect in effects
            ],
        )
        fates = Counter(str(effect.fate) for _, effect in effects)
        click.echo(", ".join(f"{number} {fate}" for fate, number in sorted(fates.items())))
    else:
        number = f"{len(badges)} changed badges" if badges else "no changed badge"
        click.echo(f"{number}, and nobody's awards would be others")
    if effects:
        raise click.exceptions.Exit(EXIT_PROBLEMS)


@catalog.command("preview")
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--output",
    default="catalog.html",
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write.",
)
@pass_shell
def catalog_preview(shell: Shell, folder: Path | None, output: Path) -> None:
    """Draw every badge in FOLDER, or in the catalog in force, on one page with its rule in words.

    Example: recognition catalog preview --output /tmp/catalog.html
    """
    place = folder or shell.catalog_folder
    found = load_catalog(place)
    emblems = read_emblems() | read_emblems(place / "art")
    output.write_text(contact_sheet(found, emblems=emblems), encoding="utf-8")
    click.echo(f"{len(found.badges)} badges drawn in {output}")
