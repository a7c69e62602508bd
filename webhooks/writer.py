"""Store deliveries for the requests that brought them, many with one commit."""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import structlog

from webhooks.inserts import BatchInsert, EngineInsert, NewDelivery, NotStoredError, SqliteInsert

if TYPE_CHECKING:
    from collections.abc import Callable

    from recognition.kernel.store import Database

log = structlog.get_logger(__name__)

MAX_BATCH = 512
"""Rows in one commit; the cost of a row hardly falls beyond 128."""

MAX_BATCH_BYTES = 32 * 1024 * 1024
MAX_WAITING = 1_024
MAX_WAITING_BYTES = 64 * 1024 * 1024
"""What may wait for the disk, in memory; two bodies of the greatest size fit."""

PATIENCE = timedelta(seconds=8)
"""GitHub hangs up after ten seconds; this leaves two for the way there and back."""


class DeliveryStore(Protocol):
    """Whatever takes a delivery and answers only when the delivery is safe."""

    def store(self, delivery: NewDelivery) -> bool:
        """Store the delivery, and tell whether it was new.

        Raises:
            NotStoredError: It is not stored, or not known to be in time.
        """
        ...


@dataclass(slots=True, kw_only=True)
class _Waiting:
    """A delivery in the queue, and the request that waits for it.

    Attributes:
        settled: Held until the outcome is known. A bare lock: an event costs ten times more.
        fresh: Whether it was new; `None` while unknown, and for good where it failed.
    """

    delivery: NewDelivery
    settled: threading.Lock = field(default_factory=threading.Lock)
    fresh: bool | None = None


class DeliveryWriter:
    """One thread that commits whatever has gathered since its last commit.

    A request waits until its own delivery is on disk; while one commit runs, the next batch
    gathers, so a burst costs few commits and nobody waits for a timer.

    Args:
        insert: The database's side.
        on_stored: Called after a commit that held something new; wakes the worker.
        patience: How long a request waits before it gives up.
        max_waiting: How many deliveries may be queued.
        max_waiting_bytes: How many bytes of bodies may be queued.
    """

    def __init__(
        self,
        insert: BatchInsert,
        *,
        on_stored: Callable[[], None] = lambda: None,
        patience: timedelta = PATIENCE,
        max_waiting: int = MAX_WAITING,
        max_waiting_bytes: int = MAX_WAITING_BYTES,
    ) -> None:
        self._insert = insert
        self._on_stored = on_stored
        self._patience_seconds = patience.total_seconds()
        self._max_waiting = max_waiting
        self._max_waiting_bytes = max_waiting_bytes
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._waiting = 0
        self._waiting_bytes = 0
        self._open = False
        self._thread = threading.Thread(target=self._run, name="delivery-writer", daemon=True)

    def start(self) -> None:
        """Begin to take deliveries."""
        self._open = True
        self._thread.start()

    def stop(self, *, timeout: float = 10.0) -> None:
        """Take no more, commit what is queued, and end."""
        with self._gate:
            was_open, self._open = self._open, False
        if was_open:
            self._queue.put(None)
            self._thread.join(timeout)

    def store(self, delivery: NewDelivery) -> bool:
        """Store the delivery, and tell whether it was new.

        A request that gives up leaves its delivery in the queue: GitHub does not try again by
        itself, so storing it late is better than not at all, and a redelivery does no harm.

        Raises:
            NotStoredError: The queue is full, the writer has stopped, the database refused,
                or it took too long.
        """
        size = len(delivery.body)
        waiting = _Waiting(delivery=delivery)
        waiting.settled.acquire()
        with self._gate:
            if not self._open:
                raise NotStoredError("the writer has stopped")
            if (
                self._waiting >= self._max_waiting
                or self._waiting_bytes + size > self._max_waiting_bytes
            ):
                raise NotStoredError("too much waits for the disk")
            self._waiting += 1
            self._waiting_bytes += size
            self._queue.put(waiting)
        if not waiting.settled.acquire(timeout=self._patience_seconds):
            raise NotStoredError("the database did not answer in time")
        if waiting.fresh is None:
            raise NotStoredError("the database refused")
        return waiting.fresh

    def _run(self) -> None:
        more = True
        while more:
            batch, more = self._gather()
            if batch:
                self._commit(batch)
        self._insert.close()

    def _gather(self) -> tuple[list[_Waiting], bool]:
        """Take what is queued, at least one; tells `False` where the end was among it."""
        batch: list[_Waiting] = []
        size = 0
        more = True
        try:
            item = self._queue.get()
            while item is not None:
                batch.append(item)
                size += len(item.delivery.body)
                if len(batch) >= MAX_BATCH or size >= MAX_BATCH_BYTES:
                    break
                item = self._queue.get_nowait()
            else:
                more = False
        except queue.Empty:
            pass
        return batch, more

    def _commit(self, batch: list[_Waiting]) -> None:
        stored = False
        try:
            outcome = self._insert.insert([waiting.delivery for waiting in batch])
            for waiting, fresh in zip(batch, outcome, strict=True):
                waiting.fresh = fresh
            stored = any(outcome)
        except NotStoredError as error:
            log.warning("deliveries_not_stored", count=len(batch), reason=str(error))
        except Exception:
            # If this thread died, every later delivery would wait in vain until a restart.
            log.exception("delivery_writer_failed", count=len(batch))
        with self._gate:
            self._waiting -= len(batch)
            self._waiting_bytes -= sum(len(waiting.delivery.body) for waiting in batch)
        for waiting in batch:
            waiting.settled.release()
        if stored:
            self._wake()

    def _wake(self) -> None:
        try:
            self._on_stored()
        except Exception:
            # Same reason as above; the worker looks by itself after a second anyway.
            log.exception("wake_after_store_failed")


def delivery_writer(
    database: Database, *, on_stored: Callable[[], None] = lambda: None
) -> DeliveryWriter:
    """Make the writer that fits the database: the driver itself for a SQLite file."""
    path = database.sqlite_path
    is_file = bool(path) and path != ":memory:"
    insert = SqliteInsert(str(path)) if is_file else EngineInsert(database.engine)
    return DeliveryWriter(insert, on_stored=on_stored)
