"""The server is killed again and again while it reads history, and ends with the same facts."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from webhooks.demo.check import Journey
from webhooks.demo.past import read_past
from webhooks.demo.stage import Stage

if TYPE_CHECKING:
    from pathlib import Path

MERGES = 230
DISTURBED_SECONDS = 8.0
KILLS_AFTER = (0.4, 0.9, 1.5, 0.6)
"""Seconds; reading takes a few, so that these strike in the middle of it."""

pytestmark = [pytest.mark.faults, pytest.mark.enable_socket, pytest.mark.timeout(600)]


def test_killed_while_it_reads_history_it_ends_with_the_facts_of_an_undisturbed_reading(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "killed"
    folder.mkdir()
    with Stage(folder=folder) as stage:
        give_it_a_past(stage)
        stage.start_server()
        stage.sandbox.world.install(stage.app, stage.seed.organization, by=stage.seed.maintainer)
        for delay in KILLS_AFTER:
            time.sleep(delay)  # the point is to strike at a moment, not at an event
            stage.kill_server()
            stage.start_server()
        past = read_past(stage)
        stage.stop_server()
        killed = stage.run("facts", "export")
        awards = json.loads(stage.run("awards", "list", "--json"))
        assert json.loads(stage.run("recount", "--verify", "--json"))["agree"]

        stage.environment["DATA_DIR"] = str(tmp_path / "undisturbed")
        summary = json.loads(stage.run("backfill", stage.seed.organization, "--json"))

        assert without_memberships(stage.run("facts", "export")) == without_memberships(killed)
        assert json.loads(stage.run("awards", "list", "--json")) == awards
        assert summary["badges"] == past.badges == len(awards) > 20
        assert summary["people"] == past.people == len({it["person"]["id"] for it in awards})
        assert said_by_the_app(stage) == 0


def test_the_command_says_what_there_is_and_what_it_brought(tmp_path: Path) -> None:
    with Stage(folder=tmp_path) as stage:
        give_it_a_past(stage)
        stage.sandbox.world.install(stage.app, stage.seed.organization, by=stage.seed.maintainer)
        extents = json.loads(stage.run("backfill", stage.seed.repository, "--dry-run", "--json"))
        pulls = next(it for it in extents if it["what"] == "pull_requests")
        assert pulls["repository"] == stage.seed.repository
        assert pulls["things"] > MERGES
        assert json.loads(stage.run("awards", "list", "--json")) == []

        told = stage.run("backfill", stage.seed.repository)
        assert " badges for " in told
        assert "none announced" in told
        again = json.loads(stage.run("backfill", stage.seed.repository, "--json"))
        assert (again["facts"], again["badges"]) == (0, 0)
        requests_each = pulls["requests"] * 1000 / pulls["things"]
        assert requests_each <= 15


def test_who_merges_while_history_is_read_hears_of_it_at_once(tmp_path: Path) -> None:
    """Reading takes turns with deliveries, and what is done meanwhile is no history."""
    with Stage(folder=tmp_path) as stage:
        give_it_a_past(stage)
        stage.start_server()
        journey = Journey(stage)
        journey.install()
        began = time.monotonic()
        journey.merge()
        took = time.monotonic() - began
        assert took < DISTURBED_SECONDS
        read_past(stage)
        assert said_by_the_app(stage) == 1


def give_it_a_past(stage: Stage) -> None:
    """Let the people of the demo have merged a lot, an hour apart, before the App came."""
    world, seed = stage.sandbox.world, stage.seed
    people = sorted(account.login for account in world.accounts.values() if account.type == "User")
    start = datetime.now(UTC) - timedelta(days=200)
    for n in range(MERGES):
        with world.at(start + timedelta(hours=n)):
            author = people[n % len(people)]
            pull = world.open_pull_request(
                seed.repository, author, f"Change {n}", files=[f"docs/pages/{n}.md"]
            )
            world.merge(seed.repository, pull.number, seed.maintainer)


def without_memberships(exported: str) -> list[str]:
    """Leave out what GitHub does not date: when it was seen is not the same for everybody."""
    return sorted(line for line in exported.splitlines() if '"team.added"' not in line)


def said_by_the_app(stage: Stage) -> int:
    threads = stage.sandbox.world.threads.values()
    written = sum(
        comment.author_id == stage.app.bot_id for it in threads for comment in it.comments
    )
    return written + sum(it.author_id == stage.app.bot_id for it in threads)
