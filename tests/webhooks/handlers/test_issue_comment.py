"""Tests of what comments count for, and whose commands are heard."""

from __future__ import annotations

from typing import Any

import pytest

from recognition.facts import fact_as_json
from tests.webhooks import made
from tests.webhooks.made import outcome_of
from webhooks.handlers.issue_comment import NO_AUTHOR


def test_a_comment_counts_for_whoever_wrote_it() -> None:
    (fact,) = outcome_of("issue_comment", made.comment()).facts
    form = fact_as_json(fact)
    assert form["key"] == "comment.created:42:700:7"
    assert form["attrs"] == {
        "number": 5,
        "url": "https://github.com/meshery/meshery/pull/5#issuecomment-700",
        "role": "commenter",
        "author": 8,
        "on": "pull_request",
        "body_length": len("/certify cli"),
    }


def test_commands_come_with_everything_an_answer_needs() -> None:
    body = "Thanks!\r\n/certify cli\r\n/badges grace"
    outcome = outcome_of("issue_comment", made.comment(comment__body=body))
    first, second = outcome.commands
    assert (first.command.verb, first.command.args) == ("certify", ("cli",))
    assert (second.command.verb, second.command.args) == ("badges", ("grace",))
    assert (first.actor.id, first.repo.id, first.number, first.comment_id) == (7, 42, 5, 700)
    assert first.is_on_pull_request


def test_commands_on_issues_are_heard_too() -> None:
    (command,) = outcome_of("issue_comment", made.comment(issue__pull_request=None)).commands
    assert not command.is_on_pull_request


@pytest.mark.parametrize(
    "values",
    [
        {"comment__user": made.account(1, "meshery-recognition[bot]", "Bot")},
        {"comment__user": made.account(1, "some[bot]", "User")},
        {"comment__user": made.account(1, "meshery", "Organization")},
        {"comment__performed_via_github_app": {"id": 1, "slug": "meshery-recognition"}},
    ],
)
def test_fault_27_programs_give_no_commands(values: dict[str, Any]) -> None:
    """Our own answers quote commands; to obey them would never end."""
    outcome = outcome_of("issue_comment", made.comment(**values))
    assert outcome.commands == ()
    assert len(outcome.facts) == 1, "who wrote it is for the rules to judge"


def test_fault_27_a_thousand_commands_are_five() -> None:
    body = "/certify\n" * 1000
    assert len(outcome_of("issue_comment", made.comment(comment__body=body)).commands) == 5


@pytest.mark.parametrize("action", ["edited", "deleted"])
def test_fault_27_commands_run_once_when_the_comment_is_written(action: str) -> None:
    outcome = outcome_of("issue_comment", made.comment(action))
    assert (outcome.ignored, outcome.commands) == (None, ())


@pytest.mark.parametrize("event", ["issue_comment", "pull_request_review_comment"])
def test_a_deleted_comment_is_taken_back_in_whichever_order(event: str) -> None:
    make = made.comment if event == "issue_comment" else made.review_comment
    later = "2026-10-02T00:00:00Z"
    (written,) = outcome_of(event, make("created")).facts
    changed = make("edited", comment__body="", comment__updated_at=later)
    (edited,) = outcome_of(event, changed).facts
    (deleted,) = outcome_of(event, make("deleted", comment__updated_at=later)).facts
    assert edited.attrs["body_length"] == 0
    assert written.version < edited.version < deleted.version
    assert (deleted.key, deleted.retracted) == (written.key, True)


def test_a_comment_at_a_line_is_another_than_one_below_with_its_number() -> None:
    (below,) = outcome_of("issue_comment", made.comment()).facts
    (at_a_line,) = outcome_of("pull_request_review_comment", made.review_comment()).facts
    assert below.key != at_a_line.key
    assert (at_a_line.attrs["on"], at_a_line.attrs["number"]) == ("review", 5)


@pytest.mark.parametrize("action", ["created", "edited", "deleted"])
def test_fault_19_without_an_author_nothing_is_counted_or_obeyed(action: str) -> None:
    gone = made.review_comment(action, comment__user=None)
    assert outcome_of("pull_request_review_comment", gone).ignored == NO_AUTHOR
    outcome = outcome_of("issue_comment", made.comment(action, comment__user=None))
    assert (outcome.ignored, outcome.facts, outcome.commands) == (NO_AUTHOR, (), ())


@pytest.mark.parametrize("body", ["/lgtm", "/usr/bin/env", "`/certify`", ""])
def test_what_is_not_for_us_gives_no_commands(body: str) -> None:
    assert outcome_of("issue_comment", made.comment(comment__body=body)).commands == ()


def test_a_slip_is_passed_on_to_be_answered() -> None:
    (slip,) = outcome_of("issue_comment", made.comment(comment__body="/cretify")).commands
    assert (slip.command.known, slip.command.meant) == (False, "certify")
