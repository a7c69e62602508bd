"""Measure the pages that read much: the leaderboard of all time, and an explained badge."""

from __future__ import annotations

import time
import tracemalloc
from datetime import timedelta
from pathlib import Path

import pytest

from recognition.catalog import load_catalog
from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from recognition.leaderboard import Period
from recognition.service.explain import explanation_of
from recognition.service.facts import store_facts
from recognition.service.leaderboard import Leaderboards
from tests.recognition.factories import make_fact

SHIPPED = Path(__file__).resolve().parents[2] / "badge_templates"

PEOPLE = 500


def fill(database: Database, clock: ManualClock, *, first: int, number: int) -> None:
    """Store so many merged pull requests of 500 people, over ten years."""
    with database.writing() as session:
        store_facts(
            session,
            [
                make_fact(
                    index,
                    person=1 + index % PEOPLE,
                    at=clock.now() - timedelta(days=index * 7 % 3650),
                    attrs={"paths": ["ui/a.ts", f"docs/{index}.md"], "labels": ["kind/bug"]},
                )
                for index in range(first, first + number)
            ],
        )


@pytest.mark.benchmark
def test_the_leaderboard_of_all_time_reads_every_fact_and_keeps_few(
    database: Database, clock: ManualClock
) -> None:
    catalog = load_catalog(SHIPPED)
    costs = []
    for total, more in ((10_000, 10_000), (40_000, 30_000)):
        fill(database, clock, first=total - more, number=more)
        with database.reading() as session:
            boards = Leaderboards(lambda: catalog.terms)
            began = time.perf_counter()
            boards.board(session, period=Period.ALL, now=clock.now())
            counted = time.perf_counter() - began
            began = time.perf_counter()
            boards.board(session, period=Period.ALL, now=clock.now())
            shown = time.perf_counter() - began
            tracemalloc.start()
            Leaderboards(lambda: catalog.terms).board(session, period=Period.ALL, now=clock.now())
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        print(
            f"\n{total} facts: counted {total / counted:,.0f} facts/s, then shown in "
            f"{shown * 1e3:.0f} ms; {peak / 2**20:.1f} MiB at most"
        )
        costs.append(peak)
        assert shown < counted
    assert costs[1] < 2 * costs[0]


@pytest.mark.benchmark
def test_a_badge_is_explained_from_thousands_of_facts(
    database: Database, clock: ManualClock
) -> None:
    catalog = load_catalog(SHIPPED)
    with database.writing() as session:
        store_facts(
            session,
            [make_fact(n, at=clock.now() - timedelta(hours=n)) for n in range(5_000)],
        )
    with database.reading() as session:
        began = time.perf_counter()
        told = explanation_of(session, 1, catalog.badges["meshery"], now=clock.now())
        taken = time.perf_counter() - began
    assert len(told.facts) == 5_000
    print(f"\n5,000 facts explained in {taken * 1e3:.0f} ms")
    assert taken < 5
