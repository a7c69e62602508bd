"""Claims: in order, when due, by one worker only, and again when that worker died."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import inspect
from sqlmodel import SQLModel

from recognition.kernel.clock import ManualClock
from recognition.kernel.jobs import claim, release
from recognition.kernel.jobs.leases import LEASE
from recognition.kernel.store import Database
from tests.recognition.kernel.jobs.queue import TaskRow, make_queue

PATIENCE = 30.0
"""Seconds after which a test gives up waiting for another thread."""

ORDER: Any = TaskRow.id
A_MOMENT = timedelta(microseconds=1)


def take(database: Database, clock: ManualClock, **options: Any) -> TaskRow | None:
    with database.writing() as session:
        return claim(
            session, TaskRow, now=clock.now(), order=options.pop("order", ORDER), **options
        )


def take_id(database: Database, clock: ManualClock, **options: Any) -> int | None:
    row = take(database, clock, **options)
    return None if row is None else row.id


def stored(database: Database, number: int) -> TaskRow:
    with database.reading() as session:
        row = session.get(TaskRow, number)
    assert row is not None
    return row


def finish(database: Database, number: int) -> None:
    with database.writing() as session:
        row = session.get(TaskRow, number)
        assert row is not None
        row.state = "done"
        session.add(row)


def test_the_queue_of_these_tests_is_no_table_of_the_program(database: Database) -> None:
    assert "task" not in SQLModel.metadata.tables
    make_queue(database)
    assert inspect(database.engine).has_table("task")


def test_an_empty_queue_gives_nothing(database: Database, clock: ManualClock) -> None:
    make_queue(database)
    assert take(database, clock) is None


def test_a_claim_marks_the_row_and_counts_the_attempt(
    database: Database, clock: ManualClock
) -> None:
    make_queue(database, TaskRow())
    assert take_id(database, clock) == 1
    row = stored(database, 1)
    assert (row.state, row.attempts) == ("working", 1)
    assert row.lease_until == clock.now() + LEASE


def test_a_claim_that_is_not_committed_was_none(database: Database, clock: ManualClock) -> None:
    make_queue(database, TaskRow())

    def die() -> None:
        with database.writing() as session:
            assert claim(session, TaskRow, now=clock.now(), order=ORDER) is not None
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        die()
    assert (stored(database, 1).state, stored(database, 1).attempts) == ("pending", 0)
    assert take_id(database, clock) == 1


def test_rows_are_taken_in_the_asked_order(database: Database, clock: ManualClock) -> None:
    make_queue(database, TaskRow(), TaskRow(), TaskRow())
    assert take_id(database, clock, order=ORDER.desc()) == 3
    assert [take_id(database, clock) for _ in range(3)] == [1, 2, None]


def test_a_row_waits_for_its_time(database: Database, clock: ManualClock) -> None:
    due = clock.now() + timedelta(minutes=5)
    make_queue(database, TaskRow(not_before=due), TaskRow())
    assert [take_id(database, clock) for _ in range(2)] == [2, None]
    clock.advance(timedelta(minutes=5) - A_MOMENT)
    finish(database, 2)
    assert take_id(database, clock) is None
    clock.advance(A_MOMENT)
    assert take_id(database, clock) == 1


@pytest.mark.parametrize("state", ["done", "dead", "ignored", "withheld", "cancelled"])
def test_only_pending_rows_are_taken(database: Database, clock: ManualClock, state: str) -> None:
    make_queue(database, TaskRow(state=state, lease_until=clock.now() - LEASE))
    assert take(database, clock) is None


def test_a_further_condition_narrows_the_claim(database: Database, clock: ManualClock) -> None:
    make_queue(database, TaskRow(), TaskRow(lane="fast"))
    fast: Any = TaskRow.lane == "fast"
    assert [take_id(database, clock, where=fast) for _ in range(2)] == [2, None]
    clock.advance(LEASE + A_MOMENT)
    assert take_id(database, clock, where=fast) == 2
    assert take_id(database, clock) == 1


def test_the_row_of_a_dead_worker_is_taken_again_after_its_lease(
    database: Database, clock: ManualClock
) -> None:
    make_queue(database, TaskRow())
    assert take_id(database, clock, lease=timedelta(seconds=30)) == 1
    clock.advance(timedelta(seconds=30))
    assert take(database, clock) is None
    clock.advance(A_MOMENT)
    assert take_id(database, clock) == 1
    row = stored(database, 1)
    assert row.attempts == 2
    assert row.lease_until == clock.now() + LEASE


def test_ending_the_leases_of_a_dead_process_frees_its_rows_at_once(
    database: Database, clock: ManualClock
) -> None:
    make_queue(database, TaskRow(), TaskRow(state="done"), TaskRow())
    assert take_id(database, clock) == 1
    with database.writing() as session:
        assert release(session, TaskRow, now=clock.now()) == 1
    assert [take_id(database, clock) for _ in range(3)] == [1, 3, None]
    assert stored(database, 1).attempts == 2
    assert stored(database, 2).state == "done"


def test_many_claimers_share_the_rows_and_none_is_given_twice(
    database: Database, clock: ManualClock
) -> None:
    make_queue(database, *(TaskRow() for _ in range(40)))
    together = threading.Barrier(4)

    def work() -> list[int]:
        together.wait(PATIENCE)
        taken = []
        while (number := take_id(database, clock)) is not None:
            taken.append(number)
        return taken

    with ThreadPoolExecutor(4) as pool:
        shares = [done.result(PATIENCE) for done in [pool.submit(work) for _ in range(4)]]
    assert sorted(number for share in shares for number in share) == list(range(1, 41))
    assert all(share == sorted(share) for share in shares)
    assert all(stored(database, number).attempts == 1 for number in range(1, 41))
