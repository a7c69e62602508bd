"""Give people what is kept of them, and forget them: `recognition export` and `erase`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from recognition.kernel.cli import Shell, json_option, pass_shell, print_json
from recognition.kernel.errors import NotFoundError
from recognition.service import persons
from recognition.service.personal import erase, everything
from recognition.service.visible import person_by_login
from recognition.store import AccountRow

if TYPE_CHECKING:
    from sqlmodel import Session


@click.command("export")
@click.argument("login")
@pass_shell
def export_command(shell: Shell, login: str) -> None:
    """Print everything that is kept of LOGIN (or of an account's number) as JSON.

    All accounts of the person are in it, with facts, awards, votes, posts, exam attempts and
    deliveries. It is for that person alone.

    Example: recognition export octocat > octocat.json
    """
    with shell.database.reading() as session:
        print_json(everything(session, _accounts(session, login)))


@click.command("erase")
@click.argument("login")
@click.confirmation_option(prompt="Forget this person for good?")
@json_option
@pass_shell
def erase_command(shell: Shell, login: str, *, as_json: bool) -> None:
    """Forget LOGIN (or an account's number) for good, with all accounts of the person.

    Facts, awards, links, votes about the awards, posts, exam attempts and deliveries are
    deleted. What stays are numbers without names: in the account table, so that what GitHub
    tells later is not kept again, and in the audit log, whose chain must not break. The person
    can begin anew with `/recognition optin`.

    Example: recognition erase octocat --yes
    """
    with shell.database.writing() as session:
        deleted = erase(session, _accounts(session, login), now=shell.clock.now())
    if as_json:
        print_json(deleted)
        return
    for name, number in deleted.items():
        click.echo(f"{name}: {number} deleted")


def _accounts(session: Session, login: str) -> tuple[int, ...]:
    """Find the accounts of a person.

    Raises:
        NotFoundError: Nothing is known of that login or number.
    """
    by_number = session.get(AccountRow, int(login)) if login.isdecimal() else None
    found = person_by_login(session, login) or by_number
    if found is None:
        raise NotFoundError(f"nothing is known of {login}")
    return persons.accounts_of(session, found.id)
