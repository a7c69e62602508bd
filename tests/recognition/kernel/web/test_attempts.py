"""Tests of recognition.kernel.web.attempts: so many tries in so much time, and no more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from recognition.kernel.web import attempts
from recognition.kernel.web.attempts import Attempts

NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)


def test_after_so_many_attempts_it_is_time_to_wait() -> None:
    limit = Attempts(most=2, span=timedelta(minutes=10))
    allowed = [limit.allow(1, now=NOON + timedelta(minutes=m)) for m in (0, 5, 6, 9, 10, 11, 15)]
    assert allowed == [True, True, False, False, True, False, True]


def test_one_s_attempts_are_not_another_s() -> None:
    limit = Attempts(most=1, span=timedelta(minutes=1))
    assert [limit.allow(name, now=NOON) for name in (1, 1, 2)] == [True, False, True]


def test_memory_is_bounded_and_the_latest_are_remembered() -> None:
    limit = Attempts(most=1, span=timedelta(minutes=1))
    for name in range(attempts.MOST_NAMES + 1):
        limit.allow(name, now=NOON)
    assert not limit.allow(attempts.MOST_NAMES, now=NOON)
    assert limit.allow(0, now=NOON), "who tried longest ago is forgotten"
