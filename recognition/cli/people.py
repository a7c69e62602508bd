"""Say which accounts are one person: `recognition people`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from sqlalchemy import func, select

from recognition.cli.showing import catalog_of
from recognition.kernel.cli import Shell, json_option, pass_shell, print_json
from recognition.kernel.errors import NotFoundError
from recognition.service.awards import awards_by_person
from recognition.service.facts import FACT
from recognition.service.persons import OPERATOR, accounts_of, link, unlink
from recognition.service.visible import person_by_login
from recognition.store import AccountRow

if TYPE_CHECKING:
    from sqlmodel import Session


@click.group()
def people() -> None:
    """Say which accounts are one person."""


@people.command("link")
@click.argument("login")
@click.argument("to")
@pass_shell
def people_link(shell: Shell, login: str, to: str) -> None:
    """Count what the account LOGIN does for the person of the account TO.

    Nothing is announced, and `people unlink` undoes it without a trace.

    Example: recognition people link ann-at-work ann
    """
    catalog, now = catalog_of(shell), shell.clock.now()
    with shell.database.writing() as session:
        account, lead = _account(session, login), _account(session, to)
        link(session, account.id, to=lead.id, by=OPERATOR, catalog=catalog, now=now)
        _tell(_shown(session, lead))


@people.command("unlink")
@click.argument("login")
@pass_shell
def people_unlink(shell: Shell, login: str) -> None:
    """Make the account LOGIN a person of its own again.

    Example: recognition people unlink ann-at-work
    """
    catalog, now = catalog_of(shell), shell.clock.now()
    with shell.database.writing() as session:
        account = _account(session, login)
        former, *_ = accounts_of(session, account.id)
        unlink(session, account.id, catalog=catalog, now=now)
        for one in (session.get(AccountRow, former), account):
            if one is not None:
                _tell(_shown(session, one))


@people.command("show")
@click.argument("login")
@json_option
@pass_shell
def people_show(shell: Shell, login: str, *, as_json: bool) -> None:
    """Show the person of the account LOGIN: its accounts, and how much they did and earned.

    Example: recognition people show ann
    """
    with shell.database.reading() as session:
        shown = _shown(session, _account(session, login))
    if as_json:
        print_json(shown)
    else:
        _tell(shown)


def _account(session: Session, login: str) -> AccountRow:
    account = person_by_login(session, login.removeprefix("@"))
    if account is None:
        raise NotFoundError(f"nobody with the login {login} has done anything here")
    return account


def _shown(session: Session, account: AccountRow) -> dict[str, Any]:
    ids = accounts_of(session, account.id)
    of_accounts = select(FACT.c.actor_id, func.count()).where(FACT.c.actor_id.in_(ids))
    counted = session.connection().execute(of_accounts.group_by(FACT.c.actor_id))
    facts = {row[0]: row[1] for row in counted}
    rows = [row for one in ids for row in [session.get(AccountRow, one)] if row is not None]
    awards = awards_by_person(session, [ids[0]]).get(ids[0], [])
    return {
        "person": {"id": ids[0], "login": rows[0].login},
        "accounts": [
            {"id": row.id, "login": row.login, "facts": facts.get(row.id, 0)} for row in rows
        ],
        "awards": sum(award.is_earned for award in awards),
        "opted_out": rows[0].opted_out,
    }


def _tell(shown: dict[str, Any]) -> None:
    said = f"{shown['person']['login']}: {shown['awards']} awards"
    click.echo(said + (", opted out" if shown["opted_out"] else ""))
    for account in shown["accounts"]:
        click.echo(f"  {account['login']} ({account['id']}): {account['facts']} facts")
