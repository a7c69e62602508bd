"""Read each event we listen to from its payload.

Which fields may be null or absent follows GitHub's OpenAPI description of webhooks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from webhooks.payloads.events import (
    Comment,
    CommentPlace,
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
from webhooks.payloads.fields import Fields, read_object

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from recognition.facts import Repo


def parse(event: str, body: bytes) -> Event:
    """Read a delivery.

    Args:
        event: The value of `X-GitHub-Event`.
        body: The payload as it was stored.

    Returns:
        The event; an `IgnoredEvent` for those we do not listen to, however they look inside.

    Raises:
        PayloadError: It cannot be read; the message names the field.
    """
    payload = read_object(body)
    read = _READERS.get(event)
    if read is None:
        action = payload.maybe_text("action")
        reason = f"nothing is counted for the event {event}"
        return IgnoredEvent(event=event, action=action, reason=reason)
    return read(payload)


def _pull_request(payload: Fields) -> PullRequestEvent:
    pull_request = payload.object("pull_request")
    base = pull_request.object("base")
    base_repo = base.maybe_object("repo")
    default_branch = base_repo.maybe_text("default_branch") if base_repo else None
    return PullRequestEvent(
        action=payload.maybe_text("action"),
        pull_request=PullRequest(
            repo=_repo(payload),
            number=pull_request.number("number"),
            url=pull_request.word("html_url"),
            author=pull_request.maybe_account("user"),
            created_at=pull_request.moment("created_at"),
            updated_at=pull_request.moment("updated_at"),
            is_draft=pull_request.truth("draft"),
            merged_at=pull_request.maybe_moment("merged_at"),
            merged_by=pull_request.maybe_account("merged_by"),
            labels=pull_request.names("labels"),
            additions=pull_request.maybe_number("additions"),
            deletions=pull_request.maybe_number("deletions"),
            base=base.text("ref"),
            default_base=base.text("ref") == default_branch,
        ),
    )


def _review(payload: Fields) -> ReviewEvent:
    review = payload.object("review")
    pull_request = payload.object("pull_request")
    return ReviewEvent(
        action=payload.maybe_text("action"),
        review=Review(
            repo=_repo(payload),
            number=pull_request.number("number"),
            pull_request_author=pull_request.maybe_account("user"),
            id=review.number("id"),
            url=review.word("html_url"),
            author=review.maybe_account("user"),
            state=review.word("state").lower(),
            body_length=len(review.maybe_text("body") or ""),
            submitted_at=review.maybe_moment("submitted_at"),
            updated_at=review.maybe_moment("updated_at"),
        ),
    )


def _issue(payload: Fields) -> IssueEvent:
    issue = payload.object("issue")
    changes = payload.maybe_object("changes")
    body_change = changes.maybe_object("body") if changes else None
    return IssueEvent(
        action=payload.maybe_text("action"),
        issue=Issue(
            repo=_repo(payload),
            number=issue.number("number"),
            url=issue.word("html_url"),
            author=issue.maybe_account("user"),
            body=issue.maybe_text("body") or "",
            labels=issue.names("labels"),
            created_at=issue.moment("created_at"),
            updated_at=issue.moment("updated_at"),
            closed_at=issue.maybe_moment("closed_at"),
        ),
        body_before=(body_change.maybe_text("from") or "") if body_change else None,
        sender=payload.maybe_account("sender"),
    )


def _issue_comment(payload: Fields) -> IssueCommentEvent:
    comment = payload.object("comment")
    issue = payload.object("issue")
    is_on_pull_request = issue.maybe_object("pull_request") is not None
    return IssueCommentEvent(
        action=payload.maybe_text("action"),
        comment=Comment(
            repo=_repo(payload),
            on=CommentPlace.PULL_REQUEST if is_on_pull_request else CommentPlace.ISSUE,
            number=issue.number("number"),
            thread_author=issue.maybe_account("user"),
            id=comment.number("id"),
            url=comment.word("html_url"),
            author=comment.maybe_account("user"),
            body=comment.maybe_text("body") or "",
            is_by_app=comment.maybe_object("performed_via_github_app") is not None,
            created_at=comment.moment("created_at"),
            updated_at=comment.moment("updated_at"),
        ),
    )


def _installation(payload: Fields) -> InstallationEvent:
    installation = payload.object("installation")
    account = installation.maybe_object("account")
    # An enterprise has a slug in place of a login.
    has_login = account is not None and account.maybe_text("login") is not None
    return InstallationEvent(
        action=payload.maybe_text("action"),
        installation_id=installation.number("id"),
        account=installation.maybe_account("account") if has_login else None,
        repositories=_repos(payload, "repositories"),
    )


def _installation_repositories(payload: Fields) -> InstallationRepositoriesEvent:
    return InstallationRepositoriesEvent(
        action=payload.maybe_text("action"),
        installation_id=payload.object("installation").number("id"),
        added=_repos(payload, "repositories_added"),
        removed=_repos(payload, "repositories_removed"),
    )


def _ping(payload: Fields) -> PingEvent:
    return PingEvent(zen=payload.maybe_text("zen"))


def _repo(payload: Fields) -> Repo:
    return payload.object("repository").as_repo()


def _repos(payload: Fields, name: str) -> tuple[Repo, ...]:
    """Give the repositories that are named; those removed may come without name or number."""
    return tuple(
        item.as_repo()
        for item in payload.objects(name)
        if item.maybe_number("id") is not None and item.maybe_text("full_name") is not None
    )


_READERS: Mapping[str, Callable[[Fields], Event]] = {
    PullRequestEvent.name: _pull_request,
    ReviewEvent.name: _review,
    IssueEvent.name: _issue,
    IssueCommentEvent.name: _issue_comment,
    InstallationEvent.name: _installation,
    InstallationRepositoriesEvent.name: _installation_repositories,
    PingEvent.name: _ping,
}
