"""Name what people did about an issue: opened it, and closed it by their work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recognition.facts import Fact, FactKind
from webhooks.deeds.versions import version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recognition.facts import Actor
    from webhooks.payloads import Closing, Issue


def of_issue(issue: Issue, *, exists: bool = True) -> tuple[Fact, ...]:
    """Make every fact that follows from an issue as it stands now.

    Args:
        issue: With its closings where it was ever closed.
        exists: False where it was deleted or moved to another repository: all of it is taken
            back.
    """
    facts = list(closed_facts(issue, exists=exists))
    if issue.author is not None:
        facts.insert(0, issue_opened(issue, issue.author, exists=exists))
    return tuple(facts)


def issue_opened(issue: Issue, author: Actor, *, exists: bool = True) -> Fact:
    """Make the fact that somebody opened an issue."""
    return Fact(
        key=f"{FactKind.ISSUE_OPENED}:{issue.repo.id}:{issue.number}:{author.id}",
        version=version(issue.updated_at) + (not exists),
        kind=FactKind.ISSUE_OPENED,
        actor=author,
        repo=issue.repo,
        at=issue.created_at,
        attrs={
            "number": issue.number,
            "url": issue.url,
            "role": "author",
            "author": author.id,
            "labels": list(issue.labels),
        },
        retracted=not exists,
    )


def closed_facts(issue: Issue, *, exists: bool = True) -> Iterator[Fact]:
    """Make the facts of all whose work ever closed the issue.

    The last closing holds, as long as the issue is not open again; the others are taken back.
    """
    last: dict[int, tuple[Actor, Closing]] = {}
    for closing in issue.closings:
        if closing.pull_request is not None and closing.author is not None:
            last[closing.author.id] = (closing.author, closing)
    is_closed = exists and issue.closed_at is not None
    for author, closing in last.values():
        holds = is_closed and closing == issue.closings[-1]
        yield issue_closed(issue, author, closing, holds=holds, exists=exists)


def issue_closed(
    issue: Issue, author: Actor, closing: Closing, *, holds: bool, exists: bool = True
) -> Fact:
    """Make the fact that somebody's merged pull request closed an issue.

    Args:
        issue: As it stands now.
        author: Who opened the pull request.
        closing: The time it did.
        holds: Whether the issue is closed by it still.
        exists: False where the issue is gone.
    """
    return Fact(
        key=f"{FactKind.ISSUE_CLOSED_BY_PR}:{issue.repo.id}:{issue.number}:{author.id}",
        version=version(issue.updated_at) + (not exists),
        kind=FactKind.ISSUE_CLOSED_BY_PR,
        actor=author,
        repo=issue.repo,
        at=closing.at,
        attrs={
            "number": issue.number,
            "url": issue.url,
            "role": "author",
            "author": issue.author and issue.author.id,
            "labels": list(issue.labels),
            "pull_request": closing.pull_request,
        },
        retracted=not holds,
    )
