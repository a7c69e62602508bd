"""Read the rules that an organisation keeps in its `.github` repository."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from recognition.facts import Repo
from recognition.kernel.ids import RepoId
from webhooks.github.errors import GoneError
from webhooks.github.files import changed_paths, text_at
from webhooks.ports import FilesError

if TYPE_CHECKING:
    from collections.abc import Callable

    from webhooks.github.client import GitHub

MAX_RULE_FILES = 200
"""Four times the badges we ship. Anybody may propose a change, and reading a file is a request."""

_TOO_MANY = f"there are more than {MAX_RULE_FILES} rule files, which is more than are read"


class RuleFiles:
    """Reads files of repositories; implements `webhooks.ports.RuleReader`.

    Args:
        github: As the App sees it.
        is_rule: Tells whether a path of a repository belongs to the rules.
    """

    def __init__(self, github: GitHub, *, is_rule: Callable[[str], bool]) -> None:
        self._github = github
        self._is_rule = is_rule

    def find(self, full_name: str) -> Repo | None:
        """Give the repository of that name; `None` where the App cannot see one.

        Raises:
            GitHubError: GitHub did not tell.
        """
        try:
            place = self._github.repository(Repo(id=RepoId(0), full_name=full_name))
            found = place.api.get(place.path)
        except GoneError:
            return None
        return Repo(id=RepoId(found["id"]), full_name=found["full_name"])

    def proposed(self, repo: Repo, number: int, *, head_sha: str) -> dict[str, str | None]:
        """Give the rule files that a pull request changes, as they are at its head.

        Returns:
            Texts by path, `None` for files that it takes away; empty where it changes no rule.

        Raises:
            FilesError: They are too many, or one cannot be read.
            GitHubError: GitHub did not tell.
        """
        place = self._github.repository(repo)
        stays = changed_paths(
            place, number, self._is_rule, at_most=MAX_RULE_FILES, too_many=_TOO_MANY
        )
        return {
            path: text_at(place, path, ref=head_sha) if is_there else None
            for path, is_there in stays.items()
        }

    def in_force(self, repo: Repo) -> tuple[str, dict[str, str]]:
        """Give the newest commit of the default branch, and the rule files in it.

        Returns:
            The commit and texts by path; no texts where the branch has no rules.

        Raises:
            FilesError: They are too many, or one cannot be read.
            GoneError: There is no such repository, or nothing in it.
            GitHubError: GitHub did not tell.
        """
        place = self._github.repository(repo)
        branch = place.api.get(place.path)["default_branch"]
        commit = place.api.get(f"{place.path}/commits/{quote(branch, safe='')}")["sha"]
        tree = place.api.get(f"{place.path}/git/trees/{commit}", recursive=1)
        paths = [
            entry["path"]
            for entry in tree["tree"]
            if entry["type"] == "blob" and self._is_rule(entry["path"])
        ]
        if len(paths) > MAX_RULE_FILES:
            raise FilesError(_TOO_MANY)
        found = {}
        for path in paths:
            text = text_at(place, path, ref=commit)
            if text is not None:
                found[path] = text
        return commit, found
