"""Name the reviews of pull requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recognition.facts import Fact, FactKind
from webhooks.deeds.versions import version

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from recognition.facts import Actor
    from webhooks.payloads import Review

APPROVED = "approved"
CHANGES_REQUESTED = "changes_requested"
DISMISSED = "dismissed"
VERDICTS = frozenset({APPROVED, CHANGES_REQUESTED, DISMISSED})
"""States that replace what the same person said before; a plain comment does not."""


def review_submitted(
    review: Review,
    reviewer: Actor,
    *,
    submitted_at: datetime,
    changed_at: datetime,
    labels: Iterable[str] = (),
    paths: Iterable[str] = (),
) -> Fact:
    """Make the fact that somebody reviewed a pull request; a dismissed one is taken back.

    A dismissal may bear no date of its own; the version counts it as a moment later than the
    review.

    Args:
        review: As it stands now.
        reviewer: Who wrote it.
        submitted_at: When it was submitted.
        changed_at: When the pull request last changed, its labels for one.
        labels: The pull request's.
        paths: The files it changes.
    """
    repo, number = review.repo, review.number
    author = review.pull_request_author
    is_dismissed = review.state == DISMISSED
    changed_at = max(submitted_at, changed_at, review.updated_at or submitted_at)
    return Fact(
        key=f"{FactKind.REVIEW_SUBMITTED}:{repo.id}:{number}:{reviewer.id}:{review.id}",
        version=version(changed_at) + is_dismissed,
        kind=FactKind.REVIEW_SUBMITTED,
        actor=reviewer,
        repo=repo,
        at=submitted_at,
        attrs={
            "number": number,
            "url": review.url,
            "role": "reviewer",
            "author": author and author.id,
            "state": review.state,
            "body_length": review.body_length,
            "comments": review.comments,
            "bare": is_bare(review),
            "labels": list(labels),
            "paths": list(paths),
        },
        retracted=is_dismissed,
    )


def is_bare(review: Review) -> bool:
    """Tell whether a review says nothing but its verdict; to want changes is never nothing."""
    says_something = review.body_length > 0 or bool(review.comments)
    return review.state != CHANGES_REQUESTED and not says_something
