"""Ask GitHub, before anything is decided, what the commands of a delivery must know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from webhooks.github.errors import GoneError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recognition.facts import Actor
    from webhooks.ports import GitHubReader

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """What is to be asked.

    Attributes:
        actor: Who wants to decide; `None` where nobody does, and nothing is asked.
        teams: In which of these teams (`org/team`) is the actor?
        logins: Which accounts have these logins?
    """

    actor: Actor | None = None
    teams: frozenset[str] = frozenset()
    logins: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What GitHub said a moment ago.

    Attributes:
        teams: Those of the teams the actor is an active member of.
        accounts: By login in lower case, the accounts that exist.
    """

    teams: frozenset[str] = frozenset()
    accounts: Mapping[str, Actor] = field(default_factory=dict)

    def account(self, login: str) -> Actor | None:
        """Give the account of a login; `None` where GitHub has none."""
        return self.accounts.get(login.lower())


def look_up(questions: Questions, github: GitHubReader) -> Known:
    """Ask; nobody is looked up for somebody who is in no team.

    Raises:
        GitHubError: GitHub does not tell; then nobody decides.
    """
    actor = questions.actor
    if actor is None:
        return Known()
    teams = frozenset(team for team in sorted(questions.teams) if is_in_team(team, actor, github))
    if not teams:
        return Known()
    organization = min(teams).partition("/")[0]
    accounts = {
        login.lower(): account
        for login in sorted(questions.logins)
        if (account := github.account(login, organization=organization)) is not None
    }
    return Known(teams=teams, accounts=accounts)


def is_in_team(team: str, actor: Actor, github: GitHubReader) -> bool:
    """Tell whether somebody is a member of a team now; nobody is of one that is not known.

    Raises:
        GitHubError: GitHub does not tell.
    """
    try:
        return github.is_member(team, actor_id=actor.id, login=actor.login)
    except GoneError as error:
        # One badge file that names a team where the App is not installed must not keep all
        # other teams from deciding.
        log.warning("team_unknown", team=team, reason=str(error))
        return False
