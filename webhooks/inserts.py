"""Put verified deliveries into the database, a batch in one transaction."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from recognition.kernel.errors import RecognitionError
from recognition.kernel.store.database import BUSY_TIMEOUT_MS
from webhooks.inbox import DeliveryRow, DeliveryState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine, Insert

    from webhooks.signature import VerifiedBody


class NotStoredError(RecognitionError):
    """The delivery is not known to be on disk; GitHub must be told to count it as failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    """A verified delivery on its way to the disk.

    Attributes:
        guid: `X-GitHub-Delivery`, checked for form.
        event: `X-GitHub-Event`, checked for form.
        body: JSON as GitHub wrote it.
        received_at: When the request came in.
    """

    guid: str
    event: str
    body: VerifiedBody
    received_at: datetime


class BatchInsert(Protocol):
    """The database's side: all of a batch in one transaction, or none of it."""

    def insert(self, batch: Sequence[NewDelivery]) -> list[bool]:
        """Commit the batch; tells of each delivery whether it was new.

        Raises:
            NotStoredError: Nothing of it is stored.
        """
        ...

    def close(self) -> None:
        """Give the connection back."""
        ...


class SqliteInsert:
    """Insert into the SQLite file by the driver itself, at a third of SQLAlchemy's cost.

    Args:
        path: The file that the engine uses too.
        busy_timeout: How long to wait for another writer.
    """

    _STATEMENT = (
        "INSERT OR IGNORE INTO delivery"
        " (guid, event, received_at, state, attempts, body) VALUES (?, ?, ?, ?, 0, ?)"
    )

    def __init__(
        self, path: str, *, busy_timeout: timedelta = timedelta(milliseconds=BUSY_TIMEOUT_MS)
    ) -> None:
        self._path = path
        self._busy_timeout = busy_timeout
        self._connection: sqlite3.Connection | None = None

    def insert(self, batch: Sequence[NewDelivery]) -> list[bool]:
        """Commit the batch; tells of each delivery whether it was new."""
        try:
            connection = self._open()
            connection.execute("BEGIN IMMEDIATE")
            fresh = [
                connection.execute(self._STATEMENT, self._values(delivery)).rowcount == 1
                for delivery in batch
            ]
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            # A closed connection has rolled back, and the next batch begins on a new one, so
            # nothing of this one lingers: a full disk or a lock that lasted is then past.
            self.close()
            raise NotStoredError(f"SQLite: {error}") from error
        return fresh

    def close(self) -> None:
        """Close the connection; the next insert opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = sqlite3.connect(
                self._path,
                timeout=self._busy_timeout.total_seconds(),
                isolation_level=None,
                check_same_thread=False,
            )
            # What is answered with 202 must survive a power cut: the log is synced each time.
            self._connection.execute("PRAGMA synchronous=FULL")
            self._connection.execute("PRAGMA wal_autocheckpoint=4000")
        return self._connection

    @staticmethod
    def _values(delivery: NewDelivery) -> tuple[str, str, str, str, bytes]:
        # The form in which SQLAlchemy keeps moments in SQLite.
        moment = delivery.received_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        state = DeliveryState.PENDING.value
        return (delivery.guid, delivery.event, moment, state, delivery.body)


def insert_statement(dialect_name: str) -> Insert:
    """Make the statement that skips a GUID we have; each dialect compiles only its own."""
    if dialect_name == "sqlite":
        return sqlite.insert(DeliveryRow).on_conflict_do_nothing(index_elements=["guid"])
    return postgresql.insert(DeliveryRow).on_conflict_do_nothing(index_elements=["guid"])


class EngineInsert:
    """Insert through SQLAlchemy, into PostgreSQL for one.

    Args:
        engine: The program's engine.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._statement = insert_statement(engine.dialect.name)

    def insert(self, batch: Sequence[NewDelivery]) -> list[bool]:
        """Commit the batch; tells of each delivery whether it was new."""
        try:
            with self._engine.begin() as connection:
                return [
                    connection.execute(self._statement.values(self._values(delivery))).rowcount
                    == 1
                    for delivery in batch
                ]
        except SQLAlchemyError as error:
            raise NotStoredError(f"database: {type(error).__name__}") from error

    def close(self) -> None:
        """Leave the engine alone: it is not ours."""

    @staticmethod
    def _values(delivery: NewDelivery) -> dict[str, object]:
        return {
            "guid": delivery.guid,
            "event": delivery.event,
            "received_at": delivery.received_at,
            "state": DeliveryState.PENDING.value,
            "attempts": 0,
            "body": delivery.body,
        }
