"""Name what people do on GitHub as facts, the same ones whichever way we learn of it.

A webhook, its redelivery and a reading of the history give the same key and, from the same
state of the same thing, the same version. So the functions here take what every source knows.
What does not stand any more is a retracted fact, so that it cannot come back with a late event.
"""

from __future__ import annotations

from webhooks.deeds.comments import comment_created, of_comment
from webhooks.deeds.discussions import discussion_answered, discussion_created, of_discussion
from webhooks.deeds.issues import issue_closed, issue_opened, of_issue
from webhooks.deeds.pull_requests import of_pull_request, pull_request_reverted
from webhooks.deeds.releases import of_release, release_published
from webhooks.deeds.reviews import review_submitted
from webhooks.deeds.teams import team_added

__all__ = [
    "comment_created",
    "discussion_answered",
    "discussion_created",
    "issue_closed",
    "issue_opened",
    "of_comment",
    "of_discussion",
    "of_issue",
    "of_pull_request",
    "of_release",
    "pull_request_reverted",
    "release_published",
    "review_submitted",
    "team_added",
]
