"""Tests of recognition.service.decided: what people did to awards, out of the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session

from recognition.awards import award_id
from recognition.decisions import Verb
from recognition.facts import Actor
from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from recognition.service.decided import Decision, decisions_within, last_decision
from recognition.service.grants import grant
from recognition.service.record import record
from recognition.service.review import decide
from tests.recognition.deeds import ANN, BOB, CATALOG, LEE, operator_work

NAMES: dict[int, str] = {LEE.id: "lee", ANN.id: "ann"}


@pytest.fixture
def session(database: Database, clock: ManualClock) -> Iterator[Session]:
    with database.writing() as session:
        for person in (ANN, BOB):
            work = operator_work(person, until=clock.now())
            record(session, work, catalog=CATALOG, now=clock.now())
        yield session


def operator(person: Actor) -> str:
    return award_id(person.id, "meshery-operator", None)


def do(
    session: Session, verb: Verb, clock: ManualClock, *, by: Actor = LEE, reason: str = ""
) -> None:
    clock.advance(timedelta(minutes=1))
    decide(session, verb, [operator(ANN)], by=by, catalog=CATALOG, now=clock.now(), reason=reason)


def said(decision: Decision | None) -> str | None:
    return None if decision is None else decision.said(NAMES)


def test_every_decision_is_said_with_its_actor_and_reason(
    session: Session, clock: ManualClock
) -> None:
    assert last_decision(session, operator(ANN)) is None
    for verb, by, reason, words in (
        (Verb.HOLD, LEE, "ask sam", "held back by lee: ask sam"),
        (Verb.APPROVE, LEE, "", "approved by lee"),
        (Verb.DISPUTE, ANN, "not mine", "disputed by ann: not mine"),
        (Verb.UPHOLD, LEE, "it is", "upheld by lee: it is"),
        (Verb.REVOKE, LEE, "it was not", "revoked by lee: it was not"),
    ):
        do(session, verb, clock, by=by, reason=reason)
        assert said(last_decision(session, operator(ANN))) == words
    assert last_decision(session, operator(BOB)) is None


def test_of_each_award_the_last_decision_within_a_time_is_given(
    session: Session, clock: ManualClock
) -> None:
    start = clock.now()
    do(session, Verb.HOLD, clock)
    do(session, Verb.APPROVE, clock)
    grant(session, [ANN], "review-rockstar", tier="bronze", by=LEE, catalog=CATALOG,
          now=clock.now(), reason="years of it")  # fmt: skip
    end = clock.now() + timedelta(seconds=1)
    found = decisions_within(session, start, end)
    assert [(one.badge, one.tier, said(one)) for one in found] == [
        ("review-rockstar", "bronze", "given by lee: years of it"),
        ("meshery-operator", None, "approved by lee"),
    ]
    assert [one.words for one in decisions_within(session, start, clock.now())] == ["held back"]
    assert decisions_within(session, end, end + timedelta(days=7)) == []
