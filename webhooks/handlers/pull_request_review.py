"""Count reviews when they are submitted, and no longer when they are dismissed."""

from __future__ import annotations

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
    if review.author is None:
        return Outcome(ignored=NO_REVIEWER)
    if review.submitted_at is None:
        return Outcome(ignored=NOT_SUBMITTED)
    # A dismissed review can still be edited.
    is_dismissed = DISMISSED in (event.action, review.state)
    fact = deeds.review_submitted(
        review, review.author, submitted_at=review.submitted_at, is_dismissed=is_dismissed
    )
    return Outcome(facts=(fact,))
