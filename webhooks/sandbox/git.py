"""Commits and releases: what the sandbox keeps of git, which is texts, not objects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from webhooks.sandbox.state import Account, ChangedFile

_CO_AUTHOR = re.compile(
    r"^co-authored-by:\s*(?P<name>[^<]*?)\s*<(?P<email>[^>]+)>\s*$",
    re.IGNORECASE | re.MULTILINE,
)
# The address that GitHub gives to those who keep theirs to themselves.
_NO_REPLY = re.compile(r"(?P<id>\d+)\+[^@]+@users\.noreply\.github\.com", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitAuthor:
    """Who wrote a commit; `account_id` is None where the address belongs to no account."""

    name: str
    email: str
    account_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Commit:
    """A commit with the whole text of the repository at that point.

    Attributes:
        message: With its trailers.
        authors: The author, then the co-authors whom the trailers name.
        files: Paths to contents; shared between commits, so never changed in place.
        number: The pull request that it came with or that it merged; None for others.
    """

    oid: str
    repository_id: int
    message: str
    authors: tuple[CommitAuthor, ...]
    committed_at: datetime
    files: Mapping[str, str]
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """The default branch got further commits.

    Attributes:
        before: Its last commit until then.
        commits: The new ones; the last is the branch's head now.
        files: What they change together.
    """

    before: str
    commits: tuple[Commit, ...]
    files: tuple[ChangedFile, ...]


@dataclass(slots=True, kw_only=True, eq=False)
class Release:
    """A published version of a repository; the author is None where the account is deleted."""

    id: int
    repository_id: int
    tag: str
    name: str
    body: str
    author_id: int | None
    created_at: datetime
    published_at: datetime
    updated_at: datetime
    is_prerelease: bool = False


def author_of(account: Account) -> CommitAuthor:
    """Sign as an account, with the address that tells nobody where they live."""
    return CommitAuthor(
        name=account.name or account.login,
        email=f"{account.id}+{account.login}@users.noreply.github.com",
        account_id=account.id,
    )


def co_author_trailer(account: Account) -> str:
    """Write the trailer that names an account as a co-author."""
    author = author_of(account)
    return f"Co-authored-by: {author.name} <{author.email}>"


def co_authors(message: str) -> tuple[CommitAuthor, ...]:
    """Read the co-authors of a commit message, each address once."""
    found = {}
    for match in _CO_AUTHOR.finditer(message):
        account = _NO_REPLY.fullmatch(match["email"])
        found[match["email"].casefold()] = CommitAuthor(
            name=match["name"],
            email=match["email"],
            account_id=int(account["id"]) if account else None,
        )
    return tuple(found.values())
