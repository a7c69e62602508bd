"""The nightly looks at attempts: what is noticed, and what is forgotten in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from sqlmodel import func, select

from exams.store import IntegritySignalRow, NetworkTraceRow
from recognition.kernel.jobs import jobs
from tests.exams.factories import a_bank, some_banks
from tests.exams.sittings import Sittings
from webhooks.jobs import forget_traces, look_for_signals

if TYPE_CHECKING:
    from exams.service import ExamService
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database
    from webhooks.runtime import Runtime


@dataclass
class Rung:
    """What the jobs need of a runtime."""

    database: Database
    exams: ExamService


def count(database: Database, table: Any) -> int:
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_the_night_notices_a_jump_and_forgets_networks_after_thirty_days(
    database: Database, clock: ManualClock
) -> None:
    sittings = Sittings(database=database, clock=clock, banks=some_banks(a_bank()))
    sittings.fail()
    clock.advance(timedelta(minutes=5))
    passed = sittings.succeed().id
    with database.writing() as session:
        sittings.service.keep_trace(session, passed, "8.8.8.8")
    runtime = cast("Runtime", Rung(database=database, exams=sittings.service))
    for _ in range(2):
        look_for_signals(runtime)
        forget_traces(runtime)
        assert count(database, IntegritySignalRow) == 1
        assert count(database, NetworkTraceRow) == 1
    clock.advance(timedelta(days=30, seconds=1))
    forget_traces(runtime)
    assert count(database, NetworkTraceRow) == 0
    assert count(database, IntegritySignalRow) == 1


def test_traces_are_forgotten_after_the_look_that_needs_them() -> None:
    looked, forgotten = jobs["look_for_signals"].cron, jobs["forget_traces"].cron
    minute, hour = (int(part) for part in looked.split()[:2])
    after = [int(part) for part in forgotten.split()[:2]]
    assert (hour, minute) < (after[1], after[0])
