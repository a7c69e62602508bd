"""Find the people who wrote a pull request together with its author."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from recognition.facts import MAX_NUMBER, Actor
from recognition.kernel.ids import UserId
from recognition.people import is_assistant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from webhooks.payloads import Commit, CommitAuthor

# GitHub's private address names the account by number; every other address could be anybody's.
# https://docs.github.com/en/account-and-profile/reference/email-addresses-reference
_TRAILER = re.compile(
    r"^Co-authored-by:[ \t]*(?P<name>[^<\n]*)"
    r"<(?P<id>[0-9]{1,19})\+(?P<login>[A-Za-z0-9-]{1,39}(?:\[bot\])?)@users\.noreply\.github\.com>",
    re.IGNORECASE | re.MULTILINE,
)


def co_authors(commits: Iterable[Commit], *, author: Actor | None) -> tuple[Actor, ...]:
    """Name everybody but the author who wrote some of the commits, each once, by number.

    These are the authors GitHub knows, and those that a `Co-authored-by` trailer names by
    number. A sign-off is no authorship, and a coding assistant no author.

    Args:
        commits: Of one pull request.
        author: Who opened it.
    """
    found: dict[int, Actor] = {}
    for commit in commits:
        for account in (*_known(commit.authors), *_trailed(commit.message)):
            if account.id != (author and author.id):
                found.setdefault(account.id, account)
    return tuple(found[number] for number in sorted(found))


def _known(authors: Iterable[CommitAuthor]) -> Iterator[Actor]:
    for it in authors:
        if it.account is not None and _is_person(it.name, it.account.login):
            yield it.account


def _trailed(message: str) -> Iterator[Actor]:
    for trailer in _TRAILER.finditer(message):
        number = int(trailer["id"])
        if 0 < number <= MAX_NUMBER and _is_person(trailer["name"].strip(), trailer["login"]):
            yield Actor(id=UserId(number), login=trailer["login"])


def _is_person(name: str, login: str) -> bool:
    return not is_assistant(name) and not is_assistant(login)
