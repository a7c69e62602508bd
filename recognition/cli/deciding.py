"""Decide about awards on the server's command line, in a maintainer's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from recognition.awards import AwardChange, ChangeKind, award_id
from recognition.cli.showing import catalog_of
from recognition.decisions import MOVES, Verb, name_of
from recognition.facts import Actor
from recognition.kernel.cli import Shell, json_option, pass_shell, print_json
from recognition.kernel.errors import NotFoundError, UserError
from recognition.kernel.ids import UserId
from recognition.service.grants import grant
from recognition.service.persons import person_of
from recognition.service.review import decide, unvote
from recognition.service.showing import logins
from recognition.service.visible import person_by_login

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from recognition.catalog import Catalog

_PURPOSES = {
    Verb.APPROVE: "Grant what waits for a decision.\n\nSome badges take several maintainers.",
    Verb.HOLD: "Ask for time.\n\nWhat is on hold waits for a decision, and does not run out.",
    Verb.REJECT: "Refuse what waits for a decision.\n\nOne maintainer is enough.",
    Verb.REVOKE: "Take awards back for good.\n\nCertifications take two maintainers.",
    Verb.DISPUTE: "Say that awards are wrong.\n\nThey are valid until a maintainer has looked.",
    Verb.UPHOLD: "Say that disputed awards are right.\n\nOne maintainer is enough.",
}

_as_option = click.option(
    "--as",
    "by",
    required=True,
    metavar="LOGIN",
    help="Whose decision it is; LOGIN=NUMBER for an account that was never seen.",
)


def decision_command(verb: Verb) -> click.Command:
    """Make the command that does one thing of the table in `recognition.decisions`."""
    takes_reason = MOVES[verb].takes_reason

    @click.command(verb, help=_help(verb))
    @click.argument("awards", nargs=-1, required=True, metavar="AWARD…")
    @_as_option
    @click.option("--reason", required=takes_reason, help="Why; it is kept with the award.")
    @json_option
    @pass_shell
    def command(
        shell: Shell, awards: tuple[str, ...], *, by: str, reason: str | None, as_json: bool
    ) -> None:
        catalog, now = catalog_of(shell), shell.clock.now()
        with shell.database.writing() as session:
            changes = decide(
                session,
                verb,
                [award_named(session, name, catalog) for name in awards],
                by=actor_named(session, by),
                catalog=catalog,
                now=now,
                reason=reason,
            )
            told = _told(session, changes)
        _tell(told, as_json=as_json)

    return command


@click.command("unvote")
@click.argument("awards", nargs=-1, required=True, metavar="AWARD…")
@_as_option
@json_option
@pass_shell
def awards_unvote(shell: Shell, awards: tuple[str, ...], *, by: str, as_json: bool) -> None:
    """Take back a vote before the decision.

    Example: recognition awards unvote ann/certified-meshery-contributor --as lee
    """
    catalog, now = catalog_of(shell), shell.clock.now()
    with shell.database.writing() as session:
        ids = [award_named(session, name, catalog) for name in awards]
        changes = unvote(session, ids, by=actor_named(session, by), now=now)
        told = _told(session, changes)
    _tell(told, as_json=as_json)


@click.command("grant")
@click.argument("badge")
@click.argument("people", nargs=-1, required=True, metavar="LOGIN…")
@_as_option
@click.option("--reason", required=True, help="Why; it is kept with the award.")
@click.option("--tier", help="Which tier of the badge, where it has some.")
@click.option("--url", help="Where it can be seen, such as the page of an event.")
@json_option
@pass_shell
def awards_grant(
    shell: Shell,
    badge: str,
    people: tuple[str, ...],
    *,
    by: str,
    reason: str,
    tier: str | None,
    url: str | None,
    as_json: bool,
) -> None:
    """Give a badge by hand, to all of the people or to none.

    Somebody who was never seen is named with the account's number: LOGIN=NUMBER. Nothing is
    announced.

    Example: recognition awards grant meshmate ann bob=583231 --as lee --reason "led a workshop"
    """
    catalog, now = catalog_of(shell), shell.clock.now()
    with shell.database.writing() as session:
        changes = grant(
            session,
            [actor_named(session, name) for name in people],
            badge,
            tier=tier,
            by=actor_named(session, by),
            catalog=catalog,
            now=now,
            reason=reason,
            url=url,
        )
        told = _told(session, changes)
    _tell(told, as_json=as_json)


def actor_named(session: Session, name: str) -> Actor:
    """Find the account that is meant by `LOGIN`, or take the one that `LOGIN=NUMBER` says.

    Raises:
        NotFoundError: Nobody with that login was ever seen.
        UserError: What stands behind the sign is not the number of an account.
    """
    login, sign, number = name.removeprefix("@").partition("=")
    if sign:
        if not (login and number.isascii() and number.isdigit() and 0 < int(number) < 2**63):
            raise UserError(f"'{name}' is not LOGIN=NUMBER, such as octocat=583231")
        return Actor(id=UserId(int(number)), login=login)
    account = person_by_login(session, login)
    if account is None:
        raise NotFoundError(
            f"nobody with the login {login} was ever seen; {login}=NUMBER says which account"
        )
    return Actor(id=UserId(account.id), login=account.login, type=account.type)


def award_named(session: Session, name: str, catalog: Catalog) -> str:
    """Give the id of an award that is named by it, or as `LOGIN/BADGE` or `LOGIN/BADGE/TIER`.

    Raises:
        NotFoundError: There is no such person or badge.
    """
    login, sign, rest = name.partition("/")
    if not sign:
        return name
    wanted, _, tier = rest.partition("/")
    badge = catalog.find(wanted)
    if badge is None:
        raise NotFoundError(f"there is no badge {wanted}")
    person = person_of(session, actor_named(session, login).id)
    return award_id(person, badge.id, tier or None)


def _help(verb: Verb) -> str:
    reason = ' --reason "one typo in five parts"' if MOVES[verb].takes_reason else ""
    return (
        f"{_PURPOSES[verb]} AWARD is an id of `awards list`, or LOGIN/BADGE or "
        "LOGIN/BADGE/TIER. Nothing is announced.\n\n"
        f"Example: recognition awards {verb} ann/meshery-operator --as lee{reason}"
    )


def _told(session: Session, changes: Sequence[AwardChange]) -> list[dict[str, Any]]:
    names = logins(session, [change.award.person_id for change in changes])
    return [
        {
            "kind": str(change.kind),
            "id": change.award.id,
            "person": {"id": change.award.person_id, "login": names[change.award.person_id]},
            "badge": change.award.badge,
            "tier": change.award.tier,
            "state": str(change.award.state),
            "voices": len(change.voices),
            "quorum": change.quorum,
            "name": name_of(change.award),
        }
        for change in changes
    ]


def _tell(told: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print_json([{key: one[key] for key in one if key != "name"} for one in told])
        return
    for one in told:
        line = f"{one['person']['login']}: {one['name']} {one['kind']}"
        if one["kind"] == ChangeKind.VOTED:
            missing = one["quorum"] - one["voices"]
            line += f", {one['voices']} of {one['quorum']}; {missing} more must say so"
        click.echo(line)
