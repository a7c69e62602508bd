"""Issues, pull requests, their comments and reviews in GraphQL; both are threads here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webhooks.sandbox.forum import Discussion
from webhooks.sandbox.git import Commit
from webhooks.sandbox.graphql.fields import Fields, View, small_id
from webhooks.sandbox.graphql.pages import Listing, moment_key
from webhooks.sandbox.graphql.refusals import Refusal, not_resolved
from webhooks.sandbox.shapes.threads import thread_page
from webhooks.sandbox.state import (
    Account,
    ChangedFile,
    Comment,
    Label,
    PullRequest,
    Repository,
    Review,
    ReviewComment,
    Thread,
)

FIELDS = Fields()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedEvent:
    """An issue was closed; `closer` is the pull request whose merge did it."""

    created_at: datetime
    actor: Account | None
    closer: Thread | None


_CHANGE_TYPES = {"removed": "DELETED"}  # where GraphQL has another word than REST


@FIELDS.on("pullRequest", "Repository")
def pull_request(repository: Repository, view: View, number: int) -> Thread:
    """Find a pull request."""
    view.require(repository, "pull_requests")
    found = view.world.threads.get((repository.id, number))
    if found is None or found.pull is None:
        raise not_resolved("PullRequest", f"number of {number}")
    return found


@FIELDS.on("issue", "Repository")
def issue(repository: Repository, view: View, number: int) -> Thread:
    """Find an issue; a pull request is none."""
    view.require(repository, "issues")
    found = view.world.threads.get((repository.id, number))
    if found is None or found.pull:
        raise not_resolved("Issue", f"number of {number}")
    return found


@FIELDS.on("issueOrPullRequest", "Repository")
def issue_or_pull_request(repository: Repository, view: View, number: int) -> Thread:
    """Find what bears a number, unless it is a discussion."""
    view.require(repository, "issues", "pull_requests")
    found = view.world.threads.get((repository.id, number))
    if found is None:
        message = f"Could not resolve to an issue or pull request with the number of {number}."
        raise Refusal("NOT_FOUND", message)
    return found


@FIELDS.connection("pullRequests", "Repository")
def pull_requests(
    repository: Repository,
    view: View,
    order_by: dict[str, str] | None = None,
    states: list[str] | None = None,
    labels: list[str] | None = None,
    base_ref_name: str | None = None,
) -> Listing[Thread]:
    """List pull requests, oldest first unless told otherwise."""
    view.require(repository, "pull_requests")
    found = [
        it
        for it in _threads(repository, view, labels)
        if it.pull
        and (states is None or _pull_state(it) in states)
        and base_ref_name in {None, it.pull.base_ref}
    ]
    return _ordered(found, order_by)


@FIELDS.connection("issues", "Repository")
def issues(
    repository: Repository,
    view: View,
    order_by: dict[str, str] | None = None,
    states: list[str] | None = None,
    labels: list[str] | None = None,
    filter_by: dict[str, Any] | None = None,
) -> Listing[Thread]:
    """List issues, oldest first unless told otherwise."""
    view.require(repository, "issues")
    since = _moment((filter_by or {}).get("since"))
    found = [
        it
        for it in _threads(repository, view, labels)
        if it.pull is None
        and (states is None or it.state.upper() in states)
        and (since is None or it.updated_at >= since)
    ]
    return _ordered(found, order_by)


# What issues, pull requests and what is written on them have in common


@FIELDS.on(
    "author",
    *("PullRequest", "Issue", "IssueComment", "PullRequestReview", "PullRequestReviewComment"),
    *("Discussion", "DiscussionComment"),
)
def author(value: Any, view: View) -> Account | None:
    """Give who wrote it; null where the account was deleted."""
    return view.world.account_or_none(value.author_id)


@FIELDS.on("databaseId", "PullRequest")
def pull_id(thread: Thread, _: View) -> int | None:
    """Give the number that REST calls id."""
    return small_id(_pull(thread).id)


@FIELDS.on("fullDatabaseId", "PullRequest")
def full_pull_id(thread: Thread, _: View) -> str:
    """Give the number that REST calls id, as a text."""
    return str(_pull(thread).id)


@FIELDS.on("databaseId", "Issue", "IssueComment", "PullRequestReview", "PullRequestReviewComment")
def database_id(value: Any, _: View) -> int | None:
    """Give the number that REST calls id."""
    return small_id(value.id)


@FIELDS.on(
    "fullDatabaseId", "Issue", "IssueComment", "PullRequestReview", "PullRequestReviewComment"
)
def full_database_id(value: Any, _: View) -> str:
    """Give the number that REST calls id, as a text."""
    return str(value.id)


@FIELDS.on("url", "PullRequest", "Issue")
def url(thread: Thread, view: View) -> str:
    """Give the address of a thread's page."""
    return thread_page(view.world, thread)


