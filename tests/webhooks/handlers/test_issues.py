"""Tests of what issues count for, and of edits passed on."""

from __future__ import annotations

from typing import Any

import pytest

from recognition.facts import Repo
from recognition.kernel.ids import RepoId
from tests.webhooks import made
from tests.webhooks.histories import REPO, closing, day, issue
from tests.webhooks.made import outcome_of
from tests.webhooks.told import Told
from webhooks import deeds
from webhooks.github.history import Kind
from webhooks.handlers import DigestEdit, Gone
from webhooks.handlers.issues import NO_EDITOR, NOBODY, SAME_TEXT

ELSEWHERE = {"id": 43, "full_name": "meshery/meshkit"}


def test_an_issue_counts_for_whoever_opened_it_and_nothing_is_asked() -> None:
    github = Told()
    (fact,) = outcome_of("issues", made.issue(), github).facts
    assert (fact.key, fact.attrs["labels"]) == ("issue.opened:42:6:7", ["kind/bug"])
    assert github.asked == []


@pytest.mark.parametrize("action", ["labeled", "unlabeled"])
def test_labels_make_a_newer_version(action: str) -> None:
    payload = made.issue(
        action, issue__labels=[{"name": "spam"}], issue__updated_at="2026-10-04T00:00:00Z"
    )
    (before,) = outcome_of("issues", made.issue()).facts
    (after,) = outcome_of("issues", payload).facts
    assert (after.key, after.attrs["labels"]) == (before.key, ["spam"])
    assert after.version > before.version


@pytest.mark.parametrize("action", ["closed", "labeled", "unlabeled"])
def test_of_a_closed_issue_it_is_asked_who_closed_it(action: str) -> None:
    github = Told().knows(issue())
    payload = made.issue(action, issue__closed_at="2026-10-02T12:00:00Z")
    outcome = outcome_of("issues", payload, github)
    assert outcome.facts == deeds.of_issue(issue())
    assert "issue.closed_by_pr:42:6:7" in {it.key for it in outcome.facts if not it.retracted}
    assert github.asked == [(42, 6)]


def test_a_reopened_issue_takes_the_credit_for_closing_it_back() -> None:
    github = Told().knows(issue(closed_at=None, updated_at=day(3)))
    facts = outcome_of("issues", made.issue("reopened"), github).facts
    assert {it.key for it in facts if it.retracted} == {"issue.closed_by_pr:42:6:7"}


def test_an_issue_that_is_gone_meanwhile_counts_as_the_payload_has_it() -> None:
    (fact,) = outcome_of("issues", made.issue("reopened")).facts
    assert fact.key == "issue.opened:42:6:7"


def test_a_deleted_issue_is_taken_back() -> None:
    outcome = outcome_of("issues", made.issue("deleted"))
    (fact,) = outcome.facts
    assert (fact.key, fact.retracted) == ("issue.opened:42:6:7", True)
    assert outcome.gone == Gone(repo=REPO, kind=Kind.ISSUES, number=6)


def test_a_transferred_issue_counts_where_it_is_now() -> None:
    """The number there is another one, and who closed it is known only there."""
    place = Repo(id=RepoId(43), full_name="meshery/meshkit")
    there = issue(repo=place, number=8, closings=(closing(),))
    moved = made.issue(issue__number=8)["issue"]
    payload = made.issue("transferred", changes={"new_issue": moved, "new_repository": ELSEWHERE})
    outcome = outcome_of("issues", payload, Told().knows(there))
    facts = outcome.facts
    assert outcome.gone == Gone(repo=REPO, kind=Kind.ISSUES, number=6)
    assert {it.key: it.retracted for it in facts} == {
        "issue.opened:42:6:7": True,
        "issue.closed_by_pr:42:6:7": True,
        "issue.opened:43:8:9": False,
        "issue.closed_by_pr:43:8:7": False,
    }
    unseen = outcome_of("issues", payload).facts
    assert {it.key: it.retracted for it in unseen} == {
        "issue.opened:42:6:7": True,
        "issue.opened:43:8:7": False,
    }


@pytest.mark.parametrize("action", ["opened", "labeled"])
def test_fault_19_without_an_author_nothing_is_counted(action: str) -> None:
    assert outcome_of("issues", made.issue(action, issue__user=None)).ignored == NOBODY


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


@pytest.mark.parametrize("action", ["assigned", "locked", "pinned", "milestoned"])
def test_other_actions_are_ignored_with_a_reason(action: str) -> None:
    outcome = outcome_of("issues", made.issue(action))
    assert outcome.ignored == f"nothing is counted when issues is {action}"
