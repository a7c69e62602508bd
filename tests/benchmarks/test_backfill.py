"""Measure what it takes to read the history of a repository: requests, points and seconds."""

from __future__ import annotations

import gzip
import json
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from recognition.facts import Repo
from recognition.kernel.ids import RepoId
from tests.webhooks.city import PEOPLE, REPO, city, house
from webhooks import walks
from webhooks.sandbox.keys import new_key_pair
from webhooks.walks import Task, of_repository

if TYPE_CHECKING:
    from pathlib import Path

    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database
    from tests.webhooks.city import City

PULLS = 1000
REAL = ("meshery/meshkit", "meshery/meshsync")
"""Two repositories of libraries and services, whose pull requests are as most are."""


@pytest.mark.benchmark
@pytest.mark.real_data
@pytest.mark.timeout(900)
def test_requests_and_points_for_a_thousand_pull_requests(
    database: Database, clock: ManualClock, shared_data: Path
) -> None:
    """As many files and commits each as real ones had, a review of every second one."""
    shapes = real_shapes(shared_data / "meshery-history.jsonl.gz")
    with city(clock, new_key_pair()) as town, house(town, database, clock) as one:
        build(town, shapes)
        town.install()
        town.deliveries()
        repo = Repo(id=RepoId(town.world.repository(REPO).id), full_name=REPO)
        walk = of_repository(repo, Task.PULL_REQUESTS, owner="meshery")
        with database.writing() as session:
            walks.want(session, [walk], now=clock.now())
        began = time.perf_counter()
        done = one.read()
        took = time.perf_counter() - began
    requests = sum(it.spent.requests for it in done)
    points = sum(it.spent.points for it in done)
    read = sum(it.read for it in done)
    facts = sum(it.facts for it in done)
    per_thousand = requests * 1000 / read
    print(f"\n{read} pull requests: {requests} requests, {points} points, {facts} facts")
    print(f"  {per_thousand:.1f} requests and {points * 1000 / read:.0f} points per 1,000")
    print(f"  {took:.1f} s with the sandbox's own part, {facts / took:,.0f} facts/s")
    assert read == PULLS
    assert per_thousand <= 15


def real_shapes(file: Path) -> list[tuple[int, int, bool]]:
    """Give the numbers of files and commits of real pull requests, and whether each reverts."""
    found: list[tuple[int, int, bool]] = []
    reverts: set[tuple[str, int]] = set()
    pulls = []
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            if line["kind"] == "commit" and line["revert"] and line["pr"]:
                reverts.add((line["repo"], line["pr"]))
            elif line["kind"] == "pull" and line["repo"] in REAL:
                pulls.append(line)
    for line in pulls[:PULLS]:
        name = line["repo"], line["pr"]
        found.append((line["n_paths"], line["commits"], name in reverts))
    return found


def build(town: City, shapes: list[tuple[int, int, bool]]) -> None:
    for n, (files, commits, reverts) in enumerate(shapes):
        town.clock.advance(timedelta(hours=1))
        author, other = PEOPLE[n % 5], PEOPLE[(n + 1) % 5]
        message = "Mend it\n\nThis reverts commit 0123456789abcdef." if reverts else "Mend it"
        number = town.pull(
            author,
            files=[f"docs/{n}/{i}.md" for i in range(max(1, files))],
            messages=[message] * max(1, commits),
        )
        if n % 2:
            town.world.review(REPO, number, other, "APPROVED", "Fine.")
        if n % 3:
            town.merge(number)
