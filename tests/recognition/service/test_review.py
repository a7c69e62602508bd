"""Tests of recognition.service.review."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from recognition.awards import AwardState, ChangeKind
from recognition.kernel.errors import ConflictError, ForbiddenError, NotFoundError
from recognition.kernel.store import Database
from recognition.service.expiry import expire
from recognition.service.record import record
from recognition.service.recount import recount, verify
from recognition.service.review import approve, reject, revoke
from recognition.store import AccountRow, AwardRow
from tests.recognition.factories import NOON, make_actor, make_badges, make_fact

CATALOG = make_badges(
    trusted="first: true\ngrant: review\nexpires: 30d",
    beyond="first: true\nrequires: trusted",
)
MAINTAINER = make_actor(99, login="maintainer")
NOW = NOON + timedelta(days=1)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        facts = [make_fact(1, person=1), make_fact(2, person=2), make_fact(3, person=99)]
        record(session, facts, catalog=CATALOG, now=NOON)
        yield session


def proposed(session: Session, person: int) -> str:
    return session.exec(
        select(AwardRow.id).where(AwardRow.person_id == person, AwardRow.badge == "trusted")
    ).one()


def row(session: Session, award_id: str) -> AwardRow:
    found = session.get(AwardRow, award_id)
    assert found is not None
    return found


def test_an_approved_award_is_granted_with_what_required_it(session: Session) -> None:
    award_id = proposed(session, 1)
    changes = approve(session, [award_id], by=MAINTAINER, catalog=CATALOG, now=NOW)
    assert [(change.award.badge, change.kind) for change in changes] == [
        ("trusted", ChangeKind.APPROVED),
        ("beyond", ChangeKind.GRANTED),
    ]
    assert row(session, award_id).state == AwardState.GRANTED
    assert row(session, award_id).decided_by == 99
    assert row(session, award_id).decided_at == NOW
    assert verify(session, catalog=CATALOG, now=NOW) == []


def test_the_maintainer_becomes_a_known_account(session: Session) -> None:
    reject(
        session, [proposed(session, 1)], by=make_actor(77, login="boss"), catalog=CATALOG, now=NOW
    )
    account = session.get(AccountRow, 77)
    assert account is not None
    assert account.login == "boss"


def test_a_rejected_award_stays_rejected_whatever_is_recounted(session: Session) -> None:
    award_id = proposed(session, 1)
    reject(session, [award_id], by=MAINTAINER, catalog=CATALOG, now=NOW, reason="one typo")
    assert recount(session, catalog=CATALOG, now=NOW) == []
    record(session, [make_fact(8, person=1)], catalog=CATALOG, now=NOW)
    assert row(session, award_id).state == AwardState.REJECTED
    assert row(session, award_id).reason == "one typo"


def test_a_revoked_award_takes_with_it_what_required_it(session: Session) -> None:
    award_id = proposed(session, 1)
    approve(session, [award_id], by=MAINTAINER, catalog=CATALOG, now=NOW)
    changes = revoke(session, [award_id], by=MAINTAINER, catalog=CATALOG, now=NOW)
    assert [(change.award.badge, change.kind) for change in changes] == [
        ("trusted", ChangeKind.REVOKED),
        ("beyond", ChangeKind.WITHDRAWN),
    ]


def test_nobody_decides_about_their_own_award(session: Session) -> None:
    with pytest.raises(ForbiddenError, match="your own"):
        approve(session, [proposed(session, 99)], by=MAINTAINER, catalog=CATALOG, now=NOW)


@pytest.mark.parametrize("again", [approve, reject])
def test_a_decision_is_taken_once(session: Session, again: Callable[..., object]) -> None:
    award_id = proposed(session, 1)
    approve(session, [award_id], by=MAINTAINER, catalog=CATALOG, now=NOW)
    with pytest.raises(ConflictError, match="granted already"):
        again(session, [award_id], by=MAINTAINER, catalog=CATALOG, now=NOW)


def test_an_award_that_does_not_exist_is_not_found(session: Session) -> None:
    with pytest.raises(NotFoundError):
        approve(session, ["none"], by=MAINTAINER, catalog=CATALOG, now=NOW)


def test_of_several_all_are_decided_or_none(session: Session) -> None:
    mine, other = proposed(session, 99), proposed(session, 1)
    with pytest.raises(ForbiddenError):
        approve(session, [other, mine], by=MAINTAINER, catalog=CATALOG, now=NOW)
    assert row(session, other).state == AwardState.PROPOSED
    changes = approve(
        session,
        [other, proposed(session, 2), other],
        by=MAINTAINER,
        catalog=CATALOG,
        now=NOW,
    )
    approved = [change for change in changes if change.kind is ChangeKind.APPROVED]
    assert len(approved) == 2


def test_what_was_granted_expires_on_time_and_is_still_recounted_the_same(
    session: Session,
) -> None:
    approve(session, [proposed(session, 1)], by=MAINTAINER, catalog=CATALOG, now=NOW)
    before = NOON + timedelta(days=30) - timedelta(microseconds=1)
    assert expire(session, catalog=CATALOG, now=before) == []
    (change,) = expire(session, catalog=CATALOG, now=NOON + timedelta(days=30))
    assert change.kind is ChangeKind.EXPIRED
    assert row(session, change.award.id).state == AwardState.EXPIRED
    assert recount(session, catalog=CATALOG, now=NOON + timedelta(days=31)) == []
