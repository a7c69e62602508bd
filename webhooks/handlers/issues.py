"""Count issues, and the work that closed them; pass on edits, by which the digest is decided."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from webhooks import deeds
from webhooks.github.history import Kind
from webhooks.handlers.contract import DigestEdit, Gone, Outcome, handles
from webhooks.payloads import IssueEvent

if TYPE_CHECKING:
    from recognition.facts import Fact
    from webhooks.payloads import Issue
    from webhooks.ports import GitHubReader

NOBODY = "the accounts of those who opened and closed the issue are gone"
NO_EDITOR = "GitHub does not say who edited the issue"
SAME_TEXT = "the text of the issue is as before"


@handles(IssueEvent, "opened", "closed", "reopened", "labeled", "unlabeled")
def changed(event: IssueEvent, github: GitHubReader) -> Outcome:
    """Count an issue for whoever opened it, and for whoever's work closed it."""
    issue = event.issue
    if issue.closed_at is not None or event.action == "reopened":
        # A payload does not tell by which pull request an issue was closed.
        issue = github.issue(issue.repo, issue.number) or issue
    return _counted(deeds.of_issue(issue))


@handles(IssueEvent, "deleted")
def deleted(event: IssueEvent, _github: GitHubReader) -> Outcome:
    """Take an issue back, with all that was said in it."""
    issue = event.issue
    return Outcome(facts=deeds.of_issue(issue, exists=False), gone=_gone(issue))


@handles(IssueEvent, "transferred")
def transferred(event: IssueEvent, github: GitHubReader) -> Outcome:
    """Count an issue in the repository it was moved to, and no longer where it was."""
    issue, moved_to = event.issue, event.moved_to
    facts: tuple[Fact, ...] = ()
    if moved_to is not None:
        moved_to = github.issue(moved_to.repo, moved_to.number) or moved_to
        # The former place is not told any more by whom it was closed; the new one knows.
        issue = replace(issue, closings=moved_to.closings)
        facts = deeds.of_issue(moved_to)
    return Outcome(facts=(*deeds.of_issue(issue, exists=False), *facts), gone=_gone(event.issue))


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


def _gone(issue: Issue) -> Gone:
    return Gone(repo=issue.repo, kind=Kind.ISSUES, number=issue.number)


def _counted(facts: tuple[Fact, ...]) -> Outcome:
    return Outcome(facts=facts) if facts else Outcome(ignored=NOBODY)
