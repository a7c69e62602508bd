"""End the sessions of whoever takes back the leave to sign in here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webhooks.handlers.contract import Outcome, handles
from webhooks.payloads import AuthorizationEvent

if TYPE_CHECKING:
    from webhooks.ports import GitHubReader

NOBODY = "GitHub does not say who"


@handles(AuthorizationEvent, "revoked")
def revoked(event: AuthorizationEvent, _github: GitHubReader) -> Outcome:
    """Sign somebody out wherever they are signed in."""
    if event.sender is None:
        return Outcome(ignored=NOBODY)
    return Outcome(signed_out=event.sender)
