"""`/award explain` says what counts, what does not and why, to those whom it concerns."""

from __future__ import annotations

import pytest

from recognition.kernel.errors import UserError
from tests.recognition.deeds import ANN, BOB, LEE, OPERATOR, merged
from tests.webhooks.commands.award.conftest import Review
from tests.webhooks.commands.house import MAINTAINERS
from webhooks.lookups import Known

MAINTAINER = Known(teams=frozenset({MAINTAINERS}))
NOBODY = Known()


def test_a_maintainer_reads_what_counts_for_an_award_and_what_does_not(review: Review) -> None:
    review.house.merge(900, by=ANN)
    body = review.say("/award explain 1").body
    assert body.startswith("@lee, **`ann`** and [Meshery Operator](")
    assert ": 5 of 6 deeds count." in body
    assert "| Meshery Operator | `██████████` 5/5 |  |" in body
    refused = body[body.index("These do not count:") : body.index("<details>")]
    assert "meshery/meshery\\#900" in refused
    assert "takes " in refused
    assert "<details><summary>5 that count</summary>" in body
    assert body.count("meshery-operator\\#") == 5


def test_anybody_asks_what_is_missing_for_oneself(review: Review) -> None:
    review.house.merge(900, by=LEE)
    review.house.merge(901, by=LEE)
    body = review.house.ask("/award explain meshery", by=LEE, known=NOBODY).body
    assert "**`lee`** and [Meshery](" in body
    assert ": 2 of 2 deeds count." in body
    assert "| Meshery (silver) |" in body


def test_others_are_explained_to_maintainers_only(review: Review) -> None:
    for line in ("/award explain @ann meshery", "/award explain 1"):
        with pytest.raises(UserError, match="you can ask about yourself"):
            review.house.ask(line, by=BOB, known=NOBODY)
        assert review.house.ask(line, by=BOB, known=MAINTAINER).done


def test_who_opted_out_is_explained_to_nobody(review: Review) -> None:
    review.house.account(ANN, opted_out=True)
    with pytest.raises(UserError, match="nobody named ann is known here"):
        review.say("/award explain @ann meshery")
    with pytest.raises(UserError, match="there is no number 1"):
        review.say("/award explain 1")


def test_a_number_that_is_not_there_is_said(review: Review) -> None:
    with pytest.raises(UserError, match="there is no number 9"):
        review.say("/award explain 9")


def test_a_long_explanation_is_cut_to_the_newest(review: Review) -> None:
    now = review.house.now
    review.house.record(
        *(merged(n, by=ANN, at=now, repo=OPERATOR) for n in range(2000, 2030)),
        *(merged(n, by=ANN, at=now) for n in range(3000, 3030)),
    )
    body = review.say("/award explain 1").body
    assert ": 5 of 65 deeds count." in body
    assert len([line for line in body.splitlines() if line.startswith("- ")]) == 15 + 1 + 5
    assert "- and 45 older ones" in body
    body = review.say("/award explain 1 2 3 4").body
    assert "Three awards are explained at most; ask about the others by themselves." in body
