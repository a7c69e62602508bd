"""The command that says what finished attempts tell of an exam's questions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from exams.cli.context import context_of
from exams.cli.group import AS_JSON, exams
from exams.service.statistics import sat_exams, statistics
from exams.statistics import report
from exams.statistics.wording import coefficient, percent
from recognition.kernel.cli import Shell, pass_shell, print_json, print_table

if TYPE_CHECKING:
    from exams.statistics.reliability import Reliability
    from exams.statistics.summary import ExamStatistics


@exams.command()
@click.argument("exam", required=False)
@click.option("--all", "every", is_flag=True, help="All exams that somebody sat.")
@AS_JSON
@click.option("--csv", "as_spreadsheet", is_flag=True, help="Print a line for each question.")
@click.option(
    "--plots",
    type=click.Path(file_okay=False, path_type=Path),
    help="Also write plots as SVG files into this folder.",
)
@pass_shell
def stats(
    shell: Shell,
    exam: str | None,
    *,
    every: bool,
    as_json: bool,
    as_spreadsheet: bool,
    plots: Path | None,
) -> None:
    """Say how the questions of EXAM did in finished attempts, and which want mending.

    Figures of fewer than 30 attempts are withheld. Nothing here tells a key; who chose which
    option stands on the console, for the maintainers.

    Example: recognition exams stats meshery-cli --plots plots
    """
    if every == (exam is not None):
        raise click.UsageError("name one exam, or say --all")
    if as_json and as_spreadsheet:
        raise click.UsageError("--json and --csv exclude each other")
    context = context_of(shell)
    with shell.database.reading() as session:
        names = [one.exam for one in sat_exams(context, session)] if exam is None else [exam]
        found = [statistics(context, session, name) for name in names]
    if as_json:
        print_json([report.as_json(one) for one in found] if every else report.as_json(found[0]))
    elif as_spreadsheet:
        click.echo(report.as_csv(found), nl=False)
    else:
        for one in found:
            _print(one)
    if plots is not None:
        _write_plots(found, plots)


def _print(found: ExamStatistics) -> None:
    click.secho(f"{found.title} ({found.exam})", bold=True)
    if found.withheld:
        click.echo(f"scores are withheld: {found.withheld}")
    else:
        assert found.passed is not None, "it is withheld with the others"
        click.echo(
            f"{found.attempts} finished attempts, {found.passed} passed; "
            f"mean score {percent(found.mean)}"
        )
    click.echo(_reliability_line(found.reliability))
    print_table(report.HEAD, report.table_rows(found))
    for one in found.flagged:
        for advice in one.advice:
            click.echo(f"{one.question.public.id}: {advice.flag}: {advice.message}")
    click.echo()


def _reliability_line(found: Reliability) -> str:
    if found.withheld:
        return f"reliability is withheld: {found.withheld}"
    words = f"alpha {coefficient(found.alpha)}"
    if found.kr20 is not None:
        words += f", KR-20 {coefficient(found.kr20)}"
    words += f"; standard error of a score {coefficient(found.error)} marks"
    if found.is_estimate:
        words += (
            f" (papers differ: an estimate from pairs of questions, each pair answered by "
            f"{found.shared} people on average)"
        )
    return words


def _write_plots(found: list[ExamStatistics], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for one in found:
        for plot in report.exam_plots(one):
            file = folder / f"{one.exam}-{plot.name}.svg"
            file.write_text(plot.svg + "\n", encoding="utf-8")
            click.echo(f"wrote {file}", err=True)
