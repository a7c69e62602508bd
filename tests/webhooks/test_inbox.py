"""Tests of the inbox: the list, the way a delivery ends, and the waits between attempts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.kernel.errors import ConflictError, NotFoundError
from recognition.kernel.jobs import claim
from webhooks.inbox import (
    LONGEST_WAIT,
    MAX_ATTEMPTS,
    MAX_ERROR_LENGTH,
    DeliveryRow,
    DeliveryState,
    LeaseLostError,
    find_delivery,
    list_deliveries,
    mark_dead,
    mark_done,
    mark_failed,
    mark_ignored,
    next_try,
    retry,
)

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database


def add(database: Database, clock: ManualClock, *guids: str) -> None:
    with database.writing() as session:
        for guid in guids:
            row = DeliveryRow(guid=guid, event="ping", body=b"{}", received_at=clock.now())
            session.add(row)
            session.flush()


def take(database: Database, clock: ManualClock) -> DeliveryRow:
    with database.writing() as session:
        row = claim(session, DeliveryRow, now=clock.now(), order=DeliveryRow.id)
    assert row is not None
    return row


def stored(database: Database, guid: str) -> DeliveryRow:
    with database.reading() as session:
        row = find_delivery(session, guid)
        session.expunge(row)
    return row


def test_the_list_shows_the_newest_first_and_no_bodies(
    database: Database, clock: ManualClock
) -> None:
    add(database, clock, "a", "b", "c")
    with database.reading() as session:
        assert [each.guid for each in list_deliveries(session)] == ["c", "b", "a"]
        assert [each.guid for each in list_deliveries(session, limit=1)] == ["c"]
        assert list_deliveries(session)[2].as_json() == {
            "guid": "a",
            "event": "ping",
            "action": None,
            "state": "pending",
            "attempts": 0,
            "error": None,
            "received_at": "2026-11-24T09:00:00Z",
        }


def test_the_list_shows_one_state(database: Database, clock: ManualClock) -> None:
    add(database, clock, "a", "b")
    claimed = take(database, clock)
    with database.writing() as session:
        mark_dead(session, claimed, error="unparseable")
    with database.reading() as session:
        assert [each.guid for each in list_deliveries(session, "dead")] == ["a"]
        assert [each.guid for each in list_deliveries(session, DeliveryState.PENDING)] == ["b"]
        with pytest.raises(ValueError, match="not a valid DeliveryState"):
            list_deliveries(session, "deaf")


def test_deliveries_are_claimed_in_the_order_they_came(
    database: Database, clock: ManualClock
) -> None:
    add(database, clock, "first", "second")
    assert take(database, clock).guid == "first"
    assert take(database, clock).guid == "second"


def test_a_done_delivery_keeps_its_action(database: Database, clock: ManualClock) -> None:
    add(database, clock, "a")
    claimed = take(database, clock)
    with database.writing() as session:
        mark_done(session, claimed, action="closed")
    row = stored(database, "a")
    assert (row.state, row.action, row.attempts) == ("done", "closed", 1)
    assert row.lease_until is None


def test_an_ignored_delivery_keeps_its_reason(database: Database, clock: ManualClock) -> None:
    add(database, clock, "a")
    claimed = take(database, clock)
    with database.writing() as session:
        mark_ignored(session, claimed, action=None, reason="a ping")
    row = stored(database, "a")
    assert (row.state, row.last_error) == ("ignored", "a ping")


def test_a_failed_delivery_waits_and_a_longer_wish_of_github_is_kept(
    database: Database, clock: ManualClock
) -> None:
    add(database, clock, "a", "b")
    for wait in (timedelta(), timedelta(hours=1)):
        claimed = take(database, clock)
        with database.writing() as session:
            mark_failed(session, claimed, error="502", now=clock.now(), jitter=0.0, wait=wait)
    assert stored(database, "a").not_before == clock.now() + timedelta(seconds=15)
    assert stored(database, "b").not_before == clock.now() + timedelta(hours=1)
    with database.writing() as session:
        assert claim(session, DeliveryRow, now=clock.now(), order=DeliveryRow.id) is None


def test_the_last_failure_sets_the_delivery_aside(database: Database, clock: ManualClock) -> None:
    add(database, clock, "a")
    states = []
    for _ in range(MAX_ATTEMPTS):
        claimed = take(database, clock)
        with database.writing() as session:
            states.append(
                mark_failed(session, claimed, error="x" * 999, now=clock.now(), jitter=0.0)
            )
        clock.advance(LONGEST_WAIT)
    assert states == ["pending"] * (MAX_ATTEMPTS - 1) + ["dead"]
    row = stored(database, "a")
    assert (row.state, row.attempts) == ("dead", MAX_ATTEMPTS)
    assert len(row.last_error or "") == MAX_ERROR_LENGTH


def record_and_close(database: Database, claimed: DeliveryRow) -> None:
    with database.writing() as session:
        session.add(
            DeliveryRow(guid="its facts", event="e", body=b"", received_at=claimed.received_at)
        )
        mark_done(session, claimed, action=None)


def test_who_has_lost_the_lease_keeps_nothing(database: Database, clock: ManualClock) -> None:
    """A worker that slept past its lease must not undo or double what the next one did."""
    add(database, clock, "a")
    sleeper = take(database, clock)
    clock.advance(timedelta(minutes=2))
    second = take(database, clock)
    with pytest.raises(LeaseLostError):
        record_and_close(database, sleeper)
    with database.writing() as session:
        mark_done(session, second, action=None)
    with pytest.raises(LeaseLostError), database.writing() as session:
        mark_dead(session, sleeper, error="late")
    with database.reading() as session:
        assert [(each.guid, each.state) for each in list_deliveries(session)] == [("a", "done")]


def test_a_dead_delivery_can_be_retried_with_all_its_attempts(
    database: Database, clock: ManualClock
) -> None:
    add(database, clock, "a")
    claimed = take(database, clock)
    with database.writing() as session:
        mark_dead(session, claimed, error="unparseable")
    with database.writing() as session:
        retry(session, "a")
    row = take(database, clock)
    assert (row.guid, row.attempts, row.last_error) == ("a", 1, None)


def test_a_delivery_at_work_is_not_retried_under_the_worker(
    database: Database, clock: ManualClock
) -> None:
    add(database, clock, "a")
    take(database, clock)
    with pytest.raises(ConflictError), database.writing() as session:
        retry(session, "a")


def test_an_unknown_guid_cannot_be_retried(database: Database) -> None:
    with database.writing() as session, pytest.raises(NotFoundError, match="no delivery b"):
        retry(session, "b")


@given(attempts=st.integers(1, 10_000), jitter=st.floats(0, 1, exclude_max=True))
def test_waits_grow_never_shrink_and_stay_bounded(attempts: int, jitter: float) -> None:
    assert timedelta(0) < next_try(attempts, jitter=0.0) <= next_try(attempts + 1, jitter=0.0)
    assert next_try(attempts, jitter=0.0) <= next_try(attempts, jitter=jitter)
    assert next_try(attempts, jitter=jitter) <= LONGEST_WAIT * 1.25


def test_the_waits_cover_an_outage_of_three_hours() -> None:
    waits = [next_try(attempt, jitter=0.0) for attempt in range(1, MAX_ATTEMPTS)]
    assert sum(waits, timedelta()) > timedelta(hours=3)
