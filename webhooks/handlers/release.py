"""Count releases when they are published, and no longer when they are taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webhooks import deeds
from webhooks.handlers.contract import Outcome, handles
from webhooks.payloads import ReleaseEvent

if TYPE_CHECKING:
    from webhooks.ports import GitHubReader

NOT_PUBLISHED = "the release is a draft, or the account that published it is gone"
WITHDRAWN = ("unpublished", "deleted")


@handles(ReleaseEvent, "published", "edited", *WITHDRAWN)
def changed(event: ReleaseEvent, _github: GitHubReader) -> Outcome:
    """Count a release for whoever made it, as long as it is public."""
    facts = deeds.of_release(event.release, exists=event.action not in WITHDRAWN)
    return Outcome(facts=facts) if facts else Outcome(ignored=NOT_PUBLISHED)
