"""Tests of what an issue counts for, and whose work closed it."""

from __future__ import annotations

import itertools
from functools import reduce

import pytest

from recognition.facts import fact_as_json, newest
from tests.webhooks.histories import ADA, GRACE, closing, day, issue
from webhooks import deeds
from webhooks.payloads import Closing, Issue

MANUAL = closing(pull_request=None, author=None, at=day(4))


def standing(told: Issue) -> set[str]:
    return {fact.key for fact in deeds.of_issue(told) if not fact.retracted}


def test_an_issue_counts_for_whoever_opened_it_and_whoever_closed_it() -> None:
    opened, closed = deeds.of_issue(issue())
    assert (opened.key, opened.at) == ("issue.opened:42:6:9", day(1))
    form = fact_as_json(closed)
    assert (form["key"], form["at"]) == ("issue.closed_by_pr:42:6:7", "2026-10-02T12:00:00Z")
    assert form["attrs"] == {
        "number": 6,
        "url": "https://github.com/meshery/meshery/issues/6",
        "role": "author",
        "author": 9,
        "labels": ["kind/bug"],
        "pull_request": 5,
    }


@pytest.mark.parametrize(
    ("closings", "is_closed", "credited"),
    [
        ((), True, []),
        ((closing(),), True, [7]),
        ((closing(),), False, []),
        ((closing(), MANUAL), True, []),
        ((MANUAL, closing(at=day(5))), True, [7]),
        ((closing(), closing(author=GRACE, at=day(5))), True, [8]),
        ((closing(), closing(pull_request=8, at=day(5))), True, [7]),
        ((closing(author=None),), True, []),
    ],
)
def test_only_the_closing_that_stands_is_credited(
    closings: tuple[Closing, ...], credited: list[int], *, is_closed: bool
) -> None:
    told = issue(closings=closings, closed_at=day(5) if is_closed else None)
    closed = {key for key in standing(told) if key.startswith("issue.closed_by_pr")}
    assert closed == {f"issue.closed_by_pr:42:6:{account}" for account in credited}


def test_an_issue_s_life_ends_the_same_in_whichever_order_it_is_told() -> None:
    """Closed by Ada, reopened, closed by Grace: the last state of each fact wins."""
    again = closing(author=GRACE, pull_request=8, at=day(5))
    states = [
        issue(closed_at=None, closings=(), updated_at=day(1)),
        issue(updated_at=day(2)),
        issue(closed_at=None, updated_at=day(3)),
        issue(closings=(closing(), again), closed_at=day(5), updated_at=day(5)),
    ]
    wanted = standing(states[-1])
    assert wanted == {"issue.opened:42:6:9", "issue.closed_by_pr:42:6:8"}
    for order in itertools.permutations(states):
        told = [fact for state in order for fact in deeds.of_issue(state)]
        keys = {fact.key for fact in told}
        last = [reduce(newest, (it for it in told if it.key == key)) for key in keys]
        assert {fact.key for fact in last if not fact.retracted} == wanted


def test_an_issue_that_is_gone_is_taken_back_whole_and_stays_so() -> None:
    gone = deeds.of_issue(issue(), exists=False)
    assert [fact.retracted for fact in gone] == [True, True]
    for before, after in zip(deeds.of_issue(issue()), gone, strict=True):
        assert newest(before, after) == newest(after, before) == after


def test_fault_19_an_issue_of_nobody_still_credits_whoever_closed_it() -> None:
    assert standing(issue(author=None)) == {f"issue.closed_by_pr:42:6:{ADA.id}"}
