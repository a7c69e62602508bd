"""Count no pushes: what is pushed arrives by pull requests; rules are looked at elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webhooks.handlers.contract import Outcome, handles
from webhooks.payloads import PushEvent

if TYPE_CHECKING:
    from webhooks.ports import GitHubReader

NOT_COUNTED = "pushes are not counted; the pull requests they come from are"


@handles(PushEvent)
def pushed(_event: PushEvent, _github: GitHubReader) -> Outcome:
    """Count nothing; `webhooks.rule_changes` looks whether rules are among it."""
    return Outcome(ignored=NOT_COUNTED)
