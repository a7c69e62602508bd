"""Repositories, their branches, commits and files, and what was published, in GraphQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webhooks.sandbox.errors import UnknownError
from webhooks.sandbox.git import Commit, CommitAuthor, Release
from webhooks.sandbox.graphql.fields import Fields, View, small_id
from webhooks.sandbox.graphql.pages import Listing, moment_key
from webhooks.sandbox.graphql.refusals import Refusal, not_resolved
from webhooks.sandbox.numbers import commit_sha
from webhooks.sandbox.shapes.repositories import repository_page
from webhooks.sandbox.state import Account, AccountType, Label, Repository, Thread

FIELDS = Fields()


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """The text of a file at some commit."""

    repository_id: int
    text: str

    @property
    def oid(self) -> str:
        """Give the hash, which depends on the text only."""
        return commit_sha("blob", self.text)


@FIELDS.on("repository", "Query")
def repository(
    _: None,
    view: View,
    owner: str,
    name: str,
    follow_renames: bool = True,  # noqa: FBT001, FBT002 -- GraphQL passes arguments by name
) -> Repository:
    """Find a repository by its name, or by one that it had before."""
    full_name, world = f"{owner}/{name}", view.world
    found: Repository | None
    try:
        found = world.repository(full_name)
    except UnknownError:
        former = world.former_names.get(full_name.casefold()) if follow_renames else None
        found = world.repositories.get(former or 0)
    if found is None or not view.sees(found):
        raise not_resolved("Repository", f"name '{full_name}'")
    return found


@FIELDS.on(
    "repository",
    *("PullRequest", "Issue", "IssueComment", "PullRequestReview", "PullRequestReviewComment"),
    *("Commit", "Blob", "Discussion", "Release"),
)
def repository_of(value: Any, view: View) -> Repository:
    """Give the repository that something belongs to."""
    return view.world.repositories[value.repository_id]


@FIELDS.on("databaseId", "Repository", "Release")
def database_id(value: Repository | Release, _: View) -> int | None:
    """Give the number that REST calls id."""
    return small_id(value.id)


@FIELDS.on("nameWithOwner", "Repository")
def name_with_owner(value: Repository, view: View) -> str:
    """Give `owner/name`."""
    return view.world.full_name(value)


@FIELDS.on("owner", "Repository")
def owner_of(value: Repository, view: View) -> Account:
    """Give the account that owns a repository."""
    return view.world.accounts[value.owner_id]


@FIELDS.on("url", "Repository")
def url(value: Repository, view: View) -> str:
    """Give the address of a repository's page."""
    return repository_page(view.world, value)


@FIELDS.on("description", "Repository")
def description(value: Repository, _: View) -> str | None:
    """Give the line under the name; null where there is none."""
    return value.description or None


@FIELDS.on("isPrivate", "Repository")
def is_private(value: Repository, _: View) -> bool:
    """Tell whether only some may see it."""
    return value.private


@FIELDS.on("isArchived", "Repository")
def is_archived(value: Repository, _: View) -> bool:
    """Tell whether it is read-only."""
    return value.archived


@FIELDS.on("isFork", "Repository")
def is_fork(value: Repository, _: View) -> bool:
    """Tell whether it was made of another."""
    return value.parent_id is not None


@FIELDS.on("updatedAt", "Repository")
@FIELDS.on("pushedAt", "Repository")
def pushed_at(value: Repository, view: View) -> datetime:
    """Give the moment of the last commit."""
    return view.world.commits[value.head_sha].committed_at


@FIELDS.on("hasDiscussionsEnabled", "Repository")
def has_discussions_enabled(_: Repository, __: View) -> bool:
    """Tell that every repository of the sandbox has discussions."""
    return True


@FIELDS.connection("labels", "Repository")
def labels(value: Repository, view: View) -> Listing[Label]:
    """List the labels of a repository."""
    view.require(value, "issues", "pull_requests")
    return Listing(items=value.labels)


@FIELDS.on("description", "Label")
def label_description(value: Label, _: View) -> str | None:
    """Give what a label says of itself; null where it says nothing."""
    return value.description or None


@FIELDS.on("defaultBranchRef", "Repository")
def default_branch_ref(value: Repository, view: View) -> dict[str, Any]:
    """Give the default branch and its last commit."""
    view.require(value, "contents")
    return {"name": value.default_branch, "target": view.world.commits[value.head_sha]}


