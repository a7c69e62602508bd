"""Tests of what reviews count for."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from functools import reduce

import pytest

from recognition.facts import Fact, fact_as_json, newest
from recognition.rules.filters.not_self import author_of
from tests.webhooks import made
from tests.webhooks.made import ABSENT, Payload, outcome_of
from webhooks.handlers.pull_request_review import NO_REVIEWER, NOT_SUBMITTED


def fact_of(payload: Payload) -> Fact:
    (fact,) = outcome_of("pull_request_review", payload).facts
    return fact


def test_a_review_counts_for_whoever_wrote_it() -> None:
    version = int(datetime(2026, 10, 2, 9, tzinfo=UTC).timestamp()) * 1_000
    assert fact_as_json(fact_of(made.review())) == {
        "key": "review.submitted:42:5:8:900",
        "version": version,
        "kind": "review.submitted",
        "actor": {"id": 8, "login": "grace", "type": "User"},
        "repo": {"id": 42, "full_name": "meshery/meshery"},
        "at": "2026-10-02T09:00:00Z",
        "attrs": {
            "number": 5,
            "url": "https://github.com/meshery/meshery/pull/5#pullrequestreview-900",
            "role": "reviewer",
            "author": 7,
            "state": "approved",
            "body_length": 10,
            "comments": None,
            "bare": False,
            "labels": [],
            "paths": [],
        },
    }


def test_rules_can_tell_a_review_of_one_s_own_work() -> None:
    own = fact_of(made.review(review__user=made.account()))
    assert author_of(own) == own.actor.id
    other = fact_of(made.review())
    assert author_of(other) == 7
    assert author_of(fact_of(made.review(pull_request__user=None))) is None


def test_two_reviews_of_one_person_are_two_deeds() -> None:
    assert fact_of(made.review()).key != fact_of(made.review(review__id=901)).key


@pytest.mark.parametrize("updated_at", [None, ABSENT, "2026-10-02T09:00:00Z"])
def test_a_dismissal_takes_the_review_back_in_whichever_order(updated_at: object) -> None:
    """Older payloads date the dismissed review like the review; it still comes after it."""
    submitted = fact_of(made.review(review__updated_at=updated_at))
    dismissed = fact_of(
        made.review("dismissed", review__updated_at=updated_at, review__state="dismissed")
    )
    assert (dismissed.key, dismissed.retracted) == (submitted.key, True)
    for order in itertools.permutations([submitted, dismissed, submitted]):
        assert reduce(newest, order).retracted


def test_a_dismissed_review_that_is_edited_stays_dismissed() -> None:
    edited = made.review(
        "edited", review__state="dismissed", review__updated_at="2026-11-01T00:00:00Z"
    )
    assert fact_of(edited).retracted


def test_an_edited_review_is_a_newer_version() -> None:
    edited = fact_of(
        made.review("edited", review__body="", review__updated_at="2026-11-01T00:00:00Z")
    )
    assert edited.version > fact_of(made.review()).version
    assert edited.attrs["body_length"] == 0


def test_fault_19_without_a_reviewer_nothing_is_counted() -> None:
    assert outcome_of("pull_request_review", made.review(review__user=None)).ignored == NO_REVIEWER


def test_a_pending_review_is_not_counted() -> None:
    pending = made.review(review__submitted_at=None)
    assert outcome_of("pull_request_review", pending).ignored == NOT_SUBMITTED
