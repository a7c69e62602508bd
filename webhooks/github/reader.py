"""Answer what the handling of deliveries must ask GitHub: changed files, and who somebody is."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from recognition.facts import Actor
from recognition.kernel.ids import UserId
from webhooks.github.errors import GoneError

if TYPE_CHECKING:
    from recognition.facts import Repo
    from webhooks.github.client import GitHub

MAX_FILES = 3000
"""GitHub lists no more files of a pull request.

https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files
"""


class Reader:
    """Reads from GitHub; implements `webhooks.ports.GitHubReader`.

    Args:
        github: As the App sees it.
    """

    def __init__(self, github: GitHub) -> None:
        self._github = github

    def changed_files(self, repo: Repo, number: int) -> tuple[str, ...]:
        """List the paths that a pull request changes, the first 3,000 of them.

        Raises:
            GitHubError: GitHub did not tell.
        """
        place = self._github.repository(repo)
        files = place.api.pages(f"{place.path}/pulls/{number}/files", at_most=MAX_FILES)
        return tuple(file["filename"] for file in files)

    def is_member(self, team: str, *, actor_id: int, login: str) -> bool:
        """Tell whether somebody is an active member of a team at this moment.

        The login must still belong to the account: it may have been renamed and taken by
        another since.

        Args:
            team: `org/team`.
            actor_id: The account's number.
            login: Its login.

        Raises:
            GitHubError: GitHub did not tell; then nobody is a member.
        """
        organization, _, slug = team.partition("/")
        api = self._github.organization(organization)
        try:
            if api.get(f"/users/{quote(login)}")["id"] != actor_id:
                return False
            membership = api.get(
                f"/orgs/{quote(organization)}/teams/{quote(slug)}/memberships/{quote(login)}"
            )
        except GoneError:
            # GitHub answers 404 for whoever is not in the team.
            return False
        return bool(membership["state"] == "active")

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
