"""Clocks: aware UTC always, and one that moves only when told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from recognition.kernel.clock import ManualClock, SystemClock


def test_the_system_clock_tells_utc() -> None:
    before = datetime.now(UTC)
    now = SystemClock().now()
    assert before <= now <= datetime.now(UTC)
    assert now.tzinfo is UTC


def test_a_manual_clock_stands_until_it_is_moved() -> None:
    clock = ManualClock(datetime(2026, 1, 1, 13, tzinfo=timezone(timedelta(hours=1))))
    assert clock.now() == clock.now() == datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert clock.now().tzinfo is UTC
    clock.advance(timedelta(days=1))
    clock.advance(timedelta(hours=-2))
    assert clock.now() == datetime(2026, 1, 2, 10, tzinfo=UTC)
