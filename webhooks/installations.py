"""Begin to read history where the App is installed, and stop where it may not look any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webhooks import walks
from webhooks.handlers import InstallationState
from webhooks.walks import Task, Walk

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from webhooks.handlers import AccessChange, InstallationChange


def note_installation(session: Session, change: InstallationChange, *, now: datetime) -> None:
    """Want the history of an account, or want it no longer; what is known of it stays."""
    if change.account is None:
        return
    owner = change.account.login
    if change.state is InstallationState.ACTIVE:
        look_for_repositories(session, owner, now=now)
    else:
        walks.stop(session, owner=owner)


def note_access(session: Session, change: AccessChange, *, now: datetime) -> None:
    """Want the history of repositories that the App was given, and not of those it lost."""
    if change.removed:
        lost = {repo.id for repo in change.removed}
        walks.stop(session, owner=change.owner, repo_ids=lost)
    if change.added:
        look_for_repositories(session, change.owner, now=now)


def look_for_repositories(session: Session, owner: str, *, now: datetime) -> None:
    """List the repositories of an account at once; new ones are read, known ones go on."""
    walks.want(session, [Walk(task=Task.REPOSITORIES, owner=owner)], now=now, afresh=True)
