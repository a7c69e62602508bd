"""Tests of recognition.service.numbers: what a number in a digest means."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from recognition.awards import AwardState
from recognition.digest import Digest, Edition
from recognition.kernel.clock import ManualClock
from recognition.kernel.errors import NotFoundError
from recognition.kernel.settings import Mode
from recognition.kernel.store import Database
from recognition.service import digest, numbers, outbox
from recognition.service.record import record
from recognition.store import AwardRow
from tests.recognition import deciding
from tests.recognition.deeds import ADDRESSES, ANN, BOB, CATALOG, LEE, operator_work

W47, W48, W49 = (Edition(period=f"2026-W{week}") for week in (47, 48, 49))
"""The clock's Tuesday is in the second."""

UI = Edition(period="2026-W48", audience="ui")


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


def build(session: Session, edition: Edition, now: datetime) -> Digest:
    return digest.build(session, edition=edition, catalog=CATALOG, addresses=ADDRESSES, now=now)


@pytest.fixture
def two(session: Session, clock: ManualClock) -> list[str]:
    """Have two people wait in a digest; their awards, by their numbers."""
    now = clock.now()
    record(session, operator_work(ANN, until=now), catalog=CATALOG, now=now)
    record(session, operator_work(BOB, until=now + timedelta(hours=1), merged_by=BOB.id),
           catalog=CATALOG, now=now)  # fmt: skip
    return [item.award_id for item in build(session, W48, now).items]


def test_a_number_means_the_award_of_its_digest(session: Session, two: list[str]) -> None:
    assert [numbers.award_by_number(session, W48, n).id for n in (1, 2)] == two
    with pytest.raises(NotFoundError, match=r"there is no number 3 in the digest of 2026-W48"):
        numbers.award_by_number(session, W48, 3)
    with pytest.raises(NotFoundError, match=r"there is no number 1 in the digest of 2026-W48/ui"):
        numbers.award_by_number(session, UI, 1)


def test_a_digest_holds_its_own_awards_only(session: Session, two: list[str]) -> None:
    assert numbers.holds(session, W48, two[0])
    assert not numbers.holds(session, W47, two[0])
    assert not numbers.holds(session, W48, "another")


def test_what_is_decided_or_held_waits_no_more(
    session: Session, clock: ManualClock, two: list[str]
) -> None:
    assert numbers.waiting_numbers(session, W48) == {1: two[0], 2: two[1]}
    deciding.approve(session, [two[0]], by=LEE, catalog=CATALOG, now=clock.now())
    assert numbers.waiting_numbers(session, W48) == {2: two[1]}
    session.get_one(AwardRow, two[1]).state = AwardState.HELD
    assert numbers.waiting_numbers(session, W48) == {}


def test_what_wants_a_second_look_is_not_among_the_unflagged(
    session: Session, two: list[str]
) -> None:
    assert numbers.waiting_unflagged(session, W48) == [two[0]]


def test_the_issue_of_a_digest_is_known_by_its_number(
    session: Session, clock: ManualClock
) -> None:
    effect = digest.as_effect(
        build(session, UI, clock.now()), repo_full_name="meshery/recognition"
    )
    row = outbox.put(session, effect, mode=Mode.DIGEST, now=clock.now())
    assert numbers.edition_of_issue(session, number=12) is None
    row.remote_id = 12
    session.flush()
    assert numbers.edition_of_issue(session, number=12) == UI
    assert numbers.edition_of_issue(session, number=13) is None


def test_the_newest_digest_with_numbers_is_meant_where_none_is_named(
    session: Session, clock: ManualClock, two: list[str]
) -> None:
    assert numbers.newest_edition(session) == W48
    assert numbers.newest_edition(session, audience="ui") is None
    # A digest of a former week that is made late is not the newest for that.
    session.get_one(AwardRow, two[0]).created_at = clock.now() - timedelta(days=7)
    clock.advance(timedelta(days=7))
    build(session, W47, clock.now())
    assert numbers.newest_edition(session) == W48
    assert numbers.edition_before(session, W48) == W47
    assert numbers.edition_before(session, W47) is None


def test_before_anything_waited_there_is_no_newest_digest(
    session: Session, clock: ManualClock
) -> None:
    build(session, W48, clock.now())
    assert numbers.newest_edition(session) is None


def test_an_award_is_looked_for_in_its_newest_digest(
    session: Session, clock: ManualClock, two: list[str]
) -> None:
    assert numbers.editions_with(session, two) == [W48]
    clock.advance(timedelta(days=7))
    build(session, W49, clock.now())
    assert numbers.editions_with(session, two[:1]) == [W49]
    assert numbers.later_editions(session, W48, two) == dict.fromkeys(two, W49)
    assert numbers.later_editions(session, W49, two) == {}
    assert numbers.editions_with(session, ["another"]) == []
