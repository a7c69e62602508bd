"""Timers: each due moment once, however many processes ring and however late."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from apscheduler.triggers.cron import CronTrigger
from sqlmodel import select
from structlog.testing import capture_logs

from recognition.kernel.clock import ManualClock
from recognition.kernel.jobs import Timer, job, jobs, take_tick
from recognition.kernel.jobs.timer import LATEST, due_moment
from recognition.kernel.store import Database
from recognition.kernel.store.tables import TickRow

PATIENCE = 30.0
"""Seconds after which a test gives up waiting for another thread."""

NAME = "test_job"


@pytest.fixture
def rung() -> Iterator[list[Any]]:
    """What the job of these tests was run with; it is forgotten afterwards."""
    runtimes: list[Any] = []
    job(NAME, cron="*/10 * * * *")(runtimes.append)
    yield runtimes
    del jobs._entries[NAME]


@pytest.fixture
def forgotten() -> Iterator[Callable[..., Any]]:
    """A way to declare jobs that are forgotten afterwards."""
    before = dict(jobs._entries)
    yield job
    jobs._entries.clear()
    jobs._entries.update(before)


def ticks(database: Database) -> list[datetime]:
    with database.reading() as session:
        return [row.due_at for row in session.exec(select(TickRow).order_by("due_at"))]


def test_a_job_runs_with_the_runtime_it_was_given(
    database: Database, clock: ManualClock, rung: list[Any]
) -> None:
    runtime = object()
    assert Timer(database, clock, runtime).ring(NAME)
    assert rung == [runtime]


def test_two_timers_ring_and_one_runs(
    database: Database, clock: ManualClock, rung: list[Any]
) -> None:
    one, two = Timer(database, clock, "one"), Timer(database, clock, "two")
    assert (one.ring(NAME), two.ring(NAME)) == (True, False)
    clock.advance(timedelta(minutes=10))
    assert (two.ring(NAME), one.ring(NAME)) == (True, False)
    assert rung == ["one", "two"]


def test_two_timers_at_the_same_instant_run_it_once(
    database: Database, clock: ManualClock, rung: list[Any]
) -> None:
    together = threading.Barrier(2)

    def ring(name: str) -> bool:
        timer = Timer(database, clock, name)
        together.wait(PATIENCE)
        return timer.ring(NAME)

    with ThreadPoolExecutor(2) as pool:
        outcomes = [
            done.result(PATIENCE) for done in [pool.submit(ring, "one"), pool.submit(ring, "two")]
        ]
    assert sorted(outcomes) == [False, True]
    assert len(rung) == 1


def test_a_ring_that_comes_a_minute_late_is_for_the_same_moment(
    database: Database, clock: ManualClock, rung: list[Any]
) -> None:
    timer = Timer(database, clock, "runtime")
    assert timer.ring(NAME)
    clock.advance(timedelta(seconds=61))
    assert not timer.ring(NAME)
    assert ticks(database) == [datetime(2026, 11, 24, 9, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("cron", "now", "due"),
    [
        ("*/10 * * * *", "09:10:00", "09:10"),
        ("*/10 * * * *", "09:10:59", "09:10"),
        ("*/10 * * * *", "09:13:07", "09:10"),
        ("* * * * *", "09:13:07", "09:13"),
        ("0 9 * * tue", "09:00:30", "09:00"),
        ("0 9 * * tue", "09:04:59", "09:00"),
        ("0 9 * * tue", "17:23:45", "17:23"),
        ("0 9 * * mon", "09:00:30", "09:00"),
    ],
)
def test_the_moment_a_ring_is_for(cron: str, now: str, due: str) -> None:
    at = datetime.fromisoformat(f"2026-11-24T{now}+00:00")
    assert due_moment(cron, now=at) == datetime.fromisoformat(f"2026-11-24T{due}:00+00:00")


def test_a_job_that_breaks_is_logged_and_its_moment_is_spent(
    database: Database, clock: ManualClock, forgotten: Callable[..., Any]
) -> None:
    def fail(_runtime: object) -> None:
        raise RuntimeError("GitHub is down")

    forgotten(NAME, cron="*/10 * * * *")(fail)
    timer = Timer(database, clock, "runtime")
    with capture_logs() as logged:
        assert not timer.ring(NAME)
        assert not timer.ring(NAME)
    (line,) = logged
    assert (line["event"], line["job"], line["log_level"]) == ("job_failed", NAME, "error")
    assert line["reference"]
    clock.advance(timedelta(minutes=10))
    with capture_logs() as logged:
        timer.ring(NAME)
    assert len(logged) == 1


def test_ticks_of_different_jobs_do_not_collide(database: Database, clock: ManualClock) -> None:
    now = clock.now()
    assert take_tick(database, name="a", due_at=now, now=now)
    assert take_tick(database, name="b", due_at=now, now=now)
    assert not take_tick(database, name="a", due_at=now, now=now)


@pytest.mark.parametrize(
    "cron", ["", "* * * *", "61 * * * *", "0 25 * * *", "daily", "0 9 * * day"]
)
def test_a_schedule_that_does_not_parse_is_refused_at_declaration(cron: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        job("never", cron=cron)
    assert "never" not in jobs


@pytest.mark.parametrize("days", ["1", "0-4", "mon,3", "7"])
def test_a_numbered_day_of_the_week_is_refused(days: str) -> None:
    """Cron's 1 is Monday, APScheduler's is Tuesday."""
    with pytest.raises(ValueError, match=r"day|'7'"):
        job("never", cron=f"0 9 * * {days}")
    assert "never" not in jobs


def test_every_job_has_a_name_of_its_own(rung: list[Any]) -> None:
    with pytest.raises(ValueError, match="'test_job' among the jobs"):
        job(NAME, cron="* * * * *")(print)


def test_a_declared_job_stays_a_function_that_can_be_called(
    forgotten: Callable[..., Any],
) -> None:
    def weekday(runtime: object) -> None:
        del runtime

    assert forgotten(NAME, cron="0 7 * * mon-fri")(weekday) is weekday
    assert jobs[NAME].run is weekday
    assert (jobs[NAME].name, jobs[NAME].cron) == (NAME, "0 7 * * mon-fri")


def test_starting_sets_an_alarm_in_utc_for_each_job(
    database: Database, clock: ManualClock, rung: list[Any]
) -> None:
    timer = Timer(database, clock, "runtime")
    timer.start()
    try:
        alarms = {alarm.id: alarm for alarm in timer._scheduler.get_jobs()}
        assert set(alarms) == set(jobs)
        for alarm in alarms.values():
            assert isinstance(alarm.trigger, CronTrigger)
            assert str(alarm.trigger.timezone) == "UTC"
            assert alarm.misfire_grace_time == LATEST.total_seconds()
            assert alarm.next_run_time.utcoffset() == timedelta(0)
    finally:
        timer.stop()
    assert not timer._scheduler.running


def test_the_alarm_clock_really_rings(
    database: Database, clock: ManualClock, forgotten: Callable[..., Any]
) -> None:
    ran = threading.Event()
    forgotten(NAME, cron="*/10 * * * *")(lambda _runtime: ran.set())
    timer = Timer(database, clock, "runtime")
    timer.start()
    try:
        timer._scheduler.modify_job(NAME, next_run_time=datetime.now(UTC))
        assert ran.wait(PATIENCE)
    finally:
        timer.stop()


def test_stopping_a_timer_that_never_started_is_harmless(
    database: Database, clock: ManualClock
) -> None:
    Timer(database, clock, "runtime").stop()
