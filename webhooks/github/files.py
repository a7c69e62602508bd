"""Read which files a pull request changes, and what stands in them."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from webhooks.github.errors import GoneError, ServerError
from webhooks.ports import FilesError

if TYPE_CHECKING:
    from collections.abc import Callable

    from webhooks.github.client import Place

MAX_FILES = 3000
"""GitHub lists no more files of a pull request.

https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files
"""


def changed_paths(
    place: Place, number: int, wanted: Callable[[str], bool], *, at_most: int, too_many: str
) -> dict[str, bool]:
    """Give the wanted paths that a pull request changes, and whether each is there afterwards.

    Args:
        place: The repository.
        number: The pull request.
        wanted: Tells whether a path is looked at.
        at_most: How many are read; anybody may open a pull request.
        too_many: What to say where there are more.

    Raises:
        FilesError: There are more.
        GitHubError: GitHub did not tell.
    """
    stays: dict[str, bool] = {}
    for file in place.api.pages(f"{place.path}/pulls/{number}/files", at_most=MAX_FILES):
        former = file.get("previous_filename")
        if former is not None and wanted(former):
            stays.setdefault(former, False)
        if wanted(file["filename"]):
            stays[file["filename"]] = file["status"] != "removed"
        if len(stays) > at_most:
            raise FilesError(too_many)
    return stays


def text_at(place: Place, path: str, *, ref: str) -> str | None:
    """Give the text of a file at a commit or branch; `None` where it is not there.

    What is no text stays recognisable, and is refused by whoever parses it.

    Raises:
        FilesError: It is a folder, or larger than GitHub sends.
        GitHubError: GitHub did not tell.
    """
    try:
        file: Any = place.api.get(f"{place.path}/contents/{quote(path)}", ref=ref)
    except GoneError:
        return None
    if not isinstance(file, dict) or file.get("encoding") != "base64":
        # Folders come as a list, and files above 1 MB without their content.
        raise FilesError(f"{path} is no file below 1 MB, and is not read")
    try:
        return base64.b64decode(file["content"]).decode("utf-8", "replace")
    except (binascii.Error, KeyError) as error:
        raise ServerError(f"{path}: GitHub's encoding cannot be read") from error
