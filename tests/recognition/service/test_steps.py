"""Tests of recognition.service.steps: what is next, and how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from recognition.catalog import Catalog, make_catalog
from recognition.kernel.store import Database
from recognition.rules.rule import earn
from recognition.service.record import record
from recognition.service.settle import save_states
from recognition.service.steps import Step, next_steps
from recognition.store import AwardRow
from tests.recognition.deciding import reject
from tests.recognition.factories import (
    NOON,
    make_actor,
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
        for step in next_steps(session, person, catalog, now=NOW)
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
    ways = [(step.of, step.badge.id) for step in next_steps(session, 1, CATALOG, now=NOW)]
    assert ways == [(1, "work"), (2, "trusted"), (1, "passed")]


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
    assert [step.badge.id for step in next_steps(session, 1, catalog, now=NOW)] == ["done"]


def test_a_badge_that_waits_for_its_recount_is_left_out(session: Session) -> None:
    do(session, 1, catalog=make_badges(work="count: 5"))
    changed = make_badges(work="count: 6")
    assert next_steps(session, 1, changed, now=NOW) == []
    record(session, [], catalog=changed, now=NOW)
    assert steps(session, changed) == ["Example: 1/6 merged pull requests"]


def test_what_is_on_hold_is_not_next(session: Session) -> None:
    catalog = make_badges(asleep="count: 2\nstatus: hold")
    do(session, 1, catalog=catalog)
    assert next_steps(session, 1, catalog, now=NOW) == []


def test_what_asks_for_a_badge_that_cannot_be_had_is_not_next(session: Session) -> None:
    catalog = make_badges(
        asleep="count: 1\nstatus: hold",
        dream="count: 3\nrequires: [asleep]",
        farther="count: 4\nrequires: [dream]",
        over="count: 3\nuntil: 2026-01-01",
        october="count: 3\nwhere: {opened_until: 2025-10-31}",
    )
    do(session, 1, catalog=catalog)
    assert next_steps(session, 1, catalog, now=NOW) == []


def test_a_required_badge_is_counted_and_named(session: Session) -> None:
    catalog = make_badges(one="count: 5", two="count: 1\nrequires: [one]")
    do(session, 2, catalog=catalog)
    assert steps(session, catalog) == [
        "Example: 2/5 merged pull requests",
        "Example: 0/1 badge: Example",
    ]


def test_what_a_maintainer_refused_is_not_offered_again(session: Session) -> None:
    catalog = make_badges(trusted="count: 2\ngrant: review")
    do(session, 2, catalog=catalog)
    proposed = session.exec(select(AwardRow)).one()
    record(session, [make_fact(1, person=99)], catalog=catalog, now=NOW)
    reject(session, [proposed.id], by=make_actor(99), reason="a copy", catalog=catalog, now=NOW)
    retracted = [make_fact(2, at=NOON + timedelta(days=1), version=2, retracted=True)]
    record(session, retracted, catalog=catalog, now=NOW)
    assert next_steps(session, 1, catalog, now=NOW) == []


def test_what_is_missing_says_where_the_work_is_to_be_done_if_that_is_short(
    session: Session,
) -> None:
    catalog = make_badges(
        docs="count: 2\nwhere: {role: author, paths: docs/**}",
        story="count: 3\nwhere: {any: [{paths: docs/**}, {labels: docs}]}",
        many="count: 4\non: [pr.merged, pr.opened]\nwhere: {paths: docs/**}",
    )
    do(session, 1, catalog=catalog, person=2)
    assert [step.missing for step in next_steps(session, 1, catalog, now=NOW)] == [
        "2 merged pull requests changing files that match docs/**",
        "3 merged pull requests",
        "4 merged pull requests or opened pull requests",
    ]


def test_what_is_not_begun_by_contributing_stands_last(session: Session) -> None:
    catalog = make_badges(
        cloud="on: ext.design.shared\ncount: 1", exam="on: exam.passed\ncount: 1", far="count: 100"
    )
    do(session, 1, catalog=catalog, person=2)
    found = [step.badge.id for step in next_steps(session, 1, catalog, now=NOW)]
    assert found == ["far", "exam", "cloud"]


def test_a_step_says_how_far_it_is_by_everything(session: Session) -> None:
    catalog = make_badges(months="count: 4\ndistinct: {month: 3}\nsum: {additions: 10}")
    do(session, 2, catalog=catalog)
    (step,) = next_steps(session, 1, catalog, now=NOW)
    assert [(one.name, one.done, one.of) for one in step.measures] == [
        ("count", 2, 4),
        ("distinct", 1, 3),
        ("sum", 0, 10),
    ]
    assert step.farthest.name == "sum"


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
        found: list[Step] = next_steps(session, 1, catalog, now=NOW)
    database.close()
    assert bool(found) == (len(earned) < len(badge.rule.milestones))
    assert all(0 <= step.done < step.of for step in found)
