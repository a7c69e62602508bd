"""Tests of recognition.service.claims: codes that earn a claim, as often as they may."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from recognition.facts import Fact
from recognition.kernel.store import Database
from recognition.service.audit import newest_entries
from recognition.service.claims import (
    ALPHABET,
    LENGTH,
    Refusal,
    badge_of,
    create_code,
    list_codes,
    new_code,
    redeem,
)
from recognition.service.facts import store_facts
from recognition.store import ClaimCodeRow
from tests.recognition.factories import NOON, make_actor

LATER = NOON + timedelta(days=30)
LEE = make_actor(99, login="lee")


def make(session: Session, *, uses: int = 2) -> str:
    return create_code(session, "meetup", by=LEE, expires_at=LATER, uses=uses, now=NOON)


def claimed(session: Session, code: str, person: int) -> Fact | Refusal:
    """Claim as the page does: what is won is recorded at once."""
    told = redeem(session, code, make_actor(person), now=NOON)
    if isinstance(told, Fact):
        store_facts(session, [told])
    session.flush()
    return told


def test_a_code_earns_the_claim_of_its_badge(database: Database) -> None:
    with database.writing() as session:
        fact = claimed(session, make(session), 1)
        assert isinstance(fact, Fact)
        assert (fact.key, fact.kind, fact.repo) == ("claim:meetup:1", "claim", None)
        assert (fact.actor.id, fact.at, fact.attrs) == (1, NOON, {"badge": "meetup"})


def test_a_code_is_for_so_many_people(database: Database) -> None:
    with database.writing() as session:
        code = make(session, uses=2)
        told = [claimed(session, code, person) for person in (1, 2, 3)]
        assert [isinstance(it, Fact) for it in told] == [True, True, False]
        assert told[2] is Refusal.USED_UP
        assert [row.uses for row in list_codes(session)] == [2]


def test_who_has_claimed_already_uses_nothing_up(database: Database) -> None:
    with database.writing() as session:
        code, other = make(session), make(session)
        assert isinstance(claimed(session, code, 1), Fact)
        assert claimed(session, code, 1) is Refusal.CLAIMED
        assert claimed(session, other, 1) is Refusal.CLAIMED
        assert Counter(row.uses for row in list_codes(session)) == {1: 1, 0: 1}


@pytest.mark.parametrize(("after", "holds"), [(-1, True), (0, False), (1, False)])
def test_a_code_ends_on_time(database: Database, after: int, *, holds: bool) -> None:
    with database.writing() as session:
        code = make(session)
        told = redeem(session, code, make_actor(1), now=LATER + timedelta(seconds=after))
        assert isinstance(told, Fact) is holds
        assert holds or told is Refusal.EXPIRED


def test_a_code_that_nobody_made_is_unknown(database: Database) -> None:
    with database.writing() as session:
        make(session)
        for code in (new_code(), "", "\ud800", "\0"):
            assert claimed(session, code, 1) is Refusal.UNKNOWN
            assert badge_of(session, code) is None


def test_a_code_may_be_typed_as_people_type(database: Database) -> None:
    with database.writing() as session:
        code = make(session, uses=9)
        misread = code.replace("0", "o").replace("1", "l")
        for person, typed in enumerate(
            (code.lower(), code.replace("-", ""), f" {code} ", misread, code.replace("-", " ")), 1
        ):
            assert isinstance(claimed(session, typed, person), Fact)


def test_codes_are_long_random_and_kept_as_hashes_only(database: Database) -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert len(ALPHABET) ** LENGTH >= 2**60
    assert set("".join(codes)) - {"-"} == set(ALPHABET)
    with database.writing() as session:
        code = make(session)
        session.flush()
        [row] = session.exec(select(ClaimCodeRow)).all()
        assert code not in row.model_dump_json()
        assert code.replace("-", "") not in row.model_dump_json()


def test_who_made_a_code_is_on_record_and_the_code_is_not(database: Database) -> None:
    with database.writing() as session:
        code = make(session, uses=50)
        session.flush()
        [entry] = newest_entries(session, limit=5)
        event = entry.event
        assert (event.actor_id, event.action, event.subject) == (
            99,
            "claim_code.created",
            "badge:meetup",
        )
        assert event.details["uses"] == 50
        assert code not in str(event.details)
