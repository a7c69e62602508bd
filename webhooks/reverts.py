"""Find what a merged pull request undoes, by the words GitHub and git write for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recognition.facts import Repo

_PULL_REQUEST = re.compile(
    r"^[ \t]*Reverts[ \t]+(?:(?P<place>[\w.-]{1,100}/[\w.-]{1,100}))?#(?P<number>[0-9]{1,9})\b",
    re.IGNORECASE | re.MULTILINE | re.ASCII,
)
"""`Reverts #12` and `Reverts meshery/meshery#12`, which GitHub's own button writes."""

_COMMIT = re.compile(
    r"^[ \t]*This[ \t]+reverts[ \t]+commit[ \t\n]+(?P<sha>[0-9a-f]{7,40})\b",
    re.IGNORECASE | re.MULTILINE,
)
"""What `git revert` writes."""


def reverted_numbers(text: str, repo: Repo) -> tuple[int, ...]:
    """Give the pull requests of this repository that a text says are reverted, in its order.

    Nobody can undo another repository's work from here, so that other places are not meant;
    but the owner may have another name since the text was written.

    Args:
        text: The body of a pull request, or the message of a commit.
        repo: Where it stands.
    """
    name = repo.full_name.rpartition("/")[2].lower()
    numbers = [
        int(found["number"])
        for found in _PULL_REQUEST.finditer(text)
        if (found["place"] or name).rpartition("/")[2].lower() == name
    ]
    return tuple(dict.fromkeys(number for number in numbers if number > 0))


def reverted_commits(text: str) -> tuple[str, ...]:
    """Give the commits that a text says are reverted, in lower case, in its order.

    Args:
        text: The body of a pull request, or the message of a commit.
    """
    return tuple(dict.fromkeys(found["sha"].lower() for found in _COMMIT.finditer(text)))
