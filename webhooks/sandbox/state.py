"""What the sandbox remembers: accounts, repositories, threads, apps, all as plain records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # these modules are made of the records of this one
    from webhooks.sandbox.forum import Discussion, DiscussionComment
    from webhooks.sandbox.git import Commit, Push, Release


class AccountType(StrEnum):
    """What kind of account a login names; the values are GitHub's."""

    USER = "User"
    BOT = "Bot"
    ORGANIZATION = "Organization"


class Permission(StrEnum):
    """What somebody may do in a repository, weakest first; the values are GitHub's."""

    NONE = "none"
    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


@dataclass(slots=True, kw_only=True, eq=False)
class Account:
    """A person, a bot or an organization; all three share one space of ids and logins."""

    id: int
    login: str
    type: AccountType
    created_at: datetime
    name: str = ""
    bio: str = ""
    app_id: int | None = None  # the App behind a bot account


@dataclass(slots=True, kw_only=True)
class Organization:
    """The members of an organization account, and what it says of itself."""

    account: Account
    description: str = ""
    owners: set[int] = field(default_factory=set)
    members: set[int] = field(default_factory=set)  # owners are members too


@dataclass(slots=True, kw_only=True)
class Team:
    """A team of an organization; maintainers of the team are members too."""

    id: int
    organization_id: int
    slug: str
    name: str
    maintainers: set[int] = field(default_factory=set)
    members: set[int] = field(default_factory=set)


@dataclass(slots=True, kw_only=True)
class Label:
    """A label of a repository. Colours are six hexadecimal digits without a hash sign."""

    id: int
    name: str
    color: str = "ededed"
    description: str = ""


@dataclass(slots=True, kw_only=True)
class Repository:
    """A repository with its labels, the text of its files, and who may do what in it.

    Attributes:
        head_sha: The last commit of the default branch, whose files these are.
        files: Paths to contents; replaced as a whole, because commits share it.
    """

    id: int
    owner_id: int
    name: str
    created_at: datetime
    head_sha: str
    description: str = ""
    language: str = ""
    private: bool = False
    archived: bool = False
    parent_id: int | None = None  # the repository a fork was made of
    default_branch: str = "master"
    stars: int = 0
    labels: list[Label] = field(default_factory=list)
    files: Mapping[str, str] = field(default_factory=dict)
    collaborators: dict[int, Permission] = field(default_factory=dict)
    last_number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedFile:
    """One file of a pull request, as `pulls/{n}/files` tells it."""

    path: str
    status: str = "modified"
    additions: int = 1
    deletions: int = 0
    patch: str = ""
    previous_path: str = ""


@dataclass(slots=True, kw_only=True)
class Reaction:
    """One emoji that one account left on a comment."""

    id: int
    user_id: int | None
    content: str
    created_at: datetime


@dataclass(slots=True, kw_only=True)
class Comment:
    """A comment on an issue or a pull request. A missing author is a deleted account."""

    id: int
    repository_id: int
    number: int
    author_id: int | None
    body: str
    created_at: datetime
    updated_at: datetime
    via_app_id: int | None = None
    reactions: list[Reaction] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class ReviewComment:
    """A comment of a review on a line of a file."""

    id: int
    repository_id: int
    number: int
    review_id: int
    author_id: int | None
    path: str
    body: str
    commit_id: str
    created_at: datetime
    updated_at: datetime


@dataclass(slots=True, kw_only=True)
class Review:
    """A review of a pull request; `state` in GitHub's REST spelling, such as APPROVED."""

    id: int
    repository_id: int
    number: int
    author_id: int | None
    state: str
    body: str
    commit_id: str
    submitted_at: datetime
    updated_at: datetime
    comments: list[ReviewComment] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class PullRequest:
    """What a thread has besides when it is a pull request."""

    id: int
    head_ref: str
    head_sha: str
    head_repository_id: int | None  # None once the fork is deleted
    base_ref: str
    base_sha: str
    files: tuple[ChangedFile, ...] = ()
    commits: list[Commit] = field(default_factory=list)
    contents: dict[str, str | None] = field(default_factory=dict)  # texts that merging puts in
    draft: bool = False
    merged_at: datetime | None = None
    merged_by_id: int | None = None
    merge_commit_sha: str | None = None
    reviews: list[Review] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A line of a thread's timeline that is not a comment: labelled, merged, closed and so on."""

    kind: str
    actor_id: int | None
    at: datetime
    detail: str = ""
    pull_key: tuple[int, int] | None = None  # the pull request whose merge closed the issue


