"""Tests of webhooks.lookups: what GitHub is asked before anything is decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.recognition.deeds import ANN, BOB, LEE
from webhooks.github.errors import GoneError, ServerError
from webhooks.lookups import Known, Questions, look_up

if TYPE_CHECKING:
    from recognition.facts import Actor
    from webhooks.ports import GitHubReader


@dataclass
class Teams:
    """A GitHub that knows teams and accounts, and keeps what it was asked."""

    members: dict[str, set[int]]
    trouble: dict[str, Exception] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def is_member(self, team: str, *, actor_id: int, login: str) -> bool:
        self.asked.append(f"{login} in {team}")
        if team in self.trouble:
            raise self.trouble[team]
        return actor_id in self.members.get(team, ())

    def account(self, login: str, *, organization: str) -> Actor | None:
        self.asked.append(f"{login} as {organization}")
        return {"ann": ANN, "bob": BOB}.get(login.lower())


def asks(github: Teams, **questions: object) -> Known:
    reader: GitHubReader = github  # type: ignore[assignment]  # no more of it is needed here
    return look_up(Questions(**questions), reader)  # type: ignore[arg-type]  # fields by name


TEAMS = frozenset({"meshery/maintainers", "layer5/events"})


def test_where_nobody_decides_nothing_is_asked() -> None:
    github = Teams({})
    assert asks(github, logins=frozenset({"ann"})) == Known()
    assert github.asked == []


def test_every_team_is_asked_and_accounts_are_found_in_any_case() -> None:
    github = Teams({"meshery/maintainers": {LEE.id}})
    known = asks(github, actor=LEE, teams=TEAMS, logins=frozenset({"Ann", "nobody"}))
    assert known.teams == {"meshery/maintainers"}
    assert known.account("ANN") == ANN
    assert known.account("nobody") is None
    assert github.asked == [
        "lee in layer5/events",
        "lee in meshery/maintainers",
        "Ann as meshery",
        "nobody as meshery",
    ]


def test_for_somebody_in_no_team_nobody_is_looked_up() -> None:
    github = Teams({})
    assert asks(github, actor=BOB, teams=TEAMS, logins=frozenset({"ann"})) == Known()
    assert len(github.asked) == 2


def test_a_team_where_the_app_is_not_installed_keeps_no_other_from_deciding() -> None:
    github = Teams(
        {"meshery/maintainers": {LEE.id}},
        trouble={"layer5/events": GoneError("the App is not installed on layer5")},
    )
    assert asks(github, actor=LEE, teams=TEAMS).teams == {"meshery/maintainers"}


def test_where_github_does_not_tell_nothing_is_known() -> None:
    github = Teams(
        {"meshery/maintainers": {LEE.id}}, trouble={"layer5/events": ServerError("away")}
    )
    with pytest.raises(ServerError):
        asks(github, actor=LEE, teams=TEAMS)
