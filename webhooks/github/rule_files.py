"""Read the rules that an organisation keeps in its `.github` repository."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from recognition.facts import Repo
from recognition.kernel.ids import RepoId
from webhooks.github.errors import GoneError, ServerError
from webhooks.ports import RuleFilesError

if TYPE_CHECKING:
    from collections.abc import Callable

    from webhooks.github.client import GitHub, Place

MAX_FILES = 3000
"""GitHub lists no more files of a pull request.

https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files
"""

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
            RuleFilesError: They are too many, or one cannot be read.
            GitHubError: GitHub did not tell.
        """
        place = self._github.repository(repo)
        listed = place.api.pages(f"{place.path}/pulls/{number}/files", at_most=MAX_FILES)
        stays: dict[str, bool] = {}
        for file in listed:
            former = file.get("previous_filename")
            if former is not None and self._is_rule(former):
                stays.setdefault(former, False)
            if self._is_rule(file["filename"]):
                stays[file["filename"]] = file["status"] != "removed"
            if len(stays) > MAX_RULE_FILES:
                raise RuleFilesError(_TOO_MANY)
        return {
            path: self._text(place, path, ref=head_sha) if is_there else None
            for path, is_there in stays.items()
        }

    def in_force(self, repo: Repo) -> tuple[str, dict[str, str]]:
        """Give the newest commit of the default branch, and the rule files in it.

        Returns:
            The commit and texts by path; no texts where the branch has no rules.

        Raises:
            RuleFilesError: They are too many, or one cannot be read.
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
            raise RuleFilesError(_TOO_MANY)
        found = {}
        for path in paths:
            text = self._text(place, path, ref=commit)
            if text is not None:
                found[path] = text
        return commit, found

    def _text(self, place: Place, path: str, *, ref: str) -> str | None:
        try:
            file = place.api.get(f"{place.path}/contents/{quote(path)}", ref=ref)
        except GoneError:
            return None
        return _decoded(file, path)


def _decoded(file: Any, path: str) -> str:
    """Give the text of a file; what is no text stays recognisable and is refused as YAML."""
    if not isinstance(file, dict) or file.get("encoding") != "base64":
        # Folders come as a list, and files above 1 MB without their content.
        raise RuleFilesError(f"{path} is no file below 1 MB, and is not read")
    try:
        return base64.b64decode(file["content"]).decode("utf-8", "replace")
    except (binascii.Error, KeyError) as error:
        raise ServerError(f"{path}: GitHub's encoding cannot be read") from error
