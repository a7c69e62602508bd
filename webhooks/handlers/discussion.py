"""Count discussions, and the answers that were chosen in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webhooks import deeds
from webhooks.github.history import Kind
from webhooks.handlers.contract import Gone, Outcome, handles
from webhooks.payloads import DiscussionEvent

if TYPE_CHECKING:
    from recognition.facts import Fact
    from webhooks.payloads import Discussion
    from webhooks.ports import GitHubReader

NOBODY = "the accounts of those who asked and answered are gone"


@handles(DiscussionEvent, "created", "answered", "unanswered", "labeled", "unlabeled")
def changed(event: DiscussionEvent, github: GitHubReader) -> Outcome:
    """Count a discussion for whoever began it, and its answer for whoever gave it."""
    discussion = event.discussion
    if event.is_answered and discussion.answer is None:
        # Only the event of choosing an answer tells which; its labels are the answer's too.
        discussion = github.discussion(discussion.repo, discussion.number) or discussion
    return _counted(deeds.of_discussion(discussion))


@handles(DiscussionEvent, "deleted")
def deleted(event: DiscussionEvent, _github: GitHubReader) -> Outcome:
    """Take a discussion back, with all that was said in it."""
    discussion = event.discussion
    return Outcome(facts=deeds.of_discussion(discussion, exists=False), gone=_gone(discussion))


@handles(DiscussionEvent, "transferred")
def transferred(event: DiscussionEvent, github: GitHubReader) -> Outcome:
    """Count a discussion in the repository it was moved to, and no longer where it was."""
    moved_to = event.moved_to
    facts = deeds.of_discussion(event.discussion, exists=False)
    if moved_to is not None:
        moved_to = github.discussion(moved_to.repo, moved_to.number) or moved_to
        facts += deeds.of_discussion(moved_to)
    return Outcome(facts=facts, gone=_gone(event.discussion))


def _gone(discussion: Discussion) -> Gone:
    return Gone(repo=discussion.repo, kind=Kind.DISCUSSIONS, number=discussion.number)


def _counted(facts: tuple[Fact, ...]) -> Outcome:
    return Outcome(facts=facts) if facts else Outcome(ignored=NOBODY)
