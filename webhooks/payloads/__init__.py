"""Turn the JSON of a delivery into a frozen event that holds only the fields we use."""

from __future__ import annotations

from webhooks.payloads.errors import PayloadError
from webhooks.payloads.events import (
    Answer,
    Closing,
    Comment,
    CommentPlace,
    Commit,
    CommitAuthor,
    Discussion,
    Event,
    IgnoredEvent,
    InstallationEvent,
    InstallationRepositoriesEvent,
    Issue,
    IssueCommentEvent,
    IssueEvent,
    Membership,
    PingEvent,
    PullRequest,
    PullRequestEvent,
    PullRequestHistory,
    Release,
    Review,
    ReviewEvent,
    Team,
)
from webhooks.payloads.reading import parse

__all__ = [
    "Answer",
    "Closing",
    "Comment",
    "CommentPlace",
    "Commit",
    "CommitAuthor",
    "Discussion",
    "Event",
    "IgnoredEvent",
    "InstallationEvent",
    "InstallationRepositoriesEvent",
    "Issue",
    "IssueCommentEvent",
    "IssueEvent",
    "Membership",
    "PayloadError",
    "PingEvent",
    "PullRequest",
    "PullRequestEvent",
    "PullRequestHistory",
    "Release",
    "Review",
    "ReviewEvent",
    "Team",
    "parse",
]
