"""Measure what the audit log costs beside the work that it tells of."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from recognition.catalog import load_catalog
from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from recognition.service.audit import append, entries
from recognition.service.audit_check import check
from recognition.service.transfer import import_facts

TIMES = 5
"""Of several the quickest counts: others use the machine too."""

SHIPPED = Path(__file__).resolve().parents[2] / "badge_templates"


@contextmanager
def stopwatch(seconds: list[float]) -> Iterator[None]:
    began = time.perf_counter()
    yield
    seconds.append(time.perf_counter() - began)


@pytest.mark.benchmark
@pytest.mark.real_data
def test_the_log_s_part_of_an_import(
    database: Database, clock: ManualClock, shared_data: Path
) -> None:
    """The same entries are written once more by themselves, which takes their part only."""
    with gzip.open(shared_data / "meshery-facts.jsonl.gz", "rt", encoding="utf-8") as file:
        lines = file.read().splitlines()
    seconds: list[float] = []
    with stopwatch(seconds):
        import_facts(database, lines, catalog=load_catalog(SHIPPED), now=clock.now())
    with database.writing() as session:
        events = [entry.event for entry in entries(session)]
        for _ in range(TIMES):
            with stopwatch(seconds):
                append(session, events)
    entries_now = (1 + TIMES) * len(events)
    with database.reading() as session, stopwatch(seconds):
        assert check(session).entries == entries_now
    imported, *writings, checked = seconds
    written = min(writings)
    print(f"\n{len(events)} entries: {written / len(events) * 1e6:.0f} µs each,", end=" ")
    print(f"{written / imported:.1%} of the import; checked {entries_now / checked:,.0f}/s")
    assert written < 0.1 * imported