@FIELDS.on("state", "Issue")
def issue_state(thread: Thread, _: View) -> str:
    """Tell whether an issue is open."""
    return thread.state.upper()


@FIELDS.on("stateReason", "Issue")
def state_reason(thread: Thread, _: View) -> str | None:
    """Tell why an issue is in its state; null where nobody said."""
    return thread.state_reason.upper() if thread.state_reason else None


@FIELDS.connection("timelineItems", "Issue")
def timeline_items(
    thread: Thread, view: View, item_types: list[str] | None = None
) -> Listing[ClosedEvent]:
    """List when an issue was closed and by which merge; the sandbox tells nothing else."""
    if item_types is None:
        raise Refusal("NOT_IMPLEMENTED", "The sandbox tells of CLOSED_EVENT only; ask for it.")
    return Listing(
        items=[
            ClosedEvent(
                created_at=it.at,
                actor=view.world.account_or_none(it.actor_id),
                closer=view.world.threads.get(it.pull_key) if it.pull_key else None,
            )
            for it in thread.happenings
            if it.kind == "closed"
        ]
    )


@FIELDS.connection("labels", "PullRequest", "Issue", "Discussion")
def labels_of(value: Thread | Discussion, view: View) -> Listing[Label]:
    """List the labels that something bears."""
    repository = view.world.repositories[value.repository_id]
    found = (view.world.find_label(repository, it) for it in value.labels)
    return Listing(items=[it for it in found if it])


@FIELDS.connection("comments", "PullRequest", "Issue")
def comments(thread: Thread, _: View) -> Listing[Comment]:
    """List the comments of a thread, oldest first."""
    return Listing(items=thread.comments, key=lambda it: moment_key(it.created_at, it.id))


@FIELDS.on("url", "IssueComment")
def comment_url(comment: Comment, view: View) -> str:
    """Give the address of a comment."""
    return f"{thread_page(view.world, _thread(comment, view))}#issuecomment-{comment.id}"


@FIELDS.on("issue", "IssueComment")
def issue_of(comment: Comment, view: View) -> Thread:
    """Give the thread of a comment."""
    return _thread(comment, view)


@FIELDS.on("pullRequest", "IssueComment")
def pull_of(comment: Comment, view: View) -> Thread | None:
    """Give the pull request of a comment; null where it stands on an issue."""
    thread = _thread(comment, view)
    return thread if thread.pull else None


# Pull requests


@FIELDS.on("state", "PullRequest")
def pull_state(thread: Thread, _: View) -> str:
    """Tell whether a pull request is open, closed or merged."""
    return _pull_state(thread)


@FIELDS.on("isDraft", "PullRequest")
def is_draft(thread: Thread, _: View) -> bool:
    """Tell whether a pull request is not ready for review yet."""
    return _pull(thread).draft


@FIELDS.on("merged", "PullRequest")
def merged(thread: Thread, _: View) -> bool:
    """Tell whether a pull request was merged."""
    return thread.merged_at is not None


@FIELDS.on("mergedBy", "PullRequest")
def merged_by(thread: Thread, view: View) -> Account | None:
    """Give who merged it; null where nobody did or the account was deleted."""
    return view.world.account_or_none(_pull(thread).merged_by_id)


@FIELDS.on("mergeCommit", "PullRequest")
def merge_commit(thread: Thread, view: View) -> Commit | None:
    """Give the commit that merged it; null where it was not merged."""
    return view.world.commits.get(_pull(thread).merge_commit_sha or "")


@FIELDS.on("additions", "PullRequest")
def additions(thread: Thread, _: View) -> int:
    """Count the lines that it adds."""
    return sum(it.additions for it in _pull(thread).files)


@FIELDS.on("deletions", "PullRequest")
def deletions(thread: Thread, _: View) -> int:
    """Count the lines that it takes away."""
    return sum(it.deletions for it in _pull(thread).files)


@FIELDS.on("changedFiles", "PullRequest")
def changed_files(thread: Thread, _: View) -> int:
    """Count the files that it changes."""
    return len(_pull(thread).files)


@FIELDS.on("baseRefName", "PullRequest")
def base_ref_name(thread: Thread, _: View) -> str:
    """Give the branch that it goes into."""
    return _pull(thread).base_ref


@FIELDS.on("headRefName", "PullRequest")
def head_ref_name(thread: Thread, _: View) -> str:
    """Give the branch that it comes from."""
    return _pull(thread).head_ref


@FIELDS.on("headRefOid", "PullRequest")
def head_ref_oid(thread: Thread, _: View) -> str:
    """Give the last commit of the branch that it comes from."""
    return _pull(thread).head_sha


