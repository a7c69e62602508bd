"""Tests of the writer thread: group commits, a bounded queue, both ways into a database."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.dialects import postgresql

from tests.webhooks.requests import until
from webhooks.inbox import DeliveryRow, find_delivery, list_deliveries
from webhooks.inserts import (
    BatchInsert,
    EngineInsert,
    NewDelivery,
    NotStoredError,
    SqliteInsert,
    insert_statement,
)
from webhooks.signature import VerifiedBody
from webhooks.writer import MAX_BATCH_BYTES, DeliveryWriter, delivery_writer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Dialect

    from recognition.kernel.store import Database

RECEIVED_AT = datetime(2026, 11, 24, 9, 0, 0, 123456, tzinfo=UTC)


def delivery(guid: str = "guid-1", body: bytes = b'{"a": 1}') -> NewDelivery:
    return NewDelivery(guid=guid, event="ping", body=VerifiedBody(body), received_at=RECEIVED_AT)


@pytest.fixture(params=["driver", "engine"])
def insert(request: pytest.FixtureRequest, database: Database) -> Iterator[BatchInsert]:
    insert: BatchInsert
    if request.param == "driver":
        insert = SqliteInsert(str(database.sqlite_path))
    else:
        insert = EngineInsert(database.engine)
    yield insert
    insert.close()


class GatedInsert:
    """A database whose commits wait until the test opens the gate.

    Attributes:
        entered: Counts up with each commit that has begun.
        gate: A commit goes on when it is set.
        batches: The GUIDs of each commit.
    """

    def __init__(self, inner: BatchInsert) -> None:
        self.inner = inner
        self.entered = threading.Semaphore(0)
        self.gate = threading.Event()
        self.batches: list[list[str]] = []

    def insert(self, batch: Sequence[NewDelivery]) -> list[bool]:
        self.entered.release()
        assert self.gate.wait(10)
        self.batches.append([each.guid for each in batch])
        return self.inner.insert(batch)

    def close(self) -> None:
        self.inner.close()


def test_both_inserts_write_the_row_that_the_table_reads(
    insert: BatchInsert, database: Database
) -> None:
    """The driver's statement is written by hand; it must not drift from the table."""
    assert insert.insert([delivery(body=b"\x00\xff{")]) == [True]
    expected = DeliveryRow(
        id=1, guid="guid-1", event="ping", body=b"\x00\xff{", received_at=RECEIVED_AT
    )
    with database.reading() as session:
        assert find_delivery(session, "guid-1").model_dump() == expected.model_dump()


def test_a_guid_is_stored_once_across_and_within_batches(
    insert: BatchInsert, database: Database
) -> None:
    assert insert.insert([delivery("a"), delivery("b"), delivery("a")]) == [True, True, False]
    assert insert.insert([delivery("b"), delivery("c")]) == [False, True]
    with database.reading() as session:
        assert [each.guid for each in list_deliveries(session)] == ["c", "b", "a"]


