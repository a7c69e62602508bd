"""Tests of recognition.service.undo: work that was reverted counts for nothing while it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import permutations

import pytest
from sqlmodel import Session, col, select

from recognition.facts import Fact
from recognition.kernel.store import Database
from recognition.service.awards import list_awards
from recognition.service.record import record
from recognition.service.recount import verify
from recognition.store import FactRow
from tests.recognition.factories import NOON, make_badges, make_fact

HOUR = timedelta(hours=1)
NOW = NOON + timedelta(days=9)
CATALOG = make_badges(merged="tiers: {one: 1, two: 2}", opened="on: pr.opened\nfirst: true")


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


def reverted(number: int, *, by: int, version: int = 1, retracted: bool = False) -> Fact:
    return make_fact(
        number,
        person=9,
        kind="pr.reverted",
        key=f"pr.reverted:7:{number}:9:{by}",
        at=NOON + by * HOUR,
        version=version,
        retracted=retracted,
        attrs={"reverting": by},
    )


def learn(session: Session, *facts: Fact) -> None:
    record(session, facts, catalog=CATALOG, now=NOW)
    assert verify(session, catalog=CATALOG, now=NOW) == []


def undone(session: Session) -> dict[str, str]:
    rows = session.exec(select(FactRow).where(col(FactRow.undone_by).is_not(None)))
    return {row.key: row.undone_by or "" for row in rows}


def held(session: Session, person: int = 1) -> set[tuple[str, str | None]]:
    rows = list_awards(session)
    return {(row["badge"], row["tier"]) for row in rows if row["person"]["id"] == person}


def test_reverted_work_earns_nothing_and_says_why(session: Session) -> None:
    merged, opened = make_fact(1), make_fact(1, kind="pr.opened")
    learn(session, merged, opened)
    assert held(session) == {("merged", "one"), ("opened", None)}
    learn(session, reverted(1, by=2))
    assert held(session) == set()
    assert undone(session) == dict.fromkeys([merged.key, opened.key], reverted(1, by=2).key)


def test_everybody_who_had_a_part_in_it_loses_it(session: Session) -> None:
    learn(session, make_fact(1, person=1), make_fact(1, person=2), reverted(1, by=2))
    assert held(session, 1) == held(session, 2) == set()


def test_only_the_same_pull_request_of_the_same_repository_is_undone(session: Session) -> None:
    learn(session, make_fact(1, repo="a/b", key="other"), make_fact(2), reverted(1, by=3))
    assert held(session) == {("merged", "one"), ("merged", "two")}


def test_every_order_of_a_chain_of_reverts_comes_to_the_same(database: Database) -> None:
    facts = [make_fact(1), make_fact(2), reverted(1, by=2), reverted(2, by=3), reverted(3, by=4)]
    for order in permutations(facts):
        with database.reading() as session:
            for fact in order:
                record(session, [fact], catalog=CATALOG, now=NOW)
            assert undone(session) == {facts[0].key: facts[2].key}
            assert held(session) == {("merged", "one")}
            assert verify(session, catalog=CATALOG, now=NOW) == []
            session.rollback()


def test_a_revert_that_is_taken_back_gives_the_award_again(session: Session) -> None:
    learn(session, make_fact(1), reverted(1, by=2))
    learn(session, reverted(1, by=2, version=2, retracted=True))
    assert held(session) == {("merged", "one")}
    assert undone(session) == {}


def test_a_new_version_of_reverted_work_stays_undone(session: Session) -> None:
    learn(session, make_fact(1), reverted(1, by=2))
    learn(session, make_fact(1, version=2, attrs={"labels": ["new"]}))
    assert held(session) == set()
    assert undone(session) == {make_fact(1).key: reverted(1, by=2).key}


def test_reverted_work_that_is_told_again_says_nothing_new(session: Session) -> None:
    learn(session, make_fact(1), reverted(1, by=2))
    again = record(session, [make_fact(1), reverted(1, by=2)], catalog=CATALOG, now=NOW)
    assert (again.stored.ignored, again.changes) == (2, ())
