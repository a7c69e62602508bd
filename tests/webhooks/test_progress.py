"""Tests of webhooks.progress: bars on a terminal, and only what must be said elsewhere."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

from rich.console import Console

from webhooks.backfill import Slice
from webhooks.github.graphql import Budget
from webhooks.github.history import Spent
from webhooks.progress import Bar, told_and_not_waited
from webhooks.walks import Task, Walk

RESET = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def console(*, terminal: bool) -> tuple[Console, io.StringIO]:
    out = io.StringIO()
    return Console(file=out, force_terminal=terminal, width=120, color_system=None), out


def done(read: int, *, ended: bool = False) -> Slice:
    return Slice(
        walk=Walk(task=Task.PULL_REQUESTS, owner="meshery", repo_name="meshery/meshery"),
        read=read,
        ended=ended,
        spent=Spent(requests=1, points=56, budget=Budget(cost=56, remaining=4321, reset_at=RESET)),
    )


def test_a_terminal_shows_how_far_it_is_and_what_is_left() -> None:
    screen, out = console(terminal=True)
    bar = Bar(screen, lists=2, things=400)
    with bar.shown():
        bar.told(done(100))
        bar.told(done(50, ended=True))
    shown = out.getvalue()
    assert "meshery/meshery" in shown
    assert "150/400" in shown
    assert "1/2" in shown
    assert "4321 points left" in shown


def test_elsewhere_nothing_is_drawn() -> None:
    log, out = console(terminal=False)
    bar = Bar(log, lists=2, things=400)
    with bar.shown():
        bar.told(done(100))
    assert out.getvalue().strip() == ""


def test_a_wait_says_until_when_and_why() -> None:
    log, out = console(terminal=False)
    bar = Bar(log, lists=1, things=1)
    a_moment_ago = datetime.now(UTC) - timedelta(seconds=1)
    assert bar.wait_until(a_moment_ago, "no points are left")
    assert f"waits until {a_moment_ago:%H:%M:%S} UTC: no points are left" in out.getvalue()


def test_who_does_not_wait_is_told_when_it_can_go_on() -> None:
    log, out = console(terminal=False)
    assert not told_and_not_waited(log, RESET, "no points are left")
    assert out.getvalue() == "stops here: no points are left; it can go on at 10:00:00 UTC\n"
