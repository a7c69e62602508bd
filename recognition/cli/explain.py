"""Explain awards and what is missing for them: `recognition awards explain`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from recognition.cli.showing import catalog_of
from recognition.kernel.cli import Shell, json_option, pass_shell, print_json, print_table
from recognition.kernel.errors import NotFoundError
from recognition.kernel.findings import suggestion
from recognition.service.explain import explanation_of, lines_of
from recognition.service.visible import person_by_login

if TYPE_CHECKING:
    from sqlmodel import Session

    from recognition.rules.explain import Explanation, Way


@click.command("explain")
@click.argument("login")
@click.argument("badge")
@json_option
@pass_shell
def awards_explain(shell: Shell, login: str, badge: str, *, as_json: bool) -> None:
    """Say what counts towards a badge, what does not and why.

    Example: recognition awards explain ann meshery
    """
    catalog, now = catalog_of(shell), shell.clock.now()
    wanted = catalog.find(badge)
    if wanted is None:
        raise NotFoundError(f"there is no badge {badge}{suggestion(badge, catalog.badges)}")
    with shell.database.reading() as session:
        person = person_by_login(session, login.removeprefix("@"))
        if person is None:
            raise NotFoundError(f"nobody with the login {login} has done anything here")
        told = explanation_of(session, person.id, wanted, now=now)
        if as_json:
            print_json({"person": {"id": person.id, "login": person.login}, **_as_json(told)})
        else:
            _tell(session, person.login, told)


def _tell(session: Session, login: str, told: Explanation) -> None:
    click.echo(
        f"{login} and {told.badge.name}: {len(told.counted)} of {len(told.facts)} deeds count"
    )
    for name in told.missing_badges:
        click.echo(f"before it, {name} is needed")
    click.echo()
    print_table(
        ("tier", "done", "missing"),
        [(way.tier or "-", _done(way), _missing(way)) for way in told.ways],
    )
    if not told.facts:
        return
    click.echo()
    print_table(
        ("day", "deed", "where", "counts", "takes", "here"),
        [
            (
                f"{line.deed.at:%Y-%m-%d}",
                line.deed.what,
                line.deed.place,
                "yes" if one.is_counted else "no",
                line.takes,
                line.found,
            )
            for one, line in zip(told.facts, lines_of(session, told.facts), strict=True)
        ],
    )


def _done(way: Way) -> str:
    return ", ".join(f"{one.done} of {one.of} {one.unit}" for one in way.measures)


def _missing(way: Way) -> str:
    if way.is_earned:
        return "nothing"
    if not way.missing and way.due_at is not None:
        return f"time, until {way.due_at:%Y-%m-%d}"
    return ", ".join(f"{one.of - one.done} {one.unit}" for one in way.missing)


def _as_json(told: Explanation) -> dict[str, Any]:
    return {
        "badge": told.badge.id,
        "missing_badges": list(told.missing_badges),
        "ways": [
            {
                "tier": way.tier,
                "measures": [
                    {"done": one.done, "of": one.of, "unit": one.unit} for one in way.measures
                ],
                "reached_at": _moment(way.reached_at),
                "due_at": _moment(way.due_at),
                "earned": way.is_earned,
            }
            for way in told.ways
        ],
        "facts": [
            {
                "key": one.fact.key,
                "at": _moment(one.fact.at),
                "counts": one.is_counted,
                "refusal": None
                if one.refusal is None
                else {
                    "filter": one.refusal.filter,
                    "wanted": one.refusal.wanted,
                    "found": one.refusal.found,
                },
            }
            for one in told.facts
        ],
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
