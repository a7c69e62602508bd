"""Define the things people do something about, whichever way GitHub tells us of them.

`None` is what GitHub tells where an account is gone, or where its description lets a field be
null or absent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from recognition.facts import Actor, Repo


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest:
    """A pull request as it stood when the event happened.

    Attributes:
        merged_at: `None` while it is not merged.
        labels: Their names, sorted, so that their order says nothing.
        additions: Lines; `None` where GitHub did not count them.
        base: The branch it is to be merged into.
        default_base: Whether that is the repository's default branch.
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
    default_base: bool


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
        comments: How many of its comments stand at a line; `None` where GitHub was not asked.
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
    comments: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """One time that an issue was closed.

    Attributes:
        pull_request: The number of the merged pull request that did it, in whichever
            repository; `None` where a person did.
        author: Who opened that pull request; `None` also where there is none.
    """

    at: datetime
    pull_request: int | None
    author: Actor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue.

    Attributes:
        body: Empty where it has none.
        labels: Their names, sorted.
        closed_at: `None` while it is open.
        closings: All that GitHub remembers, oldest first; empty where it was not asked.
    """

    repo: Repo
    number: int
    url: str
    author: Actor | None
    body: str
    labels: tuple[str, ...]
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    closings: tuple[Closing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequestHistory:
    """A pull request with all that is counted about it, as GitHub tells it now.

    Attributes:
        paths: The files it changes, the first 300 of them.
        co_authors: Other people who wrote some of its commits; see `webhooks.trailers`.
        reviews: Also those that were dismissed; oldest first.
        closes: The issues it says it closes, with what became of them.
        reverts: The numbers of the pull requests of the same repository that it undoes; see
            `webhooks.reverts`.
    """

    pull_request: PullRequest
    paths: tuple[str, ...]
    co_authors: tuple[Actor, ...]
    reviews: tuple[Review, ...]
    closes: tuple[Issue, ...]
    reverts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitAuthor:
    """Whom a commit names as one of its authors, by `Co-authored-by` or as the first.

    Attributes:
        name: As the commit writes it.
        account: `None` where GitHub knows nobody by that e-mail address.
    """

    name: str
    account: Actor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit of a pull request; its message may hold e-mail addresses, and is not kept."""

    message: str
    authors: tuple[CommitAuthor, ...]


class CommentPlace(StrEnum):
    """Where a comment stands; GitHub numbers the comments of the last three apart."""

    ISSUE = "issue"
    PULL_REQUEST = "pull_request"
    REVIEW = "review"
    DISCUSSION = "discussion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment in an issue, pull request or discussion, or at a line of a change.

    Attributes:
        on: GitHub sends the same event for issues and pull requests.
        number: The issue's, pull request's or discussion's.
        thread_author: Who opened that.
        is_by_app: Whether an App wrote it, be it in a person's name.
    """

    repo: Repo
    on: CommentPlace
    number: int
    thread_author: Actor | None
    id: int
    url: str
    author: Actor | None
    body: str
    is_by_app: bool
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The comment that was chosen as the answer of a discussion.

    Attributes:
        chosen_at: `None` where it is the answer no longer.
    """

    url: str
    author: Actor | None
    chosen_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discussion:
    """A discussion.

    Attributes:
        category: GitHub's short name of it, such as `q-a`.
        labels: Their names, sorted.
        answer: `None` while none is chosen.
    """

    repo: Repo
    number: int
    url: str
    author: Actor | None
    category: str
    labels: tuple[str, ...]
    created_at: datetime
    updated_at: datetime
    answer: Answer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release.

    Attributes:
        published_at: `None` while it is a draft.
        updated_at: Older payloads do not have it.
    """

    repo: Repo
    id: int
    url: str
    tag: str
    author: Actor | None
    is_prerelease: bool
    published_at: datetime | None
    updated_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team, or an organisation as the team of all its members.

    Attributes:
        id: GitHub numbers teams and organisations apart.
        slug: `None` for an organisation.
    """

    id: int
    organization: str
    slug: str | None

    @property
    def name(self) -> str:
        """Give `organisation/team`, or the organisation's own name."""
        return self.organization if self.slug is None else f"{self.organization}/{self.slug}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Whether somebody is in a team.

    Attributes:
        seen_at: When GitHub said so; it does not tell since when it holds.
    """

    team: Team
    member: Actor
    is_active: bool
    seen_at: datetime
