"""Tests of what issues count for, and of edits passed on."""

from __future__ import annotations

from typing import Any

import pytest

from recognition.facts import fact_as_json
from tests.webhooks import made
from tests.webhooks.made import outcome_of
from webhooks.handlers import DigestEdit
from webhooks.handlers.issues import NO_AUTHOR, NO_EDITOR, SAME_TEXT


def test_an_issue_counts_for_whoever_opened_it() -> None:
    (fact,) = outcome_of("issues", made.issue()).facts
    form = fact_as_json(fact)
    assert form["key"] == "issue.opened:42:6:7"
    assert form["at"] == "2026-10-01T08:00:00Z"
    assert form["attrs"] == {
        "number": 6,
        "url": "https://github.com/meshery/meshery/issues/6",
        "role": "author",
        "author": 7,
        "labels": ["kind/bug"],
    }


def test_fault_19_without_an_author_nothing_is_counted() -> None:
    assert outcome_of("issues", made.issue(issue__user=None)).ignored == NO_AUTHOR


def test_an_edit_is_passed_on_with_both_texts_and_the_editor() -> None:
    payload = made.issue("edited", changes={"body": {"from": "- [ ] approve"}})
    outcome = outcome_of("issues", payload)
    assert outcome.ignored is None
    edit = outcome.digest_edit
    assert isinstance(edit, DigestEdit)
    assert (edit.repo.id, edit.number) == (42, 6)
    assert (edit.before, edit.after) == ("- [ ] approve", "- [x] approve")
    assert edit.editor.login == "lin", "the editor is the sender, not the issue's author"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"changes": {"title": {"from": "x"}}}, SAME_TEXT),
        ({"changes": {"body": {"from": "- [x] approve"}}}, SAME_TEXT),
        ({"changes": {"body": {"from": "x"}}, "sender": None}, NO_EDITOR),
    ],
)
def test_an_edit_that_says_nothing_is_ignored(values: dict[str, Any], reason: str) -> None:
    assert outcome_of("issues", made.issue("edited", **values)).ignored == reason


@pytest.mark.parametrize("action", ["closed", "reopened", "deleted", "transferred", "labeled"])
def test_other_actions_are_ignored_with_a_reason(action: str) -> None:
    outcome = outcome_of("issues", made.issue(action))
    assert outcome.ignored == f"nothing is counted when issues is {action}"
