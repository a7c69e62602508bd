"""Prove that the scores of stored attempts follow from their answers."""

from __future__ import annotations

import click

from exams.cli.group import AS_JSON, exams
from exams.service.stored import closed_rows, replay
from recognition.kernel.cli import EXIT_PROBLEMS, Shell, pass_shell, print_json
from recognition.kernel.errors import NotFoundError


@exams.command("replay")
@click.option("--attempt", metavar="ID", help="One attempt.")
@click.option("--all", "every", is_flag=True, help="Every attempt that is graded.")
@AS_JSON
@pass_shell
def replay_attempts(shell: Shell, *, attempt: str | None, every: bool, as_json: bool) -> None:
    """Grade stored attempts again, and prove that their scores are what is stored.

    Each is counted from its answers by the versions of questions it counts by, and compared
    question by question. Ends with 1 where one differs.

    Example: recognition exams replay --all
    """
    if every == (attempt is not None):
        raise click.UsageError("name --attempt ID, or say --all")
    with shell.database.reading() as session:
        rows = closed_rows(session, attempt_ids=None if attempt is None else [attempt])
        if attempt is not None and not rows:
            raise NotFoundError("There is no such graded attempt.")
        results = list(replay(session, rows))
    differing = [one for one in results if not one.is_same]
    if as_json:
        print_json(
            {
                "attempts": len(results),
                "different": [
                    {"id": one.attempt_id, "stored": one.stored, "again": one.again}
                    for one in differing
                ],
            }
        )
    else:
        for one in differing:
            click.echo(f"{one.attempt_id}: stored {one.stored}, counted again {one.again}")
        click.echo(f"{len(results)} graded again, {len(differing)} different")
    if differing:
        click.get_current_context().exit(EXIT_PROBLEMS)
