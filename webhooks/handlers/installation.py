"""Note where the App may act, and where it may not any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webhooks.handlers.contract import (
    InstallationChange,
    InstallationState,
    Outcome,
    handles,
)
from webhooks.payloads import InstallationEvent

if TYPE_CHECKING:
    from webhooks.ports import GitHubReader

_STATES = {
    "created": InstallationState.ACTIVE,
    "new_permissions_accepted": InstallationState.ACTIVE,
    "unsuspend": InstallationState.ACTIVE,
    "suspend": InstallationState.SUSPENDED,
    "deleted": InstallationState.DELETED,
}


@handles(InstallationEvent, *_STATES)
def changed(event: InstallationEvent, _github: GitHubReader) -> Outcome:
    """Note whether the App may act for an account."""
    change = InstallationChange(
        installation_id=event.installation_id,
        account=event.account,
        state=_STATES[event.action or ""],
    )
    return Outcome(installation=change)
