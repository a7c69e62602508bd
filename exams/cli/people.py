"""Commands for whoever runs the server: extra time for people, and receipts they show."""

from __future__ import annotations

import click

from exams.cli.context import context_of
from exams.cli.group import exams
from exams.policy import USUAL_PERCENT
from exams.service import accommodations
from exams.service.accommodations import ALL_EXAMS, PERCENTS
from exams.service.receipts import find_receipt
from recognition.cli.deciding import actor_named
from recognition.kernel.cli import EXIT_PROBLEMS, Shell, json_option, pass_shell, print_json
from recognition.kernel.errors import UserError
from recognition.service.persons import OPERATOR


@exams.command()
@click.argument("login")
@click.option(
    "--percent",
    type=click.Choice([str(percent) for percent in PERCENTS]),
    help="Of the exam's time.",
)
@click.option("--exam", default=ALL_EXAMS, help="One exam only; all of them if not given.")
@click.option("--remove", is_flag=True, help="Take it back; an attempt under way keeps it.")
@pass_shell
def accommodate(shell: Shell, login: str, *, percent: str | None, exam: str, remove: bool) -> None:
    """Give LOGIN (or LOGIN=NUMBER) extra time, in an attempt under way too.

    The audit log says that it was given; why is nobody's business. Only the person sees it.

    Example: recognition exams accommodate octocat --percent 150 --exam meshery-cli
    """
    if remove is (percent is not None):
        raise click.UsageError("give either --percent or --remove")
    context = context_of(shell)
    with shell.database.writing() as session:
        person = actor_named(session, login)
        if percent is None:
            accommodations.remove(context, session, person_id=person.id, by=OPERATOR, exam=exam)
        else:
            accommodations.give(
                context,
                session,
                person_id=person.id,
                percent=int(percent),
                by=OPERATOR,
                exam=exam,
            )
    click.echo(
        f"{person.login}: {percent or USUAL_PERCENT} % of the time of {exam or 'all exams'}"
    )


@exams.command()
@click.argument("code")
@json_option
@pass_shell
def receipt(shell: Shell, code: str, *, as_json: bool) -> None:
    """Say whether the receipt CODE agrees with what is kept; ends with 1 where it does not.

    Example: recognition exams receipt K7QF-2MTA-XW4P-6B3D
    """
    if shell.settings.secret_key is None:
        raise UserError("SECRET_KEY is not set, and receipts are made with it")
    with shell.database.reading() as session:
        found = find_receipt(context_of(shell), session, code)
    if as_json:
        print_json(found.as_json())
    else:
        click.echo(
            f"{found.exam}, attempt {found.attempt_id}: {len(found.answers)} of "
            f"{found.questions} answers at {found.submitted_at:%Y-%m-%d %H:%M:%S} UTC, "
            f"{'genuine' if found.is_genuine else 'does not agree with what is kept'}"
        )
    if not found.is_genuine:
        click.get_current_context().exit(EXIT_PROBLEMS)
