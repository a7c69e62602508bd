"""Fixtures of the edge to GitHub: the ingest over a real SQLite file, in process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.webhooks.requests import SECRET
from webhooks.ingest import Ingest
from webhooks.writer import DeliveryWriter, delivery_writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from wsgiref.types import StartResponse, WSGIEnvironment

    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database


def elsewhere(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Stand for the Flask application behind the ingest."""
    del environ
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"the application"]


@pytest.fixture
def writer(database: Database) -> Iterator[DeliveryWriter]:
    writer = delivery_writer(database)
    writer.start()
    yield writer
    writer.stop()


@pytest.fixture
def ingest(writer: DeliveryWriter, clock: ManualClock) -> Ingest:
    return Ingest(elsewhere, secrets=[SECRET], store=writer, clock=clock)
