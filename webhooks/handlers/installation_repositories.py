"""Note which repositories the App was given, and which it lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webhooks.handlers.contract import AccessChange, Outcome, handles
from webhooks.payloads import InstallationRepositoriesEvent

if TYPE_CHECKING:
    from webhooks.ports import GitHubReader

NONE_NAMED = "no repository is named in it"


@handles(InstallationRepositoriesEvent, "added", "removed")
def changed(event: InstallationRepositoriesEvent, _github: GitHubReader) -> Outcome:
    """Note the repositories; all of one event belong to the account of the installation."""
    named = (*event.added, *event.removed)
    if not named:
        return Outcome(ignored=NONE_NAMED)
    owner = named[0].full_name.partition("/")[0]
    return Outcome(access=AccessChange(owner=owner, added=event.added, removed=event.removed))
