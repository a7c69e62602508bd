"""The ingest alone, for a real server in a process of its own that tests kill and measure.

Environment:
    INGEST_DATABASE: The SQLite file; made where it does not exist.
    INGEST_SECRET: The webhook secret.
    INGEST_HALT: Where to stand still, so that the test can kill the process right there:
        `before-commit` or `after-commit`; a file of that name beside the database tells that
        the point was reached.
    INGEST_PATIENCE: Seconds a request waits for the disk.
"""

from __future__ import annotations

import atexit
import os
import threading
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from sqlmodel import SQLModel

from recognition.kernel.store import Database
from webhooks.ingest import Ingest
from webhooks.inserts import SqliteInsert
from webhooks.writer import PATIENCE, DeliveryWriter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webhooks.inserts import NewDelivery


class HaltingInsert(SqliteInsert):
    """Stands still for ever at one point of a commit."""

    def __init__(self, path: str, *, halt: str) -> None:
        super().__init__(path)
        self._halt = halt
        self._folder = Path(path).parent

    def insert(self, batch: Sequence[NewDelivery]) -> list[bool]:
        """Commit the batch, and stand still before or after."""
        self._stand_still("before-commit")
        fresh = super().insert(batch)
        self._stand_still("after-commit")
        return fresh

    def _stand_still(self, point: str) -> None:
        if self._halt == point:
            (self._folder / point).touch()
            threading.Event().wait()


def application() -> Ingest:
    """Build the application; the server's worker process calls it."""
    path = os.environ["INGEST_DATABASE"]
    database = Database(f"sqlite:///{path}")
    SQLModel.metadata.create_all(database.engine)
    database.close()
    patience = timedelta(seconds=float(os.environ.get("INGEST_PATIENCE", "0")) or PATIENCE.seconds)
    insert = HaltingInsert(path, halt=os.environ.get("INGEST_HALT", ""))
    writer = DeliveryWriter(insert, patience=patience)
    writer.start()
    atexit.register(writer.stop)
    flask = Flask(__name__)
    return Ingest(flask.wsgi_app, secrets=[os.environ["INGEST_SECRET"].encode()], store=writer)
