"""Define the events we listen to, each with the fields we use and no others.

Strict models of whole payloads refuse a third of GitHub's own examples, so nothing here
depends on a field that is not read. `None` is what GitHub sends where an account is gone, or
where its description lets a field be null or absent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, TypeAlias

from recognition.facts import Actor, Repo


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest:
    """A pull request as it stood when the event happened.

    Attributes:
        merged_at: `None` while it is not merged.
        labels: Their names, sorted, so that their order says nothing.
        additions: Lines; `None` where GitHub did not count them.
        base: The branch it is to be merged into.
    """

    repo: Repo
    number: int
    url: str
    author: Actor | None
    created_at: datetime
    updated_at: datetime
    is_draft: bool
    merged_at: datetime | None
    merged_by: Actor | None
    labels: tuple[str, ...]
    additions: int | None
    deletions: int | None
    base: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A review of a pull request.

    Attributes:
        number: The pull request's.
        pull_request_author: Whose work was reviewed.
        state: In lower case: `approved`, `changes_requested`, `commented`, `dismissed`.
        body_length: Characters of its text, 0 where it has none.
        submitted_at: `None` while it is pending.
        updated_at: Older payloads do not have it.
    """

    repo: Repo
    number: int
    pull_request_author: Actor | None
    id: int
    url: str
    author: Actor | None
    state: str
    body_length: int
    submitted_at: datetime | None
    updated_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue.

    Attributes:
        body: Empty where it has none.
        labels: Their names, sorted.
    """

    repo: Repo
    number: int
    url: str
    author: Actor | None
    body: str
    labels: tuple[str, ...]
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment in an issue or pull request.

    Attributes:
        number: The issue's or pull request's.
        is_on_pull_request: GitHub sends the same event for both.
        thread_author: Who opened the issue or pull request.
        is_by_app: Whether an App wrote it, be it in a person's name.
    """

    repo: Repo
    number: int
    is_on_pull_request: bool
    thread_author: Actor | None
    id: int
    url: str
    author: Actor | None
    body: str
    is_by_app: bool
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequestEvent:
    """Something happened to a pull request."""

    name: ClassVar[str] = "pull_request"
    action: str | None
    pull_request: PullRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewEvent:
    """Something happened to a review."""

    name: ClassVar[str] = "pull_request_review"
    action: str | None
    review: Review


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueEvent:
    """Something happened to an issue.

    Attributes:
        body_before: The text before an edit; `None` where the edit did not touch it.
        sender: Who did it; not always the issue's author.
    """

    name: ClassVar[str] = "issues"
    action: str | None
    issue: Issue
    body_before: str | None
    sender: Actor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCommentEvent:
    """Something happened to a comment."""

    name: ClassVar[str] = "issue_comment"
    action: str | None
    comment: Comment


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallationEvent:
    """The App was installed, removed, suspended, or given other permissions.

    Attributes:
        account: The organisation or person it is installed on.
        repositories: Empty where the App may see all.
    """

    name: ClassVar[str] = "installation"
    action: str | None
    installation_id: int
    account: Actor | None
    repositories: tuple[Repo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallationRepositoriesEvent:
    """The App was given repositories, or lost some."""

    name: ClassVar[str] = "installation_repositories"
    action: str | None
    installation_id: int
    added: tuple[Repo, ...]
    removed: tuple[Repo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PingEvent:
    """GitHub tries whether we are there."""

    name: ClassVar[str] = "ping"
    action: str | None = None
    zen: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoredEvent:
    """An event we do not listen to.

    Attributes:
        event: GitHub's name of it.
        reason: Why nothing is done, for the list of deliveries.
    """

    name: ClassVar[str] = "ignored"
    event: str
    action: str | None
    reason: str


Event: TypeAlias = (
    PullRequestEvent
    | ReviewEvent
    | IssueEvent
    | IssueCommentEvent
    | InstallationEvent
    | InstallationRepositoriesEvent
    | PingEvent
    | IgnoredEvent
)
