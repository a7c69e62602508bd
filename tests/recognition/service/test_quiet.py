"""Tests of recognition.service.quiet: history earns the same awards, and nobody is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from recognition.awards import ChangeKind
from recognition.digest import Digest, Edition
from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from recognition.service import digest
from recognition.service.announce import announcements
from recognition.service.quiet import record_history
from recognition.service.record import Recorded, record
from recognition.store import AwardRow
from tests.recognition import deciding
from tests.recognition.deeds import ADDRESSES, ANN, CATALOG, LEE, MESHERY, merged, operator_work


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


def told(session: Session, recorded: Recorded, clock: ManualClock) -> list[str]:
    """Give the text of each comment about what was earned."""
    earned = [it.award.id for it in recorded.changes if it.kind is ChangeKind.GRANTED]
    effects = announcements(session, earned, catalog=CATALOG, addresses=ADDRESSES, now=clock.now())
    return [effect.body for effect in effects]


def built(session: Session, clock: ManualClock) -> Digest:
    return digest.build(
        session,
        edition=Edition(period="2026-W48"),
        catalog=CATALOG,
        addresses=ADDRESSES,
        now=clock.now(),
    )


def test_nothing_is_announced_of_history_however_new_the_deed_is(
    session: Session, clock: ManualClock
) -> None:
    recorded = record_history(
        session, [merged(1, at=clock.now())], catalog=CATALOG, now=clock.now()
    )

    assert {it.award.badge for it in recorded.changes} >= {"first-contribution"}
    assert told(session, recorded, clock) == []


def test_a_later_announcement_in_the_same_thread_does_not_bring_history_up(
    session: Session, clock: ManualClock
) -> None:
    """A comment tells of all that was earned in a thread, as far as anything may tell of it."""
    record_history(session, [merged(1, at=clock.now())], catalog=CATALOG, now=clock.now())
    docs = merged(1, at=clock.now(), paths=("docs/a.md",), version=2)
    recorded = record(session, [docs], catalog=CATALOG, now=clock.now())

    [comment] = told(session, recorded, clock)
    assert "Meshery Docs" in comment
    assert "First Contribution" not in comment


def test_the_digest_counts_history_and_names_nobody(session: Session, clock: ManualClock) -> None:
    recorded = record_history(
        session, [merged(1, at=clock.now())], catalog=CATALOG, now=clock.now()
    )

    found = built(session, clock)
    assert found.granted == ()
    assert (found.quiet_awards, found.quiet_people) == (len(recorded.changes), 1)


def test_an_award_proposed_from_history_is_decided_as_any_other_and_not_announced(
    session: Session, clock: ManualClock
) -> None:
    work = operator_work(ANN, until=clock.now())
    record_history(session, work, catalog=CATALOG, now=clock.now())
    [item] = built(session, clock).items

    clock.advance(timedelta(hours=1))
    deciding.approve(session, [item.award_id], by=LEE, catalog=CATALOG, now=clock.now())
    effects = announcements(
        session, [item.award_id], catalog=CATALOG, addresses=ADDRESSES, now=clock.now()
    )
    assert effects == []


def test_what_was_announced_already_is_not_made_history_by_reading_it_again(
    session: Session, clock: ManualClock
) -> None:
    deed = merged(1, at=clock.now(), repo=MESHERY)
    record(session, [deed], catalog=CATALOG, now=clock.now())
    record_history(session, [deed], catalog=CATALOG, now=clock.now())

    session.expire_all()
    assert not any(row.quiet for row in session.exec(select(AwardRow)))
