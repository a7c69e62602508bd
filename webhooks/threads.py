"""Make the facts of a thread that was read in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webhooks import deeds
from webhooks.payloads import Discussion, Issue, PullRequestHistory, Release

if TYPE_CHECKING:
    from recognition.facts import Fact
    from webhooks.github.nodes import Thread


def facts_of(thread: Thread) -> tuple[Fact, ...]:
    """Make every fact that follows from a thread as it stands now."""
    match thread.subject:
        case PullRequestHistory() as history:
            facts = deeds.of_pull_request(history)
        case Issue() as issue:
            facts = deeds.of_issue(issue)
        case Discussion() as discussion:
            facts = deeds.of_discussion(discussion)
        case Release() as release:
            facts = deeds.of_release(release)
    comments = (fact for comment in thread.comments for fact in deeds.of_comment(comment))
    return (*facts, *comments)
