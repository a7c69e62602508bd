"""Answer the ping by which GitHub tries a new address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webhooks.handlers.contract import Outcome, handles
from webhooks.payloads import PingEvent

if TYPE_CHECKING:
    from webhooks.ports import GitHubReader

PING = "GitHub tried whether we are there"


@handles(PingEvent)
def ping(_event: PingEvent, _github: GitHubReader) -> Outcome:
    """Do nothing: to have taken the ping is the answer."""
    return Outcome(ignored=PING)
