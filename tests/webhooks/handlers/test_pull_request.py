"""Tests of what pull requests count for."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from functools import reduce

import pytest

from recognition.facts import Fact, fact_as_json, fact_from_json, newest
from tests.webhooks import made
from tests.webhooks.made import Files, Payload, outcome_of
from webhooks.handlers.pull_request import DRAFT, NO_AUTHOR, NOT_MERGED


def fact_of(payload: Payload, *paths: str) -> Fact:
    """Give the last of the author's facts: that of the merge, where it is merged."""
    facts = outcome_of("pull_request", payload, Files(*paths)).facts
    return [fact for fact in facts if fact.attrs["role"] == "author"][-1]


def test_a_merge_counts_for_the_author_with_the_files() -> None:
    outcome = outcome_of("pull_request", made.merged_pull_request(), Files("ui/a.ts", "docs/b.md"))
    assert (outcome.action, outcome.ignored) == ("closed", None)
    assert [fact.key for fact in outcome.facts] == [
        "pr.opened:42:5:7:author",
        "pr.merged:42:5:7:author",
        "pr.merged:42:5:1:merger",
    ]
    assert all(fact.attrs["paths"] == ["ui/a.ts", "docs/b.md"] for fact in outcome.facts)


def test_the_files_are_asked_for_by_the_repository_s_number() -> None:
    github = Files("a")
    outcome_of("pull_request", made.merged_pull_request(), github)
    assert github.asked == [(42, 5)]


def test_opening_counts_from_when_it_was_opened() -> None:
    fact = fact_of(made.pull_request("opened"))
    assert (fact.key, fact.kind) == ("pr.opened:42:5:7:author", "pr.opened")
    assert fact.at == datetime(2026, 10, 1, 8, tzinfo=UTC)


def test_a_draft_counts_when_it_is_ready() -> None:
    draft = made.pull_request("opened", pull_request__draft=True)
    assert outcome_of("pull_request", draft).ignored == DRAFT
    assert fact_of(made.pull_request("ready_for_review")).kind == "pr.opened"


@pytest.mark.parametrize("action", ["closed", "reopened", "labeled", "unlabeled", "edited"])
def test_what_is_not_merged_counts_for_nothing_and_asks_nothing(action: str) -> None:
    github = Files("a")
    outcome = outcome_of("pull_request", made.pull_request(action), github)
    assert (outcome.ignored, outcome.facts) == (NOT_MERGED, ())
    assert github.asked == []


@pytest.mark.parametrize("action", ["synchronize", "assigned", "locked", "no_such_action"])
def test_other_actions_are_ignored_with_a_reason(action: str) -> None:
    outcome = outcome_of("pull_request", made.merged_pull_request(action))
    assert outcome.ignored == f"nothing is counted when pull_request is {action}"


@pytest.mark.parametrize("action", ["opened", "closed"])
def test_fault_19_without_an_author_nothing_is_counted(action: str) -> None:
    payload = made.merged_pull_request(action, pull_request__user=None)
    assert outcome_of("pull_request", payload).ignored == NO_AUTHOR


def test_a_bot_s_merge_is_kept_as_a_bot_s() -> None:
    bot = made.account(49699333, "dependabot[bot]", "Bot")
    fact = fact_of(made.merged_pull_request(pull_request__user=bot))
    assert fact.actor.type == "Bot"


def test_a_renamed_account_or_repository_is_still_the_same_deed() -> None:
    renamed = made.merged_pull_request(
        pull_request__user=made.account(7, "countess"),
        repository={"id": 42, "full_name": "layer5io/meshery"},
    )
    assert fact_of(renamed).key == fact_of(made.merged_pull_request()).key


def test_labels_after_the_merge_make_a_newer_version_of_the_same_fact() -> None:
    merged = fact_of(made.merged_pull_request())
    labelled = fact_of(
        made.merged_pull_request(
            "labeled",
            pull_request__updated_at="2026-10-03T10:00:00Z",
            pull_request__labels=[{"name": "component/server"}],
        )
    )
    assert (labelled.key, labelled.at) == (merged.key, merged.at)
    assert labelled.version > merged.version
    assert labelled.attrs["labels"] == ["component/server"]


def test_fault_8_events_in_any_order_end_with_the_newest_labels() -> None:
    events = [
        made.merged_pull_request(
            action,
            pull_request__updated_at=f"2026-10-0{day}T00:00:00Z",
            pull_request__labels=labels,
        )
        for action, day, labels in [
            ("closed", 2, []),
            ("labeled", 3, [{"name": "a"}]),
            ("labeled", 4, [{"name": "a"}, {"name": "b"}]),
            ("unlabeled", 5, [{"name": "b"}]),
        ]
    ]
    facts = [fact_of(event) for event in events]
    for order in itertools.permutations([*facts, facts[0]]):
        assert reduce(newest, order).attrs["labels"] == ["b"]


def test_facts_survive_their_own_outside_form() -> None:
    for payload in (made.pull_request("opened"), made.merged_pull_request()):
        fact = fact_of(payload, "a/b.go")
        assert fact_from_json(fact_as_json(fact)) == fact


def test_a_clock_before_1970_gives_a_version_all_the_same() -> None:
    """Dirty history has such dates; a version must not be negative."""
    old = made.merged_pull_request(pull_request__updated_at="1965-01-01T00:00:00Z")
    assert fact_of(old).version == 0
