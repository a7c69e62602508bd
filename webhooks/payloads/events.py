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
from webhooks.payloads.things import Comment, Discussion, Issue, Release, Team


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequestEvent:
    """Something happened to a pull request; what it is like now must be asked.

    Attributes:
        body_before: The text before an edit; `None` where the edit did not touch it.
        head_sha: The commit that would be merged now.
    """

    name: ClassVar[str] = "pull_request"
    action: str | None
    repo: Repo
    number: int
    body_before: str | None
    head_sha: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewEvent:
    """Something happened to a review of a pull request, which is asked for whole."""

    name: ClassVar[str] = "pull_request_review"
    action: str | None
    repo: Repo
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCommentEvent:
    """Something happened to a comment at a line of a change."""

    name: ClassVar[str] = "pull_request_review_comment"
    action: str | None
    comment: Comment


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueEvent:
    """Something happened to an issue.

    Attributes:
        body_before: The text before an edit; `None` where the edit did not touch it.
        moved_to: What became of it in another repository; `None` where it stays.
        sender: Who did it; not always the issue's author.
    """

    name: ClassVar[str] = "issues"
    action: str | None
    issue: Issue
    body_before: str | None
    moved_to: Issue | None
    sender: Actor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCommentEvent:
    """Something happened to a comment."""

    name: ClassVar[str] = "issue_comment"
    action: str | None
    comment: Comment


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionEvent:
    """Something happened to a discussion.

    Attributes:
        discussion: With its answer, or the one that is it no longer, where the event is about
            that.
        is_answered: Whether it has an answer, told or not.
        moved_to: What became of it in another repository; `None` where it stays.
    """

    name: ClassVar[str] = "discussion"
    action: str | None
    discussion: Discussion
    is_answered: bool
    moved_to: Discussion | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionCommentEvent:
    """Something happened to a comment in a discussion."""

    name: ClassVar[str] = "discussion_comment"
    action: str | None
    comment: Comment


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseEvent:
    """Something happened to a release."""

    name: ClassVar[str] = "release"
    action: str | None
    release: Release


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipEvent:
    """Somebody joined or left a team; where they are now must be asked."""

    name: ClassVar[str] = "membership"
    action: str | None
    team: Team
    member: Actor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationEvent:
    """Somebody joined or left an organisation, or it changed itself.

    Attributes:
        member: `None` also where nobody joined or left.
    """

    name: ClassVar[str] = "organization"
    action: str | None
    team: Team
    member: Actor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositoryEvent:
    """Something happened to a repository.

    Attributes:
        repo: Under the name it has now.
        updated_at: When that happened; `None` where GitHub does not say.
    """

    name: ClassVar[str] = "repository"
    action: str | None
    repo: Repo
    updated_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationEvent:
    """Somebody took back the leave to sign in here with their account."""

    name: ClassVar[str] = "github_app_authorization"
    action: str | None
    sender: Actor | None


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
class PushEvent:
    """Commits were pushed to a branch, or a pull request was merged into it.

    Attributes:
        is_default_branch: Whether it is the one that counts.
        paths: Files that were added, changed or taken away, each once.
    """

    name: ClassVar[str] = "push"
    action: str | None = None
    repo: Repo
    is_default_branch: bool
    paths: tuple[str, ...]


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
    | ReviewCommentEvent
    | IssueEvent
    | IssueCommentEvent
    | DiscussionEvent
    | DiscussionCommentEvent
    | ReleaseEvent
    | MembershipEvent
    | OrganizationEvent
    | RepositoryEvent
    | AuthorizationEvent
    | InstallationEvent
    | InstallationRepositoriesEvent
    | PushEvent
    | PingEvent
    | IgnoredEvent
)
