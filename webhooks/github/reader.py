"""Answer what the handling of deliveries must ask GitHub: changed files, and who decides."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

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
        maintainers: `org/team` whose members decide about awards; `None` where nobody does.
    """

    def __init__(self, github: GitHub, *, maintainers: str | None) -> None:
        self._github = github
        self._maintainers = maintainers

    def changed_files(self, repo: Repo, number: int) -> tuple[str, ...]:
        """List the paths that a pull request changes, the first 3,000 of them.

        Raises:
            GitHubError: GitHub did not tell.
        """
        place = self._github.repository(repo)
        files = place.api.pages(f"{place.path}/pulls/{number}/files", at_most=MAX_FILES)
        return tuple(file["filename"] for file in files)

    def is_maintainer(self, actor_id: int, login: str) -> bool:
        """Tell whether somebody is an active member of the maintainers' team at this moment.

        The login must still belong to the account: it may have been renamed and taken by
        another since.

        Raises:
            GitHubError: GitHub did not tell; then nobody is a maintainer.
        """
        if self._maintainers is None:
            return False
        organization, _, team = self._maintainers.partition("/")
        api = self._github.organization(organization)
        try:
            if api.get(f"/users/{quote(login)}")["id"] != actor_id:
                return False
            membership = api.get(
                f"/orgs/{quote(organization)}/teams/{quote(team)}/memberships/{quote(login)}"
            )
        except GoneError:
            # GitHub answers 404 for whoever is not in the team.
            return False
        return bool(membership["state"] == "active")
