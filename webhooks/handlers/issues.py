"""Count issues when they are opened, and pass on edits, by which the digest is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webhooks import deeds
from webhooks.handlers.contract import DigestEdit, Outcome, handles
from webhooks.payloads import IssueEvent

if TYPE_CHECKING:
    from webhooks.ports import GitHubReader

NO_AUTHOR = "the account that opened the issue is gone"
NO_EDITOR = "GitHub does not say who edited the issue"
SAME_TEXT = "the text of the issue is as before"


@handles(IssueEvent, "opened")
def opened(event: IssueEvent, _github: GitHubReader) -> Outcome:
    """Count an issue for whoever opened it."""
    if event.issue.author is None:
        return Outcome(ignored=NO_AUTHOR)
    return Outcome(facts=(deeds.issue_opened(event.issue, event.issue.author),))


@handles(IssueEvent, "edited")
def edited(event: IssueEvent, _github: GitHubReader) -> Outcome:
    """Pass on what changed in the text; whether the issue is the digest is known elsewhere."""
    before, after = event.body_before, event.issue.body
    if before is None or before == after:
        return Outcome(ignored=SAME_TEXT)
    if event.sender is None:
        return Outcome(ignored=NO_EDITOR)
    issue = event.issue
    edit = DigestEdit(
        repo=issue.repo, number=issue.number, before=before, after=after, editor=event.sender
    )
    return Outcome(digest_edit=edit)
