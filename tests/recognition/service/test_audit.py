"""Tests of recognition.service.audit and its check, against rows that somebody touched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session

from recognition.audit import Event
from recognition.kernel.ids import UserId
from recognition.kernel.store import Database
from recognition.service.audit import append, entries, head, history, newest_entries
from recognition.service.audit_check import check
from recognition.service.record import record
from tests.recognition.factories import NOON, make_badges, make_fact

CATALOG = make_badges(work="tiers: {bronze: 1, silver: 2}", more="count: 3")


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        for number in range(1, 4):
            record(session, [make_fact(number)], catalog=CATALOG, now=NOON)
        yield session


def touch(session: Session, statement: str) -> None:
    """Do what somebody with the database's password can do."""
    session.connection().execute(text(statement))


def test_what_rules_do_is_written_with_the_awards(session: Session) -> None:
    told = [(entry.seq, entry.event.action, entry.event.actor_id) for entry in entries(session)]
    assert told == [
        (1, "award.granted", None),
        (2, "award.granted", None),
        (3, "award.granted", None),
    ]
    record(session, [make_fact(3, version=2, retracted=True)], catalog=CATALOG, now=NOON)
    (last,) = newest_entries(session, limit=1)
    assert (last.event.action, last.event.details["from"]) == ("award.withdrawn", "granted")
    assert [entry.seq for entry in history(session, last.event.subject)] == [3, 4]
    assert check(session).flaws == ()


def test_a_unit_of_work_that_is_dropped_leaves_no_entry(database: Database) -> None:
    with database.reading() as session:
        record(session, [make_fact()], catalog=CATALOG, now=NOON)
        assert head(session)
    with database.reading() as session:
        assert head(session) == ""
        assert check(session).entries == 0


@pytest.mark.parametrize(
    ("statement", "flaw"),
    [
        ("UPDATE audit SET action = 'award.rejected' WHERE seq = 2", "entry 2: it is not what"),
        ("UPDATE audit SET actor_id = 7 WHERE seq = 1", "entry 1: it is not what"),
        ("UPDATE audit SET at = '2020-01-01 00:00:00' WHERE seq = 3", "entry 3: it is not what"),
        ("UPDATE audit SET details = '{}' WHERE seq = 2", "entry 2: it is not what"),
        ("UPDATE audit SET subject = 'x' WHERE seq = 2", "entry 2: it is not what"),
        ("UPDATE audit SET hash = 'x' WHERE seq = 2", "entry 2: it is not what"),
        ("UPDATE audit SET previous = 'x' WHERE seq = 2", "entry 2: it does not follow"),
        ("DELETE FROM audit WHERE seq = 1", "entry 1: it is missing"),
        ("DELETE FROM audit WHERE seq = 2", "entry 2: it is missing"),
        ("UPDATE audit SET seq = 9 WHERE seq = 2", "entry 2: it is missing"),
        ("UPDATE audit SET seq = CASE seq WHEN 1 THEN -2 ELSE -1 END WHERE seq < 3", "entry 1"),
        ("UPDATE award SET state = 'revoked' WHERE tier = 'silver'", "award {}: it is not what"),
        ("UPDATE award SET reason = 'x' WHERE tier = 'silver'", "award {}: it is not what"),
        ("UPDATE award SET evidence = '[]' WHERE tier = 'silver'", "award {}: it is not what"),
        ("DELETE FROM award WHERE tier = 'silver'", "award {}: it is gone"),
    ],
)
def test_whatever_somebody_touches_is_named(session: Session, statement: str, flaw: str) -> None:
    silver = next(
        entry.event.subject
        for entry in entries(session)
        if entry.event.details["award"]["tier"] == "silver"
    )
    touch(session, statement)
    (said,) = check(session).flaws
    assert said.startswith(flaw.format(silver))


def test_an_award_that_somebody_slipped_in_is_named(session: Session) -> None:
    touch(
        session,
        "INSERT INTO award SELECT 'slipped', 2, badge, tier, state, earned_at, evidence,"
        " decided_by, decided_at, reason, kept, rule, given_by, quiet, created_at, updated_at"
        " FROM award WHERE tier = 'silver'",
    )
    assert check(session).flaws == ("award slipped: the log does not know it",)


def test_what_was_cut_off_shows_against_a_noted_head(session: Session) -> None:
    noted = head(session)
    assert check(session, noted=noted).flaws == ()
    append(session, [Event(at=NOON, actor_id=UserId(9), action="rules.applied", subject="rules")])
    assert check(session, noted=noted).flaws == (), "the log has grown since"
    touch(session, "DELETE FROM audit WHERE seq > 2")
    touch(session, "DELETE FROM award WHERE badge = 'more'")
    assert check(session).flaws == (), "by itself it cannot know"
    (flaw,) = check(session, noted=noted).flaws
    assert "the noted head is not in the log" in flaw


def test_the_verdict_names_the_head_to_be_noted(session: Session) -> None:
    verdict = check(session)
    assert (verdict.entries, verdict.head) == (3, head(session))


def test_moments_come_back_as_exact_as_they_were_sealed(session: Session) -> None:
    late = NOON + timedelta(microseconds=123_457)
    append(
        session, [Event(at=late, actor_id=None, action="a", subject="s", details={"n": [1, None]})]
    )
    (entry,) = history(session, "s")
    assert (entry.event.at, entry.event.details) == (late, {"n": [1, None]})
    assert check(session).flaws == ()
