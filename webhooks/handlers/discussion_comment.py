"""Count comments in discussions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webhooks import deeds
from webhooks.handlers.contract import Outcome, handles
from webhooks.handlers.issue_comment import NO_AUTHOR
from webhooks.payloads import DiscussionCommentEvent

if TYPE_CHECKING:
    from webhooks.ports import GitHubReader


@handles(DiscussionCommentEvent, "created", "edited", "deleted")
def commented(event: DiscussionCommentEvent, _github: GitHubReader) -> Outcome:
    """Count a comment for whoever wrote it, as long as it is there."""
    facts = deeds.of_comment(event.comment, exists=event.action != "deleted")
    return Outcome(facts=facts) if facts else Outcome(ignored=NO_AUTHOR)