def test_a_failed_batch_leaves_nothing_and_the_next_one_is_stored(database: Database) -> None:
    insert = SqliteInsert(str(database.sqlite_path), busy_timeout=timedelta(milliseconds=20))
    other = sqlite3.connect(str(database.sqlite_path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(NotStoredError, match="locked"):
        insert.insert([delivery("a")])
    other.execute("ROLLBACK")
    other.close()
    assert insert.insert([delivery("a")]) == [True]
    insert.close()


def test_the_engine_insert_tells_that_nothing_is_stored(database: Database) -> None:
    insert = EngineInsert(database.engine)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE delivery")
    with pytest.raises(NotStoredError) as caught:
        insert.insert([delivery("a")])
    assert "INSERT" not in str(caught.value), "a statement with its values is not for the log"


def test_postgresql_understands_the_engine_s_statement() -> None:
    statement = insert_statement("postgresql").values(EngineInsert._values(delivery()))
    dialect: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy's own
    text = str(statement.compile(dialect=dialect))
    assert "ON CONFLICT (guid) DO NOTHING" in text


def test_what_gathers_during_a_commit_is_committed_together(database: Database) -> None:
    gated = GatedInsert(SqliteInsert(str(database.sqlite_path)))
    writer = DeliveryWriter(gated)
    writer.start()
    guids = [f"guid-{number}" for number in range(20)]
    with ThreadPoolExecutor(21) as pool:
        first = pool.submit(writer.store, delivery("first"))
        assert gated.entered.acquire(timeout=10)
        rest = [pool.submit(writer.store, delivery(guid)) for guid in guids]
        until(lambda: writer._waiting == 21)
        gated.gate.set()
        assert first.result(10)
        assert all(each.result(10) for each in rest)
    writer.stop()
    assert gated.batches[0] == ["first"]
    assert len(gated.batches) == 2
    assert sorted(gated.batches[1]) == sorted(guids)


def test_a_batch_of_large_bodies_is_cut_where_it_is_large_enough(database: Database) -> None:
    """One transaction must not grow to all that may wait; the log of the database would, too."""
    gated = GatedInsert(SqliteInsert(str(database.sqlite_path)))
    writer = DeliveryWriter(gated)
    writer.start()
    body = bytes(MAX_BATCH_BYTES // 2)
    with ThreadPoolExecutor(4) as pool:
        kept = [pool.submit(writer.store, delivery("first", b"small"))]
        assert gated.entered.acquire(timeout=10)
        kept += [pool.submit(writer.store, delivery(guid, body)) for guid in ("a", "b", "c")]
        until(lambda: writer._waiting == 4)
        gated.gate.set()
        assert all(each.result(10) for each in kept)
    writer.stop()
    assert [len(batch) for batch in gated.batches] == [1, 2, 1]


def test_the_worker_is_woken_after_the_commit_and_only_for_news(database: Database) -> None:
    seen = []

    def on_stored() -> None:
        with database.reading() as session:
            seen.append(len(list_deliveries(session)))
        raise RuntimeError("a broken callback must not stop the writer")

    writer = delivery_writer(database, on_stored=on_stored)
    writer.start()
    assert writer.store(delivery("a"))
    assert not writer.store(delivery("a"))
    assert writer.store(delivery("b"))
    writer.stop()
    assert seen == [1, 2]


def test_stopping_commits_what_is_queued_and_takes_no_more(database: Database) -> None:
    gated = GatedInsert(SqliteInsert(str(database.sqlite_path)))
    writer = DeliveryWriter(gated)
    writer.start()
    with ThreadPoolExecutor(3) as pool:
        kept = [pool.submit(writer.store, delivery(guid)) for guid in ("a", "b")]
        assert gated.entered.acquire(timeout=10)
        until(lambda: writer._waiting == 2)
        stopping = pool.submit(writer.stop)
        until(lambda: not writer._open)
        with pytest.raises(NotStoredError, match="stopped"):
            writer.store(delivery("c"))
        gated.gate.set()
        assert all(each.result(10) for each in kept)
        stopping.result(10)
    with database.reading() as session:
        assert sorted(each.guid for each in list_deliveries(session)) == ["a", "b"]
    writer.stop()


def test_a_writer_that_was_never_started_refuses_and_stops(database: Database) -> None:
    writer = delivery_writer(database)
    with pytest.raises(NotStoredError, match="stopped"):
        writer.store(delivery())
    writer.stop()


@pytest.mark.parametrize("limit", [{"max_waiting": 2}, {"max_waiting_bytes": 25}])
def test_a_full_queue_refuses_at_once(database: Database, limit: dict[str, int]) -> None:
    gated = GatedInsert(SqliteInsert(str(database.sqlite_path)))
    writer = DeliveryWriter(gated, **limit)  # type: ignore[arg-type]  # both limits are numbers
    writer.start()
    with ThreadPoolExecutor(2) as pool:
        kept = [pool.submit(writer.store, delivery(guid, b"0123456789")) for guid in ("a", "b")]
        until(lambda: writer._waiting == 2)
        with pytest.raises(NotStoredError, match="too much waits"):
            writer.store(delivery("c", b"0123456789"))
        gated.gate.set()
        assert all(each.result(10) for each in kept)
    assert writer.store(delivery("c", b"0123456789")), "what was committed makes room again"
    writer.stop()


def test_who_gives_up_waiting_is_stored_all_the_same(database: Database) -> None:
    gated = GatedInsert(SqliteInsert(str(database.sqlite_path)))
    writer = DeliveryWriter(gated, patience=timedelta(milliseconds=20))
    writer.start()
    with pytest.raises(NotStoredError, match="in time"):
        writer.store(delivery("a"))
    gated.gate.set()
    writer.stop()
    with database.reading() as session:
        assert [each.guid for each in list_deliveries(session)] == ["a"]


def test_an_unforeseen_fault_of_the_database_does_not_end_the_writer(database: Database) -> None:
    class FaultyOnce(SqliteInsert):
        broken = True

        def insert(self, batch: Sequence[NewDelivery]) -> list[bool]:
            if self.broken:
                self.broken = False
                raise MemoryError
            return super().insert(batch)

    writer = DeliveryWriter(FaultyOnce(str(database.sqlite_path)))
    writer.start()
    with pytest.raises(NotStoredError, match="refused"):
        writer.store(delivery("a"))
    assert writer.store(delivery("a"))
    writer.stop()


def test_a_database_without_a_file_gets_the_engine_s_insert(database: Database) -> None:
    assert isinstance(delivery_writer(database)._insert, SqliteInsert)
    memory = type(database)("sqlite://")
    assert isinstance(delivery_writer(memory)._insert, EngineInsert)
    memory.close()
