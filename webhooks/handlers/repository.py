"""Note the names that repositories are given; what was done in them stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webhooks.handlers.contract import Outcome, Sighting, handles
from webhooks.payloads import RepositoryEvent

if TYPE_CHECKING:
    from webhooks.ports import GitHubReader

UNDATED = "GitHub does not say since when the repository has the name"


@handles(RepositoryEvent, "created", "renamed", "transferred")
def named(event: RepositoryEvent, _github: GitHubReader) -> Outcome:
    """Note a repository's name, by which rules and pages know it from now on."""
    if event.updated_at is None:
        return Outcome(ignored=UNDATED)
    return Outcome(sighting=Sighting(repo=event.repo, at=event.updated_at))
