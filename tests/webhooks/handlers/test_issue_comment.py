"""Tests of what comments count for, and whose commands are heard."""

from __future__ import annotations

from typing import Any

import pytest

from recognition.facts import fact_as_json
from tests.webhooks import made
from tests.webhooks.made import outcome_of
from webhooks.handlers.issue_comment import NO_AUTHOR, ONLY_ONCE


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
    assert (outcome.ignored, outcome.facts, outcome.commands) == (ONLY_ONCE, (), ())


def test_fault_19_without_an_author_nothing_is_counted_or_obeyed() -> None:
    outcome = outcome_of("issue_comment", made.comment(comment__user=None))
    assert (outcome.ignored, outcome.facts, outcome.commands) == (NO_AUTHOR, (), ())


@pytest.mark.parametrize("body", ["/lgtm", "/usr/bin/env", "`/certify`", ""])
def test_what_is_not_for_us_gives_no_commands(body: str) -> None:
    assert outcome_of("issue_comment", made.comment(comment__body=body)).commands == ()


def test_a_slip_is_passed_on_to_be_answered() -> None:
    (slip,) = outcome_of("issue_comment", made.comment(comment__body="/cretify")).commands
    assert (slip.command.known, slip.command.meant) == (False, "certify")
