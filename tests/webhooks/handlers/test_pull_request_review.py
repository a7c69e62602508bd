"""Tests of what is asked and counted when something happens to a review."""

from __future__ import annotations

import pytest

from tests.webhooks import made
from tests.webhooks.histories import history, review
from tests.webhooks.made import outcome_of
from tests.webhooks.told import Told
from webhooks import deeds
from webhooks.handlers.pull_request import GONE, NOBODY


@pytest.mark.parametrize("action", ["submitted", "edited", "dismissed"])
def test_the_pull_request_is_read_with_the_reviews_it_has_now(action: str) -> None:
    told = history(reviews=(review(comments=3),))
    github = Told().knows(told)
    outcome = outcome_of("pull_request_review", made.review(action), github)
    assert outcome.facts == deeds.of_pull_request(told)
    (found,) = [it for it in outcome.facts if it.kind == "review.submitted"]
    assert (found.key, found.attrs["comments"]) == ("review.submitted:42:5:8:900", 3)
    assert github.asked == [(42, 5)]


def test_an_approval_after_the_merge_counts_for_the_merge_too() -> None:
    github = Told().knows(history(reviews=(review(),)))
    facts = outcome_of("pull_request_review", made.review(), github).facts
    assert "pr.merged:42:5:8:reviewer" in {it.key for it in facts}


def test_a_review_of_what_is_gone_counts_for_nothing() -> None:
    assert outcome_of("pull_request_review", made.review()).ignored == GONE


def test_fault_19_a_ghost_s_review_of_a_ghost_s_work_counts_for_nobody() -> None:
    told = history(author=None, merged_by=None, reviews=(review(author=None),))
    github = Told().knows(told)
    assert outcome_of("pull_request_review", made.review(), github).ignored == NOBODY
