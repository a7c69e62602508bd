"""Tests of recognition.service.steps: what is next, and how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from recognition.catalog import Catalog, make_catalog
from recognition.kernel.store import Database
from recognition.rules.rule import earn
from recognition.service.record import record
from recognition.service.settle import save_states
from recognition.service.steps import Step, next_steps
from recognition.store import AwardRow
from tests.recognition.factories import (
    NOON,
    make_badge,
    make_badges,
    make_fact,
)

CATALOG = make_badges(
    work="tiers: {bronze: 1, silver: 3, gold: 10}",
    passed="on: exam.passed\nfirst: true\ncategory: certification\nexpires: 30d",
    trusted="count: 2\ngrant: review",
)
NOW = NOON + timedelta(days=10)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


def do(
    session: Session, number: int, *, person: int = 1, catalog: Catalog = CATALOG, start: int = 1
) -> None:
    """Let somebody have so many pull requests merged, one a day."""
    facts = [
        make_fact(
            start + day,
            person=person,
            at=NOON + timedelta(days=day),
            attrs={"url": f"https://github.com/meshery/meshery/pull/{start + day}"},
        )
        for day in range(number)
    ]
    record(session, facts, catalog=catalog, now=NOW)


def steps(session: Session, catalog: Catalog = CATALOG, *, person: int = 1) -> list[str]:
    return [
        f"{step.name}: {step.done}/{step.of} {step.unit}"
        for step in next_steps(session, person, catalog)
    ]


def test_the_next_tier_is_counted_and_the_nearest_stands_first(session: Session) -> None:
    do(session, 1)
    assert steps(session) == [
        "Example: 1/2 merged pull request",
        "Example (silver): 1/3 merged pull requests",
        "Example: 0/1 passed exam",
    ]


def test_what_is_reached_is_not_next(session: Session) -> None:
    do(session, 10)
    assert steps(session) == ["Example: 0/1 passed exam"]


def test_somebody_new_sees_the_shortest_ways_first(session: Session) -> None:
    do(session, 1, person=2)
    assert [step.of for step in next_steps(session, 1, CATALOG)] == [1, 1, 2]


def test_what_is_furthest_from_enough_is_what_is_counted(session: Session) -> None:
    catalog = make_badges(
        months="count: 2\ndistinct: {month: 3}",
        weeks="count: 1\nstreak: {unit: week, at_least: 4}",
        burst="count: 5\nwithin: 2d",
    )
    do(session, 6, catalog=catalog)
    assert steps(session, catalog) == [
        "Example: 3/5 merged pull requests",
        "Example: 2/4 weeks",
        "Example: 1/3 months",
    ]


def test_a_streak_that_has_not_begun_is_nothing(session: Session) -> None:
    catalog = make_badges(weeks="streak: {unit: week, at_least: 4}")
    do(session, 1, catalog=make_badges(weeks="streak: {unit: week, at_least: 4}"), person=2)
    assert steps(session, catalog) == ["Example: 0/4 weeks"]


def test_what_only_others_can_bring_about_is_not_next(session: Session) -> None:
    catalog = make_badges(chosen="on: nomination\nfirst: true", done="first: true")
    do(session, 1, person=2, catalog=catalog)
    assert [step.badge.id for step in next_steps(session, 1, catalog)] == ["done"]


def test_a_badge_that_waits_for_its_recount_is_left_out(session: Session) -> None:
    do(session, 1, catalog=make_badges(work="count: 5"))
    changed = make_badges(work="count: 6")
    assert next_steps(session, 1, changed) == []
    record(session, [], catalog=changed, now=NOW)
    assert steps(session, changed) == ["Example: 1/6 merged pull requests"]


def test_what_is_on_hold_is_not_next(session: Session) -> None:
    catalog = make_badges(asleep="count: 2\nstatus: hold")
    do(session, 1, catalog=catalog)
    assert next_steps(session, 1, catalog) == []


@settings(max_examples=40, deadline=None)
@given(
    days=st.lists(st.integers(0, 200), max_size=12, unique=True),
    rule=st.sampled_from(
        [
            "count: 4",
            "tiers: {bronze: 1, silver: 4}",
            "count: 3\nwithin: 5d",
            "count: 3\ncap: 1/day",
            "distinct: {month: 3}",
            "streak: {unit: week, at_least: 3}",
            "count: 2\ndistinct: {month: 2, week: 4}",
            "count: 2\ndistinct: {week: 3}\nwithin: 15d",
            "streak: {unit: week, at_least: 3}\nwithin: 30d",
        ]
    ),
)
def test_a_step_is_missing_something_exactly_while_a_milestone_is(
    days: list[int], rule: str
) -> None:
    """Whatever was done: no step is complete, and none is shown where all is reached."""
    badge = make_badge(rule)
    facts = [make_fact(day, at=NOON + timedelta(days=day)) for day in days]
    progress, earned = earn(badge.rule, facts)
    database = Database("sqlite://")
    AwardRow.metadata.create_all(database.engine)
    catalog = make_catalog([badge])
    with database.writing() as session:
        record(session, [], catalog=catalog, now=NOW)
        save_states(session, {(1, badge.id): progress})
        found: list[Step] = next_steps(session, 1, catalog)
    database.close()
    assert bool(found) == (len(earned) < len(badge.rule.milestones))
    assert all(0 <= step.done < step.of for step in found)
