"""Measure how fast facts are recorded and judged, one core, a SQLite file."""

from __future__ import annotations

import gzip
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from recognition.catalog import load_catalog
from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from recognition.service.awards import list_awards
from recognition.service.record import record
from recognition.service.recount import recount, verify
from recognition.service.transfer import import_facts
from tests.recognition.factories import NOON, make_fact

SHIPPED = Path(__file__).resolve().parents[2] / "badge_templates"


@pytest.mark.benchmark
@pytest.mark.real_data
def test_real_facts_imported_a_second(
    database: Database, clock: ManualClock, shared_data: Path
) -> None:
    catalog = load_catalog(SHIPPED)
    with gzip.open(shared_data / "meshery-facts.jsonl.gz", "rt", encoding="utf-8") as file:
        lines = file.read().splitlines()
    began = time.perf_counter()
    summary = import_facts(database, lines, catalog=catalog, now=clock.now())
    imported = time.perf_counter() - began
    began = time.perf_counter()
    with database.writing() as session:
        assert recount(session, catalog=catalog, now=clock.now()) == []
    recounted = time.perf_counter() - began
    with database.reading() as session:
        assert verify(session, catalog=catalog, now=clock.now()) == []
        awards = list_awards(session)
    rate = summary.read / imported
    print(f"\n{summary.read} facts imported and judged: {rate:,.0f} facts/s")
    print(f"recounted from nothing: {summary.read / recounted:,.0f} facts/s")
    print(f"{len(awards)} awards of {len(catalog.badges)} badges")
    held = Counter((row["badge"], row["tier"] or "-", row["state"]) for row in awards)
    for (badge, tier, state), people in sorted(held.items()):
        print(f"  {badge:32} {tier:10} {state:10} {people:5} people")
    assert rate > 1_000


@pytest.mark.benchmark
def test_one_fact_costs_the_same_after_a_long_history(
    database: Database, clock: ManualClock
) -> None:
    """One delivery at a time, as in service; the unit of work is not committed between."""
    catalog = load_catalog(SHIPPED)

    def seconds_for(first: int, number: int) -> float:
        began = time.perf_counter()
        for index in range(first, first + number):
            fact = make_fact(index, at=NOON + index * timedelta(hours=1))
            record(session, [fact], catalog=catalog, now=clock.now())
        return (time.perf_counter() - began) / number

    with database.writing() as session:
        seconds_for(0, 200)
        early = seconds_for(200, 300)
        many = [make_fact(n, at=NOON + n * timedelta(hours=1)) for n in range(500, 20_500)]
        record(session, many, catalog=catalog, now=clock.now())
        late = seconds_for(20_500, 300)
    print(f"\none fact alone: {early * 1e3:.2f} ms after 200, {late * 1e3:.2f} ms after 20,500")
    assert late < 3 * early
