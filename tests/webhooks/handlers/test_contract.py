"""Tests of how handlers are declared and found."""

from __future__ import annotations

import pytest

from tests.webhooks.made import outcome_of
from webhooks.handlers import Outcome, handlers, handles
from webhooks.payloads import PingEvent


def test_every_handler_is_declared_once_and_found() -> None:
    assert set(handlers) == {
        "discussion.answered",
        "discussion.created",
        "discussion.deleted",
        "discussion.labeled",
        "discussion.transferred",
        "discussion.unanswered",
        "discussion.unlabeled",
        "discussion_comment.created",
        "discussion_comment.deleted",
        "discussion_comment.edited",
        "github_app_authorization.revoked",
        "installation.created",
        "installation.deleted",
        "installation.new_permissions_accepted",
        "installation.suspend",
        "installation.unsuspend",
        "installation_repositories.added",
        "installation_repositories.removed",
        "issue_comment.created",
        "issue_comment.deleted",
        "issue_comment.edited",
        "issues.closed",
        "issues.deleted",
        "issues.edited",
        "issues.labeled",
        "issues.opened",
        "issues.reopened",
        "issues.transferred",
        "issues.unlabeled",
        "membership.added",
        "membership.removed",
        "organization.member_added",
        "organization.member_removed",
        "ping",
        "pull_request.closed",
        "pull_request.converted_to_draft",
        "pull_request.edited",
        "pull_request.labeled",
        "pull_request.opened",
        "pull_request.ready_for_review",
        "pull_request.reopened",
        "pull_request.unlabeled",
        "pull_request_review.dismissed",
        "pull_request_review.edited",
        "pull_request_review.submitted",
        "pull_request_review_comment.created",
        "pull_request_review_comment.deleted",
        "pull_request_review_comment.edited",
        "push",
        "release.deleted",
        "release.edited",
        "release.published",
        "release.unpublished",
        "repository.created",
        "repository.renamed",
        "repository.transferred",
    }


def test_two_handlers_of_one_action_are_refused() -> None:
    def another(_event: PingEvent, _github: object) -> Outcome:
        return Outcome()

    with pytest.raises(ValueError, match="ping"):
        handles(PingEvent)(another)


def test_fault_28_an_unknown_event_is_ignored_with_a_reason() -> None:
    outcome = outcome_of("star", {"action": "created"})
    assert outcome == Outcome(action="created", ignored="nothing is counted for the event star")


def test_an_event_without_the_action_it_should_have_is_ignored() -> None:
    payload = {"installation": {"id": 1}}
    assert outcome_of("installation", payload).ignored is not None
