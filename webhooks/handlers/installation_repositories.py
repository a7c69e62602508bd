"""Take note of nothing when the App is given repositories: GitHub knows the list best."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webhooks.handlers.contract import Outcome, handles
from webhooks.payloads import InstallationRepositoriesEvent

if TYPE_CHECKING:
    from webhooks.ports import GitHubReader

REPOSITORIES = "which repositories we see is asked when it matters"


@handles(InstallationRepositoriesEvent, "added", "removed")
def changed(_event: InstallationRepositoriesEvent, _github: GitHubReader) -> Outcome:
    """Leave the list of repositories to GitHub."""
    return Outcome(ignored=REPOSITORIES)