@dataclass(slots=True, kw_only=True)
class Thread:
    """An issue, or a pull request where `pull` is present: they share numbers and comments."""

    id: int
    repository_id: int
    number: int
    author_id: int | None
    title: str
    body: str
    created_at: datetime
    updated_at: datetime
    via_app_id: int | None = None
    state: str = "open"
    state_reason: str | None = None
    closed_at: datetime | None = None
    closed_by_id: int | None = None
    locked: bool = False
    labels: list[str] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)
    pull: PullRequest | None = None

    @property
    def merged_at(self) -> datetime | None:
        """Tell when it was merged; None for issues and for what was not merged."""
        return self.pull.merged_at if self.pull else None


@dataclass(slots=True, kw_only=True)
class App:
    """A GitHub App as its owner registered it."""

    id: int
    slug: str
    name: str
    owner_id: int
    bot_id: int
    client_id: str
    client_secret: str
    webhook_secret: str
    webhook_url: str
    public_key: str  # PEM; the private key is known to the owner only
    permissions: dict[str, str]
    events: tuple[str, ...]
    created_at: datetime
    description: str = ""
    homepage: str = "https://example.org"
    callback_urls: tuple[str, ...] = ()
    setup_url: str = ""


@dataclass(slots=True, kw_only=True)
class Installation:
    """An App installed on an account; `repository_ids` of None means all repositories."""

    id: int
    app_id: int
    account_id: int
    permissions: dict[str, str]
    created_at: datetime
    updated_at: datetime
    repository_ids: set[int] | None = None
    suspended_at: datetime | None = None
    suspended_by_id: int | None = None


@dataclass(slots=True, kw_only=True)
class CheckAnnotation:
    """What a check run says beside lines of a file; `level` in GitHub's words."""

    path: str
    start_line: int
    end_line: int
    level: str
    title: str | None
    message: str


@dataclass(slots=True, kw_only=True)
class CheckRun:
    """What an App says of a commit.

    Attributes:
        status: `queued`, `in_progress` or `completed`.
        conclusion: GitHub's word, such as `success`; None until it is completed.
        summary: Markdown, as `text` is; None where nothing was said.
    """

    id: int
    repository_id: int
    app_id: int
    head_sha: str
    name: str
    started_at: datetime
    details_url: str
    status: str = "queued"
    conclusion: str | None = None
    completed_at: datetime | None = None
    external_id: str = ""
    title: str | None = None
    summary: str | None = None
    text: str | None = None
    annotations: list[CheckAnnotation] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A change that Apps may want to hear of; it becomes webhooks while the change is locked."""

    event: str
    action: str
    sender: Account
    repository: Repository | None = None
    installation: Installation | None = None  # set where the event is about this installation
    thread: Thread | None = None
    comment: Comment | None = None
    review: Review | None = None
    review_comment: ReviewComment | None = None
    label: Label | None = None
    discussion: Discussion | None = None
    remark: DiscussionComment | None = None
    answer: DiscussionComment | None = None  # the one chosen, or no longer chosen
    release: Release | None = None
    push: Push | None = None
    organization: Organization | None = None  # set where no repository is meant
    team: Team | None = None
    member: Account | None = None
    former_owner: Account | None = None
    removed: tuple[Repository, ...] = ()  # what an installation no longer covers
    moved: Thread | None = None  # what an issue became in another repository
    before_sha: str = ""  # the head of a pull request before commits were pushed
    changes: Mapping[str, Mapping[str, object]] | None = None
    app_id: int | None = None  # set where only this App hears of it
