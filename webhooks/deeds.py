"""Name what people do on GitHub as facts, the same ones whichever way we learn of it.

A webhook, its redelivery and a reading of the history give the same key and, from the same
state of the same thing, the same version. So the functions here take what every source knows.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from recognition.facts import Fact, FactKind

if TYPE_CHECKING:
    from recognition.facts import Actor
    from webhooks.payloads import Comment, Issue, PullRequest, Review

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_VERSION_UNIT = timedelta(milliseconds=1)
"""GitHub tells whole seconds; the room between two of them is for what it does not date."""


def pull_request_opened(pull_request: PullRequest, author: Actor) -> Fact:
    """Make the fact that somebody opened a pull request."""
    repo, number = pull_request.repo, pull_request.number
    return Fact(
        key=f"{FactKind.PR_OPENED}:{repo.id}:{number}:{author.id}:author",
        version=_version(pull_request.updated_at),
        kind=FactKind.PR_OPENED,
        actor=author,
        repo=repo,
        at=pull_request.created_at,
        attrs=_pull_request_attrs(pull_request),
    )


def pull_request_merged(
    pull_request: PullRequest, author: Actor, *, merged_at: datetime, paths: tuple[str, ...]
) -> Fact:
    """Make the fact that somebody's pull request was merged.

    Args:
        pull_request: As it stands now; labels may come and go after the merge.
        author: Who opened it.
        merged_at: When it was merged.
        paths: The files it changed, as GitHub lists them.
    """
    repo, number = pull_request.repo, pull_request.number
    merged_by = pull_request.merged_by
    return Fact(
        key=f"{FactKind.PR_MERGED}:{repo.id}:{number}:{author.id}:author",
        version=_version(pull_request.updated_at),
        kind=FactKind.PR_MERGED,
        actor=author,
        repo=repo,
        at=merged_at,
        attrs=_pull_request_attrs(pull_request)
        | {"paths": list(paths), "merged_by": None if merged_by is None else merged_by.id},
    )


def review_submitted(
    review: Review, reviewer: Actor, *, submitted_at: datetime, is_dismissed: bool = False
) -> Fact:
    """Make the fact that somebody reviewed a pull request.

    A dismissal bears no date of its own in older payloads; the version counts it as a moment
    later than the review.

    Args:
        review: As it stands now.
        reviewer: Who wrote it.
        submitted_at: When it was submitted.
        is_dismissed: Whether it was dismissed since, so that it does not count any more.
    """
    repo, number = review.repo, review.number
    author = review.pull_request_author
    changed_at = max(submitted_at, review.updated_at or submitted_at)
    return Fact(
        key=f"{FactKind.REVIEW_SUBMITTED}:{repo.id}:{number}:{reviewer.id}:{review.id}",
        version=_version(changed_at) + is_dismissed,
        kind=FactKind.REVIEW_SUBMITTED,
        actor=reviewer,
        repo=repo,
        at=submitted_at,
        attrs={
            "number": number,
            "url": review.url,
            "role": "reviewer",
            "author": None if author is None else author.id,
            "state": review.state,
            "body_length": review.body_length,
        },
        retracted=is_dismissed,
    )


def issue_opened(issue: Issue, author: Actor) -> Fact:
    """Make the fact that somebody opened an issue."""
    return Fact(
        key=f"{FactKind.ISSUE_OPENED}:{issue.repo.id}:{issue.number}:{author.id}",
        version=_version(issue.updated_at),
        kind=FactKind.ISSUE_OPENED,
        actor=author,
        repo=issue.repo,
        at=issue.created_at,
        attrs={
            "number": issue.number,
            "url": issue.url,
            "role": "author",
            "labels": list(issue.labels),
        },
    )


def comment_created(comment: Comment, author: Actor) -> Fact:
    """Make the fact that somebody commented in an issue or pull request."""
    opener = comment.thread_author
    return Fact(
        key=f"{FactKind.COMMENT_CREATED}:{comment.repo.id}:{comment.id}:{author.id}",
        version=_version(comment.updated_at),
        kind=FactKind.COMMENT_CREATED,
        actor=author,
        repo=comment.repo,
        at=comment.created_at,
        attrs={
            "number": comment.number,
            "url": comment.url,
            "role": "commenter",
            "author": None if opener is None else opener.id,
            "on": "pull_request" if comment.is_on_pull_request else "issue",
            "body_length": len(comment.body),
        },
    )


def _pull_request_attrs(pull_request: PullRequest) -> dict[str, Any]:
    return {
        "number": pull_request.number,
        "url": pull_request.url,
        "role": "author",
        "labels": list(pull_request.labels),
        "additions": pull_request.additions,
        "deletions": pull_request.deletions,
        "base": pull_request.base,
    }


def _version(changed_at: datetime) -> int:
    """Number a state of a thing by when it last changed; a clock before 1970 counts as 0."""
    return max(0, (changed_at - _EPOCH) // _VERSION_UNIT)
