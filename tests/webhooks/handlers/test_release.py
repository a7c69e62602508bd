"""Tests of what releases count for."""

from __future__ import annotations

import pytest

from recognition.facts import newest
from tests.webhooks import made
from tests.webhooks.histories import day
from tests.webhooks.made import ABSENT, outcome_of
from webhooks.handlers.release import NOT_PUBLISHED


def test_a_release_counts_for_whoever_made_it() -> None:
    (fact,) = outcome_of("release", made.release()).facts
    assert (fact.key, fact.at) == ("release.published:42:17:7", day(5))


@pytest.mark.parametrize("action", ["unpublished", "deleted"])
@pytest.mark.parametrize("updated_at", ["2026-10-05T00:00:00Z", None, ABSENT])
def test_a_release_that_is_taken_back_counts_no_longer_in_whichever_order(
    action: str, updated_at: object
) -> None:
    (published,) = outcome_of("release", made.release(release__updated_at=updated_at)).facts
    (gone,) = outcome_of("release", made.release(action, release__updated_at=updated_at)).facts
    assert newest(published, gone) == newest(gone, published) == gone
    assert gone.retracted


def test_a_release_that_is_published_again_counts_again() -> None:
    (gone,) = outcome_of("release", made.release("unpublished")).facts
    again = made.release(
        release__published_at="2026-10-08T00:00:00Z", release__updated_at="2026-10-08T00:00:00Z"
    )
    (fact,) = outcome_of("release", again).facts
    assert newest(fact, gone) == fact


@pytest.mark.parametrize(
    "values", [{"release__author": None}, {"release__published_at": None}], ids=["ghost", "draft"]
)
def test_drafts_and_ghosts_count_for_nothing(values: dict[str, object]) -> None:
    assert outcome_of("release", made.release("edited", **values)).ignored == NOT_PUBLISHED


@pytest.mark.parametrize("action", ["created", "released", "prereleased"])
def test_what_comes_with_a_publication_counts_once(action: str) -> None:
    assert outcome_of("release", made.release(action)).facts == ()
