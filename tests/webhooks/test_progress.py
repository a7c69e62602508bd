"""Tests of webhooks.progress: bars on a terminal, and only what must be said elsewhere."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from rich.console import Console

from recognition.kernel.ids import RepoId
from webhooks.backfill import Slice
from webhooks.github.graphql import Budget
from webhooks.github.history import Spent
from webhooks.progress import Bar
from webhooks.walks import Task, Walk

RESET = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def console(*, terminal: bool) -> tuple[Console, io.StringIO]:
    out = io.StringIO()
    return Console(file=out, force_terminal=terminal, width=120, color_system=None), out


def done(read: int, *, ended: bool = False) -> Slice:
    return Slice(
        walk=Walk(
            task=Task.PULL_REQUESTS,
            owner="meshery",
            repo_name="meshery/meshery",
            repo_id=RepoId(42),
        ),
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


def test_a_wait_that_is_over_is_not_spoken_of() -> None:
    log, out = console(terminal=False)
    bar = Bar(log, lists=1, things=1)
    bar.wait_until(datetime.now(UTC) - timedelta(seconds=1), "no points are left")
    assert out.getvalue() == ""


def test_a_long_wait_says_until_when_and_why() -> None:
    log, out = console(terminal=False)
    bar = Bar(log, lists=1, things=1)
    with time_machine.travel(RESET, tick=False) as travel, waiting(travel):
        bar.wait_until(RESET + timedelta(minutes=7), "no points are left")
    assert out.getvalue() == "waits until 10:07:00 UTC: no points are left\n"


@contextmanager
def waiting(travel: time_machine.Traveller) -> Iterator[None]:
    """Let every sleep pass at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("time.sleep", lambda seconds: travel.shift(timedelta(seconds=seconds)))
        yield