@FIELDS.connection("files", "PullRequest")
def files(thread: Thread, _: View) -> Listing[ChangedFile]:
    """List the files that it changes."""
    return Listing(items=_pull(thread).files)


@FIELDS.on("changeType", "PullRequestChangedFile")
def change_type(file: ChangedFile, _: View) -> str:
    """Tell what happened to a file."""
    return _CHANGE_TYPES.get(file.status, file.status.upper())


@FIELDS.connection("commits", "PullRequest")
def commits(thread: Thread, _: View) -> Listing[dict[str, Commit]]:
    """List the commits of a pull request, oldest first."""
    return Listing(items=[{"commit": it} for it in _pull(thread).commits])


@FIELDS.connection("closingIssuesReferences", "PullRequest")
def closing_issues_references(thread: Thread, view: View) -> Listing[Thread]:
    """List the issues that it closes, of the repositories that the caller may see."""
    found = view.world.closing_issues(thread)
    return Listing(
        items=[it for it in found if view.sees(view.world.repositories[it.repository_id])]
    )


# Reviews


@FIELDS.connection("reviews", "PullRequest")
def reviews(
    thread: Thread,
    view: View,
    states: list[str] | None = None,
    author: str | None = None,
) -> Listing[Review]:
    """List the reviews of a pull request, oldest first."""
    wanted = author.casefold() if author else None
    found = []
    for it in _pull(thread).reviews:
        account = view.world.account_or_none(it.author_id)
        login = account.login.casefold() if account else ""
        if (states is None or it.state in states) and wanted in {None, login}:
            found.append(it)
    return Listing(items=found, key=lambda it: moment_key(it.submitted_at, it.id))


@FIELDS.on("createdAt", "PullRequestReview")
def review_created_at(review: Review, _: View) -> datetime:
    """Give when a review was submitted; the sandbox has no pending ones."""
    return review.submitted_at


@FIELDS.on("url", "PullRequestReview")
def review_url(review: Review, view: View) -> str:
    """Give the address of a review."""
    return f"{thread_page(view.world, _thread(review, view))}#pullrequestreview-{review.id}"


@FIELDS.on("commit", "PullRequestReview")
def review_commit(review: Review, view: View) -> Commit | None:
    """Give the commit that was reviewed."""
    return view.world.commits.get(review.commit_id)


@FIELDS.on("pullRequest", "PullRequestReview", "PullRequestReviewComment")
def pull_of_review(value: Review | ReviewComment, view: View) -> Thread:
    """Give the pull request that was reviewed."""
    return _thread(value, view)


@FIELDS.connection("comments", "PullRequestReview")
def review_comments(review: Review, _: View) -> Listing[ReviewComment]:
    """List the comments of a review on lines."""
    return Listing(items=review.comments)


@FIELDS.on("url", "PullRequestReviewComment")
def review_comment_url(comment: ReviewComment, view: View) -> str:
    """Give the address of a comment on a line."""
    return f"{thread_page(view.world, _thread(comment, view))}#discussion_r{comment.id}"


@FIELDS.on("replyTo", "PullRequestReviewComment")
def review_reply_to(_: ReviewComment, __: View) -> None:
    """Tell that the sandbox has no replies to comments on lines."""


def _threads(repository: Repository, view: View, labels: list[str] | None) -> list[Thread]:
    """List the threads that bear any of the labels, as GitHub reads several."""
    folded = {it.casefold() for it in labels or ()}
    return [
        it
        for it in view.world.threads.values()
        if it.repository_id == repository.id
        and (not folded or folded & {name.casefold() for name in it.labels})
    ]


def _ordered(found: Sequence[Thread], order_by: dict[str, str] | None) -> Listing[Thread]:
    order = order_by or {"field": "CREATED_AT", "direction": "ASC"}
    descending = order["direction"] == "DESC"
    if order["field"] == "COMMENTS":
        return Listing(
            items=found, key=lambda it: (len(it.comments), it.number), descending=descending
        )
    by_update = order["field"] == "UPDATED_AT"
    return Listing(
        items=found,
        key=lambda it: moment_key(it.updated_at if by_update else it.created_at, it.number),
        descending=descending,
    )


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Refusal("ARGUMENT_ERROR", f"{text} is no moment.") from None


def _pull_state(thread: Thread) -> str:
    return "MERGED" if thread.merged_at else thread.state.upper()


def _pull(thread: Thread) -> PullRequest:
    assert thread.pull is not None, f"#{thread.number} is an issue"
    return thread.pull


def _thread(value: Comment | Review | ReviewComment, view: View) -> Thread:
    return view.world.threads[value.repository_id, value.number]
