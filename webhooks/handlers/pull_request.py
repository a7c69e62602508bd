"""Count what people did about a pull request, whenever something happens to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webhooks import deeds
from webhooks.handlers.contract import Outcome, handles
from webhooks.payloads import PullRequestEvent
from webhooks.reverts import reverted_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recognition.facts import Fact
    from webhooks.payloads import PullRequestHistory
    from webhooks.ports import GitHubReader

GONE = "GitHub does not know the pull request any more"
NOBODY = "nobody is there any more for whom it would count"


# A payload does not tell who wrote, reviewed and closed what. So GitHub is asked, and the
# facts are those of a reading of the history. A label after the merge changes what it counts for.
@handles(
    PullRequestEvent,
    "opened",
    "ready_for_review",
    "converted_to_draft",
    "closed",
    "reopened",
    "labeled",
    "unlabeled",
    "edited",
)
def changed(event: PullRequestEvent, github: GitHubReader) -> Outcome:
    """Count all that follows from a pull request as it stands now."""
    history = github.pull_request(event.repo, event.number)
    if history is None:
        return Outcome(ignored=GONE)
    facts = (*deeds.of_pull_request(history), *_unsaid(event, history))
    return Outcome(facts=facts) if facts else Outcome(ignored=NOBODY)


def _unsaid(event: PullRequestEvent, history: PullRequestHistory) -> Iterator[Fact]:
    """Take back the reverts that the text named before an edit, and does not name now."""
    pull_request = history.pull_request
    if event.body_before is None or pull_request.merged_at is None:
        return
    for number in reverted_numbers(event.body_before, event.repo):
        if number not in (*history.reverts, event.number):
            fact = deeds.pull_request_reverted(
                pull_request, number, merged_at=pull_request.merged_at, holds=False
            )
            if fact is not None:
                yield fact
