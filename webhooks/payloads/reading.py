"""Read each event we listen to from its payload.

Which fields may be null or absent follows GitHub's OpenAPI description of webhooks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from webhooks.payloads import threads
from webhooks.payloads.events import (
    AuthorizationEvent,
    DiscussionCommentEvent,
    DiscussionEvent,
    Event,
    IgnoredEvent,
    InstallationEvent,
    InstallationRepositoriesEvent,
    IssueCommentEvent,
    IssueEvent,
    MembershipEvent,
    OrganizationEvent,
    PingEvent,
    PullRequestEvent,
    PushEvent,
    ReleaseEvent,
    RepositoryEvent,
    ReviewCommentEvent,
    ReviewEvent,
)
from webhooks.payloads.fields import Fields, read_object
from webhooks.payloads.things import Release, Team

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


def _release(payload: Fields) -> ReleaseEvent:
    release = payload.object("release")
    return ReleaseEvent(
        action=payload.maybe_text("action"),
        release=Release(
            repo=payload.object("repository").as_repo(),
            id=release.number("id"),
            url=release.word("html_url"),
            tag=release.text("tag_name"),
            author=release.maybe_account("author"),
            is_prerelease=release.truth("prerelease"),
            published_at=release.maybe_moment("published_at"),
            updated_at=release.maybe_moment("updated_at"),
        ),
    )


def _membership(payload: Fields) -> MembershipEvent:
    team = payload.object("team")
    return MembershipEvent(
        action=payload.maybe_text("action"),
        team=Team(
            id=team.number("id"),
            organization=payload.object("organization").word("login"),
            # A team that was deleted has no short name any more.
            slug=team.maybe_text("slug") or team.word("name"),
        ),
        member=payload.maybe_account("member"),
    )


def _organization(payload: Fields) -> OrganizationEvent:
    organization = payload.object("organization")
    membership = payload.maybe_object("membership")
    return OrganizationEvent(
        action=payload.maybe_text("action"),
        team=Team(
            id=organization.number("id"), organization=organization.word("login"), slug=None
        ),
        member=membership.maybe_account("user") if membership else None,
    )


def _repository(payload: Fields) -> RepositoryEvent:
    repository = payload.object("repository")
    return RepositoryEvent(
        action=payload.maybe_text("action"),
        repo=repository.as_repo(),
        updated_at=repository.maybe_moment("updated_at"),
    )


def _authorization(payload: Fields) -> AuthorizationEvent:
    return AuthorizationEvent(
        action=payload.maybe_text("action"), sender=payload.maybe_account("sender")
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


def _push(payload: Fields) -> PushEvent:
    repository = payload.object("repository")
    branch = repository.maybe_text("default_branch")
    paths: dict[str, None] = {}
    for commit in payload.objects("commits"):
        for change in ("added", "modified", "removed"):
            paths.update(dict.fromkeys(commit.texts(change)))
    return PushEvent(
        repo=repository.as_repo(),
        is_default_branch=payload.text("ref") == f"refs/heads/{branch}",
        paths=tuple(paths),
    )


def _ping(payload: Fields) -> PingEvent:
    return PingEvent(zen=payload.maybe_text("zen"))


def _repos(payload: Fields, name: str) -> tuple[Repo, ...]:
    """Give the repositories that are named; those removed may come without name or number."""
    return tuple(
        item.as_repo()
        for item in payload.objects(name)
        if item.maybe_number("id") is not None and item.maybe_text("full_name") is not None
    )


_READERS: Mapping[str, Callable[[Fields], Event]] = {
    PullRequestEvent.name: threads.pull_request_event,
    ReviewEvent.name: threads.review_event,
    ReviewCommentEvent.name: threads.review_comment_event,
    IssueEvent.name: threads.issue_event,
    IssueCommentEvent.name: threads.issue_comment_event,
    DiscussionEvent.name: threads.discussion_event,
    DiscussionCommentEvent.name: threads.discussion_comment_event,
    ReleaseEvent.name: _release,
    MembershipEvent.name: _membership,
    OrganizationEvent.name: _organization,
    RepositoryEvent.name: _repository,
    AuthorizationEvent.name: _authorization,
    InstallationEvent.name: _installation,
    InstallationRepositoriesEvent.name: _installation_repositories,
    PushEvent.name: _push,
    PingEvent.name: _ping,
}
