"""Measure how fast facts are recorded and judged, one core, a SQLite file.

Times are seconds of the processor, and what is compared is measured in the same run, by turns:
so the figures mean the same beside other work.
"""

from __future__ import annotations

import gzip
import os
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from recognition.catalog import Catalog, load_catalog
from recognition.facts import Fact
from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from recognition.service.awards import list_awards
from recognition.service.record import record, take_in
from recognition.service.recount import bring_current, recount, recount_in_portions, verify
from recognition.service.transfer import import_facts
from tests.benchmarks.synthetic import history, rules

SHIPPED = Path(__file__).resolve().parents[2] / "badge_templates"

MANY = int(os.environ.get("BENCH_FACTS", "1000000"))
"""How many facts the long history has."""

FEW = 10_000
RULES = 100


@pytest.mark.benchmark
@pytest.mark.real_data
def test_real_facts_imported_a_second(
    database: Database, clock: ManualClock, shared_data: Path
) -> None:
    catalog = load_catalog(SHIPPED)
    with gzip.open(shared_data / "meshery-facts.jsonl.gz", "rt", encoding="utf-8") as file:
        lines = file.read().splitlines()
    began = time.process_time()
    summary = import_facts(database, lines, catalog=catalog, now=clock.now())
    imported = time.process_time() - began
    began = time.process_time()
    with database.writing() as session:
        assert recount(session, catalog=catalog, now=clock.now()) == []
    recounted = time.process_time() - began
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
    assert rate > 5_000


@pytest.fixture(scope="module")
def long_history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database in which a long history was taken in; nothing of it is judged yet."""
    yield from _taken_in(tmp_path_factory, MANY)


@pytest.fixture(scope="module")
def short_history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    yield from _taken_in(tmp_path_factory, FEW)


def _taken_in(folders: pytest.TempPathFactory, number: int) -> Iterator[Database]:
    database = Database(f"sqlite:///{folders.mktemp('history') / 'recognition.db'}")
    SQLModel.metadata.create_all(database.engine)
    facts = history(number)
    spent = 0.0
    while some := list(islice(facts, 5_000)):
        began = time.process_time()
        with database.writing() as session:
            take_in(session, some)
        spent += time.process_time() - began
    print(f"\n{number:,} facts taken in: {number / spent:,.0f} facts/s")
    yield database
    database.close()


@pytest.mark.benchmark
@pytest.mark.timeout(3600)
def test_a_long_history_is_recounted_by_a_hundred_rules_in_two_minutes(
    long_history: Database, clock: ManualClock
) -> None:
    catalog = rules(RULES)
    changes = 0
    began = time.process_time()
    with long_history.writing() as session:
        for some in recount_in_portions(session, catalog=catalog, now=clock.now()):
            changes += len(some)
    spent = time.process_time() - began
    print(f"\n{MANY:,} facts by {RULES} rules: {spent:.0f} s, {MANY / spent:,.0f} facts/s")
    print(f"{changes:,} awards")
    assert spent < 120 * MANY / 1_000_000


@pytest.mark.benchmark
@pytest.mark.timeout(3600)
def test_one_fact_costs_the_same_after_a_long_history(
    long_history: Database, short_history: Database, clock: ManualClock
) -> None:
    """One delivery at a time, as in service, each a unit of work of its own."""
    catalog = rules(RULES)
    for database in (long_history, short_history):
        with database.writing() as session:
            bring_current(session, catalog=catalog, now=clock.now())
    spent = {MANY: 0.0, FEW: 0.0}
    more = {
        MANY: history(1_200, first=MANY, late=0),
        FEW: history(1_200, first=FEW, late=0),
    }
    for _ in range(12):
        for database, number in ((long_history, MANY), (short_history, FEW)):
            spent[number] += _one_by_one(database, islice(more[number], 100), catalog, clock)
    ratio = spent[MANY] / spent[FEW]
    for number, seconds in spent.items():
        print(f"\none fact after {number:,}: {seconds / 1_200 * 1e3:.2f} ms", end="")
    print(f"\nratio {ratio:.2f}")
    assert ratio < 1.2


def _one_by_one(
    database: Database, facts: Iterable[Fact], catalog: Catalog, clock: ManualClock
) -> float:
    began = time.process_time()
    for fact in facts:
        with database.writing() as session:
            record(session, [fact], catalog=catalog, now=clock.now())
    return time.process_time() - began


@pytest.mark.benchmark
@pytest.mark.timeout(3600)
def test_the_memory_of_a_recount_does_not_grow_with_the_history(
    tmp_path_factory: pytest.TempPathFactory, clock: ManualClock
) -> None:
    catalog = rules(20)
    peaks = {}
    for number in (30_000, 120_000):
        for database in _taken_in(tmp_path_factory, number):
            tracemalloc.start()
            with database.writing() as session:
                for _ in recount_in_portions(session, catalog=catalog, now=clock.now()):
                    pass
            peaks[number] = tracemalloc.get_traced_memory()[1] / 1e6
            tracemalloc.stop()
    print("".join(f"\n{number:,} facts: {peak:.0f} MB at most" for number, peak in peaks.items()))
    assert peaks[120_000] < 1.5 * peaks[30_000]
