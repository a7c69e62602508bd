"""Count reviews when they are submitted, and no longer when they are dismissed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webhooks import deeds
from webhooks.handlers.contract import Outcome, handles
from webhooks.handlers.pull_request import GONE, NOBODY
from webhooks.payloads import ReviewEvent

if TYPE_CHECKING:
    from webhooks.ports import GitHubReader


# The payload does not tell how many comments stand at lines. An approval counts for the merge
# as well, so the pull request is read whole.
@handles(ReviewEvent, "submitted", "edited", "dismissed")
def reviewed(event: ReviewEvent, github: GitHubReader) -> Outcome:
    """Count all that follows from the pull request with the reviews it has now."""
    history = github.pull_request(event.repo, event.number)
    if history is None:
        return Outcome(ignored=GONE)
    facts = deeds.of_pull_request(history)
    return Outcome(facts=facts) if facts else Outcome(ignored=NOBODY)
