"""Run jobs at their times, each due moment once however many processes there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy.exc import IntegrityError

from recognition.kernel.ids import reference_id
from recognition.kernel.registry import Registry
from recognition.kernel.store.tables import TickRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from recognition.kernel.clock import Clock
    from recognition.kernel.store import Database

log = structlog.get_logger(__name__)

LATEST = timedelta(minutes=5)
"""A ring may come this late, on a loaded machine for instance, and still count for its moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something to do at certain times.

    Attributes:
        name: Stable; the tick rows carry it.
        cron: Five fields, UTC; days of the week by name.
        run: Does it; gets the composition's `Runtime`, whatever that holds.
    """

    name: str
    cron: str
    run: Callable[[Any], None]


jobs: Registry[Job] = Registry("job")


def job(name: str, *, cron: str) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """Declare the decorated function as a job.

    Args:
        name: Stable and unique.
        cron: Five fields, UTC, days of the week by name.

    Raises:
        ValueError: The schedule does not parse, or numbers a day of the week: cron begins
            with Sunday, APScheduler with Monday, and the job would run a day late.
    """
    _trigger(cron)
    if any(sign.isdigit() for sign in cron.split()[4]):
        raise ValueError(f"name the days of the week (mon, tue, …) in {cron!r}")

    def declare(run: Callable[[Any], None]) -> Callable[[Any], None]:
        jobs.add(name, Job(name=name, cron=cron, run=run))
        return run

    return declare


def due_moment(cron: str, *, now: datetime) -> datetime:
    """Give the moment a ring at `now` is for.

    Two processes ring at slightly different times, perhaps on both sides of a full minute;
    the moment they ring for is the same.

    Returns:
        The last due moment within `LATEST`, or the current minute where a job is rung by hand.
    """
    trigger = _trigger(cron)
    due: datetime | None = None
    following = trigger.get_next_fire_time(None, now - LATEST)
    while following is not None and following <= now:
        due = following
        following = trigger.get_next_fire_time(None, due + timedelta(seconds=1))
    return due if due is not None else now.replace(second=0, microsecond=0)


def _trigger(cron: str) -> CronTrigger:
    return CronTrigger.from_crontab(cron, timezone="UTC")


def take_tick(database: Database, *, name: str, due_at: datetime, now: datetime) -> bool:
    """Take one due moment of a job; tells `False` where another process was first."""
    try:
        with database.writing() as session:
            session.add(TickRow(job=name, due_at=due_at, taken_at=now))
    except IntegrityError:
        return False
    return True


class Timer:
    """APScheduler as an alarm clock: it only rings; the database says who gets up.

    Args:
        database: Where the ticks are taken.
        clock: Says what time it is.
        runtime: Handed to every job.
    """

    def __init__(self, database: Database, clock: Clock, runtime: Any) -> None:
        self._database = database
        self._clock = clock
        self._runtime = runtime
        self._scheduler = BackgroundScheduler(timezone="UTC")

    def start(self) -> None:
        """Begin ringing."""
        for name, entry in jobs.items():
            self._scheduler.add_job(
                self.ring,
                _trigger(entry.cron),
                args=[name],
                id=name,
                coalesce=True,
                # The default drops a job that the machine was a second late for.
                misfire_grace_time=int(LATEST.total_seconds()),
                max_instances=1,
            )
        self._scheduler.start()

    def stop(self) -> None:
        """Ring no more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def ring(self, name: str) -> bool:
        """Run one job for the moment that is due, if nobody else has.

        Returns:
            Whether it ran here and came to its end.
        """
        now = self._clock.now()
        due_at = due_moment(jobs[name].cron, now=now)
        if not take_tick(self._database, name=name, due_at=due_at, now=now):
            return False
        try:
            jobs[name].run(self._runtime)
        except Exception:
            # A job that breaks must not silence the timer; the next tick tries again.
            log.exception("job_failed", job=name, reference=reference_id())
            return False
        return True