@FIELDS.on("object", "Repository")
def git_object(
    value: Repository, view: View, expression: str | None = None, oid: str | None = None
) -> Commit | Blob | None:
    """Find a commit by `branch` or hash, or a file by `branch:path`; null where there is none."""
    view.require(value, "contents")
    if not expression and not oid:
        raise Refusal("ARGUMENT_ERROR", "Either `expression` or `oid` is needed.")
    ref, colon, path = (expression or oid or "").partition(":")
    try:
        commit = view.world.find_commit(value, ref)
    except UnknownError:
        return None
    if not colon:
        return commit
    if any(it.startswith(f"{path.rstrip('/')}/") for it in commit.files) or not path:
        raise Refusal("NOT_IMPLEMENTED", "The sandbox serves commits and files, no folders.")
    text = commit.files.get(path)
    return None if text is None else Blob(repository_id=value.id, text=text)


@FIELDS.on("byteSize", "Blob")
def byte_size(value: Blob, _: View) -> int:
    """Give the size of a file in bytes."""
    return len(value.text.encode())


@FIELDS.on("isBinary", "Blob")
def is_binary(_: Blob, __: View) -> bool:
    """Tell that the sandbox keeps texts only."""
    return False


@FIELDS.on("messageHeadline", "Commit")
def message_headline(value: Commit, _: View) -> str:
    """Give the first line of a commit message."""
    return value.message.partition("\n")[0]


@FIELDS.on("url", "Commit")
def commit_url(value: Commit, view: View) -> str:
    """Give the address of a commit's page."""
    place = view.world.repositories[value.repository_id]
    return f"{repository_page(view.world, place)}/commit/{value.oid}"


@FIELDS.on("authoredDate", "Commit")
@FIELDS.on("committedDate", "Commit")
def committed_date(value: Commit, _: View) -> datetime:
    """Give when a commit was made."""
    return value.committed_at


@FIELDS.on("author", "Commit")
def commit_author(value: Commit, _: View) -> CommitAuthor:
    """Give who wrote a commit."""
    return value.authors[0]


@FIELDS.connection("authors", "Commit")
def commit_authors(value: Commit, _: View) -> Listing[CommitAuthor]:
    """List the author of a commit and the co-authors of its trailers."""
    return Listing(items=value.authors)


@FIELDS.connection("associatedPullRequests", "Commit")
def associated_pull_requests(value: Commit, view: View) -> Listing[Thread]:
    """List the pull request that a commit came with or merged."""
    view.require(view.world.repositories[value.repository_id], "pull_requests")
    found = view.world.pull_of(value)
    return Listing(items=[found] if found else [])


@FIELDS.on("user", "GitActor")
def git_user(value: CommitAuthor, view: View) -> Account | None:
    """Give the person of a commit; null where the address is nobody's."""
    account = view.world.account_or_none(value.account_id)
    return account if account and account.type is AccountType.USER else None


@FIELDS.connection("releases", "Repository")
def releases(
    value: Repository, view: View, order_by: dict[str, str] | None = None
) -> Listing[Release]:
    """List the releases of a repository, latest first unless told otherwise."""
    view.require(value, "contents")
    found = [it for it in view.world.releases.values() if it.repository_id == value.id]
    order = order_by or {"field": "CREATED_AT", "direction": "DESC"}
    descending = order["direction"] == "DESC"
    if order["field"] == "NAME":
        return Listing(items=found, key=lambda it: (it.name, it.id), descending=descending)
    return Listing(
        items=found, key=lambda it: moment_key(it.created_at, it.id), descending=descending
    )


@FIELDS.on("author", "Release")
def release_author(value: Release, view: View) -> Account | None:
    """Give the person who published a release; null for bots and for those who are gone."""
    account = view.world.account_or_none(value.author_id)
    return account if account and account.type is AccountType.USER else None


@FIELDS.on("tagName", "Release")
def tag_name(value: Release, _: View) -> str:
    """Give the tag of a release."""
    return value.tag


@FIELDS.on("description", "Release")
def release_description(value: Release, _: View) -> str | None:
    """Give the notes of a release; null where there are none."""
    return value.body or None


@FIELDS.on("isDraft", "Release")
def is_draft(_: Release, __: View) -> bool:
    """Tell that the sandbox publishes releases at once."""
    return False


@FIELDS.on("url", "Release")
def release_url(value: Release, view: View) -> str:
    """Give the address of a release's page."""
    page = repository_page(view.world, view.world.repositories[value.repository_id])
    return f"{page}/releases/tag/{value.tag}"
