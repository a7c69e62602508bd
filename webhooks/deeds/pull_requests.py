"""Name what people did about a pull request: opened, merged, reviewed, helped, undid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from recognition.facts import Fact, FactKind
from webhooks.deeds.issues import closed_facts
from webhooks.deeds.reviews import APPROVED, VERDICTS, review_submitted
from webhooks.deeds.versions import text_of, version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from recognition.facts import Actor
    from webhooks.payloads import PullRequest, PullRequestHistory, Review


def of_pull_request(history: PullRequestHistory) -> tuple[Fact, ...]:
    """Make every fact that follows from a pull request as it stands now.

    These are: opened; merged, for its author, co-authors, whoever approved it and whoever
    merged it; each review of another's work; each issue it closed; each pull request it undid.
    An account that is gone has none.
    """
    pull_request = history.pull_request
    facts = [*_opened(history), *_reviewed(history)]
    if pull_request.merged_at is not None:
        facts += _merged(history, pull_request.merged_at)
        facts += _reverted(pull_request, history.reverts, pull_request.merged_at)
        facts += (fact for issue in history.closes for fact in closed_facts(issue))
    # The same issue may be named twice.
    return tuple({fact.key: fact for fact in facts}.values())


def pull_request_reverted(
    pull_request: PullRequest, reverted: int, *, merged_at: datetime, holds: bool = True
) -> Fact | None:
    """Make the fact that a pull request undid an earlier one.

    Args:
        pull_request: The one that undid it.
        reverted: The number of the one undone.
        merged_at: When that was.
        holds: Whether it still says so; a text can be edited after the merge.

    Returns:
        `None` where both its author and whoever merged it are gone.
    """
    actor = pull_request.author or pull_request.merged_by
    if actor is None:
        return None
    repo, number = pull_request.repo, pull_request.number
    return Fact(
        key=f"{FactKind.PR_REVERTED}:{repo.id}:{reverted}:{actor.id}:{number}",
        version=version(pull_request.updated_at),
        kind=FactKind.PR_REVERTED,
        actor=actor,
        repo=repo,
        at=merged_at,
        attrs={
            "number": reverted,
            "reverting": number,
            "url": pull_request.url,
            "role": "author",
        },
        retracted=not holds,
    )


def _opened(history: PullRequestHistory) -> Iterator[Fact]:
    """Count a pull request that is ready to be looked at; a draft does not count yet."""
    pull_request = history.pull_request
    if pull_request.author is not None:
        yield _fact(
            FactKind.PR_OPENED,
            history,
            pull_request.author,
            "author",
            at=pull_request.created_at,
            retracted=pull_request.is_draft,
        )


def _merged(history: PullRequestHistory, merged_at: datetime) -> Iterator[Fact]:
    pull_request = history.pull_request
    author = pull_request.author
    more = {"merged_by": pull_request.merged_by and pull_request.merged_by.id}

    def merged(actor: Actor, role: str, *, retracted: bool = False) -> Fact:
        kind = FactKind.PR_MERGED
        return _fact(kind, history, actor, role, at=merged_at, more=more, retracted=retracted)

    if author is not None:
        yield merged(author, "author")
    for co_author in history.co_authors:
        if co_author.id != (author and author.id):
            yield merged(co_author, "co_author")
    for reviewer, approves in _last_words(history).values():
        yield merged(reviewer, "reviewer", retracted=not approves)
    if pull_request.merged_by is not None:
        yield merged(pull_request.merged_by, "merger")


def _reviewed(history: PullRequestHistory) -> Iterator[Fact]:
    labels, paths = history.pull_request.labels, history.paths
    for review in _others_reviews(history):
        assert review.author is not None
        assert review.submitted_at is not None
        yield review_submitted(
            review,
            review.author,
            submitted_at=review.submitted_at,
            changed_at=history.pull_request.updated_at,
            labels=labels,
            paths=paths,
        )


def _last_words(history: PullRequestHistory) -> dict[int, tuple[Actor, bool]]:
    """Say of everybody who approved at some time whether the approval stands at the end."""
    words: dict[int, tuple[Actor, bool]] = {}
    for review in _others_reviews(history):
        if review.author is None or review.state not in VERDICTS:
            continue
        approves = review.state == APPROVED
        if approves or review.author.id in words or review.state == "dismissed":
            words[review.author.id] = (review.author, approves)
    return words


def _others_reviews(history: PullRequestHistory) -> Iterator[Review]:
    """Give the submitted reviews in the order of time, without those of one's own work."""
    author = history.pull_request.author
    author_id = author and author.id
    submitted = [
        (review.submitted_at, review.id, review)
        for review in history.reviews
        if review.submitted_at is not None
    ]
    for _at, _id, review in sorted(submitted, key=lambda it: it[:2]):
        if review.author is not None and review.author.id != author_id:
            yield review


def _reverted(
    pull_request: PullRequest, numbers: Iterable[int], merged_at: datetime
) -> Iterator[Fact]:
    for number in numbers:
        fact = pull_request_reverted(pull_request, number, merged_at=merged_at)
        if fact is not None:
            yield fact


def _fact(
    kind: FactKind,
    history: PullRequestHistory,
    actor: Actor,
    role: str,
    *,
    at: datetime,
    more: dict[str, Any] | None = None,
    retracted: bool = False,
) -> Fact:
    pull_request = history.pull_request
    repo, number = pull_request.repo, pull_request.number
    return Fact(
        key=f"{kind}:{repo.id}:{number}:{actor.id}:{role}",
        version=version(pull_request.updated_at),
        kind=kind,
        actor=actor,
        repo=repo,
        at=at,
        attrs={
            "number": number,
            "url": pull_request.url,
            "role": role,
            "author": pull_request.author and pull_request.author.id,
            "labels": list(pull_request.labels),
            "paths": list(history.paths),
            "additions": pull_request.additions,
            "deletions": pull_request.deletions,
            "base": pull_request.base,
            "default_base": pull_request.default_base,
            "created_at": text_of(pull_request.created_at),
            **(more or {}),
        },
        retracted=retracted,
    )
