"""Tests of recognition.leaderboard: what counts, and who stands where."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.facts import Fact
from recognition.leaderboard import EVERYWHERE, Period, Work, is_counted, rank, tally
from recognition.rules.exclusions import Exclusions
from tests.recognition.factories import NOON, make_fact

EXCLUSIONS = Exclusions(labels=("spam",), machines={"robot"})


def days(*numbers: int) -> Work:
    work = Work()
    for number in numbers:
        work.add(number, "pr.merged")
    return work


def ranks(
    work: Mapping[int, Work],
    *,
    person_of: Mapping[int, int] | None = None,
    hidden: tuple[int, ...] = (),
) -> list[tuple[int, int, int]]:
    places = rank(work, person_of=person_of or {}, hidden=hidden)
    return [(place.rank, place.person_id, place.days) for place in places]


# --- what counts --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "attrs", "wanted"),
    [
        ("pr.merged", {"role": "author"}, True),
        ("pr.merged", {"role": "co_author"}, True),
        ("pr.merged", {"role": "merger"}, False),
        ("pr.merged", {"role": "reviewer"}, False),
        ("review.submitted", {"role": "reviewer", "author": 2}, True),
        ("review.submitted", {"role": "reviewer", "author": 2, "bare": True}, False),
        ("review.submitted", {"role": "reviewer", "author": 1}, False),
        ("discussion.answered", {"author": 2}, True),
        ("discussion.answered", {"author": 1}, False),
        ("issue.closed_by_pr", {}, True),
        ("release.published", {}, True),
        ("pr.opened", {}, False),
        ("issue.opened", {}, False),
        ("comment.created", {}, False),
        ("exam.passed", {"exam": "cli", "percent": 99}, False),
        ("ext.anything", {}, False),
    ],
)
def test_work_counts_that_others_accepted(kind: str, attrs: dict[str, Any], wanted: bool) -> None:
    assert is_counted(make_fact(kind=kind, attrs=attrs), exclusions=EXCLUSIONS) is wanted


def test_machines_and_deeds_that_do_not_stand_count_for_nothing() -> None:
    assert not is_counted(make_fact(actor_type="Bot"), exclusions=EXCLUSIONS)
    assert not is_counted(make_fact(login="Robot"), exclusions=EXCLUSIONS)
    assert not is_counted(make_fact(retracted=True), exclusions=EXCLUSIONS)
    assert not is_counted(make_fact(attrs={"labels": ["Spam"]}), exclusions=EXCLUSIONS)


def test_five_pull_requests_of_one_day_are_one_day() -> None:
    many = [make_fact(number, at=NOON + timedelta(minutes=number)) for number in range(5)]
    assert ranks(tally(many, domains_of=lambda _: ())[EVERYWHERE]) == [(1, 1, 1)]


def test_a_fact_counts_in_each_of_its_domains_and_in_all() -> None:
    def by_repository(fact: Fact) -> list[str]:
        assert fact.repo is not None
        return {"meshery/meshery": ["server", "ui"], "meshery/cli": ["cli"]}[fact.repo.full_name]

    facts = [
        make_fact(1),
        make_fact(2, repo="meshery/cli", person=2, at=NOON + timedelta(days=1)),
    ]
    counted = tally(facts, domains_of=by_repository)
    assert {domain: set(work) for domain, work in counted.items()} == {
        EVERYWHERE: {1, 2},
        "server": {1},
        "ui": {1},
        "cli": {2},
    }


def test_old_days_count_and_those_before_all_clocks_are_passed_over() -> None:
    facts = [make_fact(year, at=datetime(year, 1, 1, tzinfo=UTC)) for year in (1969, 1976, 2026)]
    assert ranks(tally(facts, domains_of=lambda _: ())[EVERYWHERE]) == [(1, 1, 2)]


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 40)), max_size=30))
def test_the_days_are_those_on_which_there_was_something(deeds: list[tuple[int, int]]) -> None:
    facts = [
        make_fact(number, person=person, at=NOON + timedelta(days=day))
        for number, (person, day) in enumerate(deeds)
    ]
    for order in (facts, facts[::-1]):
        counted = ranks(tally(order, domains_of=lambda _: ())[EVERYWHERE])
        assert {person: number for _, person, number in counted} == {
            person: len({day for other, day in deeds if other == person}) for person, _ in deeds
        }


# --- who stands where ---------------------------------------------------------------------


def test_equal_days_share_a_place_and_the_next_is_left_out() -> None:
    work = {1: days(1), 2: days(1, 2), 3: days(5, 9), 4: days(1, 2, 3)}
    assert ranks(work) == [(1, 4, 3), (2, 2, 2), (2, 3, 2), (4, 1, 1)]


def test_the_accounts_of_one_person_are_one() -> None:
    work = {1: days(1, 2), 7: days(2, 3), 2: days(1, 2)}
    assert ranks(work, person_of={7: 1}) == [(1, 1, 3), (2, 2, 2)]
    assert work[1].days.bit_count() == 2


def test_who_is_hidden_leaves_no_gap() -> None:
    work = {1: days(1, 2), 7: days(3), 2: days(1)}
    assert ranks(work, person_of={7: 1}, hidden=(1,)) == [(1, 2, 1)]


# --- periods ------------------------------------------------------------------------------


def test_a_period_is_so_many_whole_days_that_end_today() -> None:
    assert Period.WEEK.begins_at(NOON) == datetime(2026, 2, 26, tzinfo=UTC)
    assert Period.MONTH.begins_at(NOON) == datetime(2026, 2, 3, tzinfo=UTC)
    assert Period.ALL.begins_at(NOON) is None
    late = datetime(2026, 3, 5, 1, tzinfo=UTC).astimezone(tz=None)
    assert Period.WEEK.begins_at(late) == datetime(2026, 2, 27, tzinfo=UTC)
