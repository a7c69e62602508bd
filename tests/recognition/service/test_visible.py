"""Tests of recognition.service.visible: whom a page may be about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session

from recognition.catalog import make_catalog
from recognition.kernel.store import Database
from recognition.service.record import record
from recognition.service.visible import person_by_login, public_person
from recognition.store import AccountRow
from tests.recognition.factories import (
    NOON,
    make_fact,
)

CATALOG = make_catalog([])


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


def opt_out(session: Session, person: int) -> None:
    account = session.get(AccountRow, person)
    assert account is not None
    account.opted_out = True
    session.flush()


def test_a_login_is_found_in_any_case(session: Session) -> None:
    record(session, [make_fact(1)], catalog=CATALOG, now=NOON)
    found = person_by_login(session, "PERSON-1")
    assert found is not None
    assert found.id == 1


def test_a_login_that_changed_hands_is_its_newest_owners(session: Session) -> None:
    facts = [
        make_fact(1, person=1, login="wanted", at=NOON),
        make_fact(2, person=2, login="Wanted", at=NOON + timedelta(days=1)),
    ]
    record(session, facts, catalog=CATALOG, now=NOON)
    found = person_by_login(session, "wanted")
    assert found is not None
    assert found.id == 2


def test_nobody_is_found_by_a_pattern(session: Session) -> None:
    record(session, [make_fact(1)], catalog=CATALOG, now=NOON)
    assert person_by_login(session, "person-_") is None
    assert person_by_login(session, "%") is None


def test_who_opted_out_is_like_nobody(session: Session) -> None:
    record(session, [make_fact(1)], catalog=CATALOG, now=NOON)
    assert public_person(session, "person-1") is not None
    opt_out(session, 1)
    assert public_person(session, "person-1") is None


def test_a_bot_is_nobody(session: Session) -> None:
    record(session, [make_fact(1, actor_type="Bot")], catalog=CATALOG, now=NOON)
    assert person_by_login(session, "person-1") is not None
    assert public_person(session, "person-1") is None
