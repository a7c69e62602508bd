"""Turn the JSON of a delivery into a frozen event that holds only the fields we use."""

from __future__ import annotations

from webhooks.payloads.errors import PayloadError
from webhooks.payloads.events import (
    Comment,
    Event,
    IgnoredEvent,
    InstallationEvent,
    InstallationRepositoriesEvent,
    Issue,
    IssueCommentEvent,
    IssueEvent,
    PingEvent,
    PullRequest,
    PullRequestEvent,
    Review,
    ReviewEvent,
)
from webhooks.payloads.reading import parse

__all__ = [
    "Comment",
    "Event",
    "IgnoredEvent",
    "InstallationEvent",
    "InstallationRepositoriesEvent",
    "Issue",
    "IssueCommentEvent",
    "IssueEvent",
    "PayloadError",
    "PingEvent",
    "PullRequest",
    "PullRequestEvent",
    "Review",
    "ReviewEvent",
    "parse",
]
