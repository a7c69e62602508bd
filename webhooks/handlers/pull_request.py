"""Count pull requests when they are opened and when they are merged."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from webhooks import deeds
from webhooks.handlers.contract import Outcome, handles
from webhooks.payloads import PullRequest, PullRequestEvent, PullRequestHistory

if TYPE_CHECKING:
    from webhooks.ports import GitHubReader

NO_AUTHOR = "the account that opened the pull request is gone"
DRAFT = "a draft counts when it is ready for review"
NOT_MERGED = "the pull request is not merged"


@handles(PullRequestEvent, "opened", "ready_for_review")
def opened(event: PullRequestEvent, _github: GitHubReader) -> Outcome:
    """Count a pull request that is ready to be looked at."""
    pull_request = event.pull_request
    if pull_request.author is None:
        return Outcome(ignored=NO_AUTHOR)
    if pull_request.is_draft:
        return Outcome(ignored=DRAFT)
    unmerged = replace(pull_request, merged_at=None)
    return Outcome(facts=deeds.of_pull_request(_history(unmerged, paths=())))


# A label that comes after the merge changes what the merge counts for.
@handles(PullRequestEvent, "closed", "labeled", "unlabeled", "edited", "reopened")
def merged(event: PullRequestEvent, github: GitHubReader) -> Outcome:
    """Count a merged pull request for its author, with the files it changed."""
    pull_request = event.pull_request
    if pull_request.merged_at is None:
        return Outcome(ignored=NOT_MERGED)
    if pull_request.author is None:
        return Outcome(ignored=NO_AUTHOR)
    paths = github.changed_files(pull_request.repo, pull_request.number)
    return Outcome(facts=deeds.of_pull_request(_history(pull_request, paths=paths)))


def _history(pull_request: PullRequest, *, paths: tuple[str, ...]) -> PullRequestHistory:
    return PullRequestHistory(
        pull_request=pull_request, paths=paths, co_authors=(), reviews=(), closes=(), reverts=()
    )
