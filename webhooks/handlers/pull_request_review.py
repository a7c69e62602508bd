"""Count reviews when they are submitted, and no longer when they are dismissed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from webhooks import deeds
from webhooks.handlers.contract import Outcome, handles
from webhooks.payloads import ReviewEvent

if TYPE_CHECKING:
    from webhooks.ports import GitHubReader

NO_REVIEWER = "the account that reviewed is gone"
NOT_SUBMITTED = "the review is not submitted"
DISMISSED = "dismissed"


@handles(ReviewEvent, "submitted", "edited", "dismissed")
def reviewed(event: ReviewEvent, _github: GitHubReader) -> Outcome:
    """Count a review for whoever wrote it; a dismissed one is taken back."""
    review = event.review
    reviewer, submitted_at = review.author, review.submitted_at
    if reviewer is None:
        return Outcome(ignored=NO_REVIEWER)
    if submitted_at is None:
        return Outcome(ignored=NOT_SUBMITTED)
    if event.action == DISMISSED:
        review = replace(review, state=DISMISSED)
    fact = deeds.review_submitted(
        review, reviewer, submitted_at=submitted_at, changed_at=submitted_at
    )
    return Outcome(facts=(fact,))
