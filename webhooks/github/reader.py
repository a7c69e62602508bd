"""Answer what the handling of deliveries must ask GitHub: what is so now, and who is who."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from recognition.facts import Actor
from recognition.kernel.ids import UserId
from webhooks.github.errors import GoneError
from webhooks.github.history import History, Kind
from webhooks.payloads import Discussion, Issue, Membership, PullRequestHistory

if TYPE_CHECKING:
    from recognition.facts import Repo
    from recognition.kernel.clock import Clock
    from webhooks.github.client import GitHub
    from webhooks.github.nodes import Thread
    from webhooks.payloads import Team


class Reader:
    """Reads from GitHub; implements `webhooks.ports.GitHubReader`.

    Args:
        github: As the App sees it.
        clock: Says when something was looked up.
    """

    def __init__(self, github: GitHub, *, clock: Clock) -> None:
        self._github = github
        self._clock = clock
        self._history = History(github, clock=clock)

    def pull_request(self, repo: Repo, number: int) -> PullRequestHistory | None:
        """Read a pull request with all that is counted about it; `None` if it is gone.

        Raises:
            GitHubError: GitHub did not tell.
        """
        thread = self._thread(repo, Kind.PULL_REQUESTS, number)
        subject = thread and thread.subject
        assert subject is None or isinstance(subject, PullRequestHistory), "that was asked for"
        return subject

    def issue(self, repo: Repo, number: int) -> Issue | None:
        """Read an issue with its closings; `None` if it is gone from there.

        Raises:
            GitHubError: GitHub did not tell.
        """
        thread = self._thread(repo, Kind.ISSUES, number)
        subject = thread and thread.subject
        assert subject is None or isinstance(subject, Issue), "that was asked for"
        return subject

    def discussion(self, repo: Repo, number: int) -> Discussion | None:
        """Read a discussion with its answer; `None` if it is gone from there.

        Raises:
            GitHubError: GitHub did not tell.
        """
        thread = self._thread(repo, Kind.DISCUSSIONS, number)
        subject = thread and thread.subject
        assert subject is None or isinstance(subject, Discussion), "that was asked for"
        return subject

    def membership(self, team: Team, member: Actor) -> Membership:
        """Tell whether somebody is in a team, or an organisation, at this moment.

        Raises:
            GitHubError: GitHub did not tell.
        """
        seen_at = self._clock.now()
        is_active = self._is_active(
            team.organization, team.slug, actor_id=member.id, login=member.login
        )
        return Membership(team=team, member=member, is_active=is_active, seen_at=seen_at)

    def is_member(self, team: str, *, actor_id: int, login: str) -> bool:
        """Tell whether somebody is an active member of a team at this moment.

        Args:
            team: `org/team`.
            actor_id: The account's number.
            login: Its login.

        Raises:
            GitHubError: GitHub did not tell; then nobody is a member.
        """
        organization, _, slug = team.partition("/")
        return self._is_active(organization, slug, actor_id=actor_id, login=login)

    def account(self, login: str, *, organization: str) -> Actor | None:
        """Give the account that has a login at this moment; `None` where GitHub has none.

        Args:
            login: The login.
            organization: As whose installation to ask.

        Raises:
            GitHubError: GitHub did not tell.
        """
        try:
            found = self._github.organization(organization).get(f"/users/{quote(login)}")
        except GoneError:
            return None
        return Actor(id=UserId(found["id"]), login=found["login"], type=found["type"])

    def _is_active(
        self, organization: str, slug: str | None, *, actor_id: int, login: str
    ) -> bool:
        """Ask for an active membership of a team, or without its short name of the whole.

        The login must still belong to the account: it may have been renamed and taken by
        another since.
        """
        api = self._github.organization(organization)
        place = f"/orgs/{quote(organization)}"
        if slug is not None:
            place += f"/teams/{quote(slug)}"
        try:
            if api.get(f"/users/{quote(login)}")["id"] != actor_id:
                return False
            membership = api.get(f"{place}/memberships/{quote(login)}")
        except GoneError:
            # GitHub answers 404 for whoever is not in the team.
            return False
        return bool(membership["state"] == "active")

    def _thread(self, repo: Repo, kind: Kind, number: int) -> Thread | None:
        try:
            return self._history.thread(repo, kind, number)
        except GoneError:
            return None
