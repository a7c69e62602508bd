"""Tests of what is asked and counted when something happens to a pull request."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.facts import Fact, newest
from tests.webhooks import made
from tests.webhooks.histories import LEAD, LIN, closing, day, history, issue, review
from tests.webhooks.made import outcome_of
from tests.webhooks.told import Told
from webhooks import deeds
from webhooks.handlers.pull_request import GONE, NOBODY
from webhooks.payloads import PullRequestEvent

if TYPE_CHECKING:
    from webhooks.payloads import PullRequestHistory

ACTIONS = (
    "opened", "ready_for_review", "converted_to_draft", "closed", "reopened", "labeled",
    "unlabeled", "edited",
)  # fmt: skip


@pytest.mark.parametrize("action", ACTIONS)
def test_whatever_happens_the_facts_are_those_of_a_reading_of_the_history(action: str) -> None:
    told = history(co_authors=(LIN,), reviews=(review(),), closes=(issue(),))
    github = Told().knows(told)
    outcome = outcome_of("pull_request", made.pull_request(action), github)
    assert (outcome.action, outcome.ignored) == (action, None)
    assert outcome.facts == deeds.of_pull_request(told)
    assert github.asked == [(42, 5)]


@pytest.mark.parametrize("action", ["synchronize", "assigned", "locked", "no_such_action"])
def test_other_actions_are_ignored_with_a_reason_and_ask_nothing(action: str) -> None:
    github = Told().knows(history())
    outcome = outcome_of("pull_request", made.pull_request(action), github)
    assert outcome.ignored == f"nothing is counted when pull_request is {action}"
    assert github.asked == []


def test_a_pull_request_that_is_gone_counts_for_nothing() -> None:
    assert outcome_of("pull_request", made.pull_request("closed")).ignored == GONE


def test_fault_19_a_ghost_s_own_work_counts_for_nobody() -> None:
    told = Told().knows(history(author=None, merged_by=None))
    assert outcome_of("pull_request", made.merged_pull_request(), told).ignored == NOBODY


def test_a_revert_that_an_edit_took_out_of_the_text_is_taken_back() -> None:
    told = Told().knows(history(number=5, merged_by=LEAD, reverts=(4,)))
    payload = made.merged_pull_request(
        "edited", changes={"body": {"from": "Reverts #3\nReverts #4\nReverts #5"}}
    )
    facts = outcome_of("pull_request", payload, told).facts
    reverts = {it.attrs["number"]: it.retracted for it in facts if it.kind == "pr.reverted"}
    assert reverts == {3: True, 4: False}


def test_an_edit_before_the_merge_takes_nothing_back() -> None:
    told = Told().knows(history(merged_at=None, merged_by=None))
    payload = made.pull_request("edited", changes={"body": {"from": "Reverts #3"}})
    facts = outcome_of("pull_request", payload, told).facts
    assert [it.kind for it in facts] == ["pr.opened"]


def lives() -> list[PullRequestHistory]:
    """A pull request from a draft to a merge that is relabelled, step by step."""
    approved = review(submitted_at=day(2), updated_at=day(2))
    dismissed = replace(approved, state="dismissed", updated_at=day(4))
    fixed = issue(closings=(closing(at=day(5)),), closed_at=day(5), updated_at=day(5))
    reopened = replace(fixed, closed_at=None, updated_at=day(7))
    open_: dict[str, Any] = {"merged_at": None, "merged_by": None}
    merge: dict[str, Any] = {"merged_at": day(5)}
    return [
        history(**open_, is_draft=True, labels=(), updated_at=day(1)),
        history(**open_, reviews=(approved,), labels=(), updated_at=day(2)),
        history(**open_, reviews=(dismissed,), labels=("area/docs",), updated_at=day(4)),
        history(**merge, reviews=(dismissed,), closes=(fixed,), co_authors=(LIN,), reverts=(3,),
                updated_at=day(5)),
        history(**merge, reviews=(dismissed,), closes=(reopened,), co_authors=(LIN,),
                reverts=(3,), labels=("spam",), updated_at=day(7)),
    ]  # fmt: skip


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from(ACTIONS)), max_size=12))
def test_events_in_any_order_and_as_often_as_you_like_end_in_the_same_facts(
    events: list[tuple[int, str]],
) -> None:
    """Each is answered with a state of some moment; the last state is read at least once."""
    states = lives()
    known: dict[str, Fact] = {}

    def hear(step: int, action: str) -> None:
        github = Told().knows(states[step])
        for fact in outcome_of("pull_request", made.pull_request(action), github).facts:
            known[fact.key] = reduce(newest, [fact, known.get(fact.key, fact)])

    half = len(events) // 2
    for step, action in (*events[:half], (4, "labeled"), *events[half:]):
        hear(step, action)
    last = {fact.key: fact for fact in deeds.of_pull_request(states[-1])}
    assert {key: fact for key, fact in known.items() if key in last} == last
    assert all(fact.retracted for key, fact in known.items() if key not in last)


def test_only_what_is_used_is_read_of_the_payload() -> None:
    """A pull request's payload is long, and any of it may be odd."""
    payload = {
        "action": "closed",
        "repository": made.REPO,
        "pull_request": {"number": 5, "user": 7, "merged_at": "yesterday"},
    }
    event = made.read("pull_request", payload)
    assert isinstance(event, PullRequestEvent)
    assert event.number == 5
