"""Read the events of pull requests, issues and discussions, and of what is said there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webhooks.payloads.events import (
    DiscussionCommentEvent,
    DiscussionEvent,
    IssueCommentEvent,
    IssueEvent,
    PullRequestEvent,
    ReviewCommentEvent,
    ReviewEvent,
)
from webhooks.payloads.things import Answer, Comment, CommentPlace, Discussion, Issue

if TYPE_CHECKING:
    from recognition.facts import Repo
    from webhooks.payloads.fields import Fields


def pull_request_event(payload: Fields) -> PullRequestEvent:
    """Read which pull request it is."""
    pull_request = payload.object("pull_request")
    head = pull_request.maybe_object("head")
    return PullRequestEvent(
        action=payload.maybe_text("action"),
        repo=_repo(payload),
        number=pull_request.number("number"),
        body_before=_body_before(payload),
        head_sha=head.maybe_text("sha") if head is not None else None,
    )


def review_event(payload: Fields) -> ReviewEvent:
    """Read whose review it is: which pull request's."""
    return ReviewEvent(
        action=payload.maybe_text("action"),
        repo=_repo(payload),
        number=payload.object("pull_request").number("number"),
    )


def review_comment_event(payload: Fields) -> ReviewCommentEvent:
    """Read a comment at a line of a change."""
    thread = payload.object("pull_request")
    return ReviewCommentEvent(
        action=payload.maybe_text("action"),
        comment=_comment(payload, thread, CommentPlace.REVIEW),
    )


def issue_event(payload: Fields) -> IssueEvent:
    """Read an issue, and where it has gone."""
    changes = payload.maybe_object("changes")
    issue = changes.maybe_object("new_issue") if changes else None
    repository = changes.maybe_object("new_repository") if changes else None
    moved_to = _issue(issue, repository.as_repo()) if issue and repository else None
    return IssueEvent(
        action=payload.maybe_text("action"),
        issue=_issue(payload.object("issue"), _repo(payload)),
        body_before=_body_before(payload),
        moved_to=moved_to,
        sender=payload.maybe_account("sender"),
    )


def issue_comment_event(payload: Fields) -> IssueCommentEvent:
    """Read a comment in an issue or a pull request."""
    thread = payload.object("issue")
    is_on_pull_request = thread.maybe_object("pull_request") is not None
    place = CommentPlace.PULL_REQUEST if is_on_pull_request else CommentPlace.ISSUE
    return IssueCommentEvent(
        action=payload.maybe_text("action"), comment=_comment(payload, thread, place)
    )


def discussion_event(payload: Fields) -> DiscussionEvent:
    """Read a discussion with its answer, and where it has gone."""
    discussion = payload.object("discussion")
    changes = payload.maybe_object("changes")
    moved = changes.maybe_object("new_discussion") if changes else None
    repository = changes.maybe_object("new_repository") if changes else None
    return DiscussionEvent(
        action=payload.maybe_text("action"),
        discussion=_discussion(discussion, _repo(payload), answer=_answer(payload, discussion)),
        is_answered=discussion.maybe_moment("answer_chosen_at") is not None,
        moved_to=_discussion(moved, repository.as_repo()) if moved and repository else None,
    )


def discussion_comment_event(payload: Fields) -> DiscussionCommentEvent:
    """Read a comment in a discussion."""
    thread = payload.object("discussion")
    return DiscussionCommentEvent(
        action=payload.maybe_text("action"),
        comment=_comment(payload, thread, CommentPlace.DISCUSSION),
    )


def _issue(issue: Fields, repo: Repo) -> Issue:
    return Issue(
        repo=repo,
        number=issue.number("number"),
        url=issue.word("html_url"),
        author=issue.maybe_account("user"),
        body=issue.maybe_text("body") or "",
        labels=issue.names("labels"),
        created_at=issue.moment("created_at"),
        updated_at=issue.moment("updated_at"),
        closed_at=issue.maybe_moment("closed_at"),
    )


def _comment(payload: Fields, thread: Fields, place: CommentPlace) -> Comment:
    comment = payload.object("comment")
    return Comment(
        repo=_repo(payload),
        on=place,
        number=thread.number("number"),
        thread_author=thread.maybe_account("user"),
        id=comment.number("id"),
        url=comment.word("html_url"),
        author=comment.maybe_account("user"),
        body=comment.maybe_text("body") or "",
        is_by_app=comment.maybe_object("performed_via_github_app") is not None,
        created_at=comment.moment("created_at"),
        updated_at=comment.moment("updated_at"),
    )


def _discussion(discussion: Fields, repo: Repo, *, answer: Answer | None = None) -> Discussion:
    category = discussion.maybe_object("category")
    return Discussion(
        repo=repo,
        number=discussion.number("number"),
        url=discussion.word("html_url"),
        author=discussion.maybe_account("user"),
        category=(category.maybe_text("slug") if category else None) or "",
        labels=discussion.names("labels"),
        created_at=discussion.moment("created_at"),
        updated_at=discussion.moment("updated_at"),
        answer=answer,
    )


def _answer(payload: Fields, discussion: Fields) -> Answer | None:
    """Read the answer; only the events that it was chosen, or not any more, tell it."""
    chosen = payload.maybe_object("answer")
    answer = chosen or payload.maybe_object("old_answer")
    if answer is None:
        return None
    return Answer(
        url=answer.word("html_url"),
        author=answer.maybe_account("user"),
        chosen_at=discussion.maybe_moment("answer_chosen_at") if chosen else None,
    )


def _body_before(payload: Fields) -> str | None:
    changes = payload.maybe_object("changes")
    body = changes.maybe_object("body") if changes else None
    return (body.maybe_text("from") or "") if body else None


def _repo(payload: Fields) -> Repo:
    return payload.object("repository").as_repo()
