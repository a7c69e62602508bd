"""The server is killed again and again while 200 people sit an exam, and nothing of it is lost."""

from __future__ import annotations

import random
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlmodel import Session, select

from exams.attempt import CLOSED_STATES
from exams.events import Happened
from exams.library import load_banks
from exams.service import ExamService
from exams.store import AnswerRow, AttemptEventRow, AttemptRow
from recognition.facts import FactKind
from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from recognition.store import FactRow
from tests.stories.hall import Hall, Sitter
from webhooks.demo.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from recognition.facts import Fact

PEOPLE = 200
ROUNDS = 6
KILLS = 5
SEED = 4

pytestmark = [pytest.mark.faults, pytest.mark.enable_socket, pytest.mark.timeout(900)]


def test_killed_at_any_moment_of_200_attempts_it_loses_no_answer_and_no_attempt(
    tmp_path: Path,
) -> None:
    """Every save that was acknowledged is there, every attempt is, and each has one result.

    The server is killed while people start, while they save, and while half of them hand in.
    """
    moments = random.Random(SEED)
    with Stage(folder=tmp_path) as stage:
        hall = Hall(stage=stage, people=PEOPLE)
        stage.start_server()
        with killed_now_and_then(stage, moments, times=1):
            hall.everybody(hall.start)
        rounds = 0
        with killed_now_and_then(stage, moments, times=KILLS - 2) as killer:
            # At least so many rounds, and on until the last kill has struck.
            while rounds < ROUNDS or killer.is_alive():
                hall.everybody(hall.save)
                rounds += 1
        with killed_now_and_then(stage, moments, times=1):
            hall.everybody(hall.hand_in, hall.sitters[: PEOPLE // 2])
        stage.stop_server()
        saves = sum(sitter.saves for sitter in hall.sitters)
        print(f"\n{KILLS} kills, {saves} saves acknowledged, {hall.broken_off} broken off")
        assert hall.broken_off, "no kill struck a request; the test has proved nothing"
        assert saves == PEOPLE * rounds
        check(hall)


@contextmanager
def killed_now_and_then(
    stage: Stage, moments: random.Random, *, times: int
) -> Iterator[threading.Thread]:
    """Kill the server so often while the block runs, and start it again each time."""

    def kill() -> None:
        for _ in range(times):
            # The point of the test is to strike at a moment, not at an event.
            time.sleep(moments.uniform(0.05, 1.0))
            stage.kill_server()
            stage.start_server()

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield killer
    finally:
        killer.join()


def check(hall: Hall) -> None:
    """Compare what the server said with what its database holds, then let the time run out."""
    database = Database(f"sqlite:///{hall.file}")
    try:
        with database.reading() as session:
            check_answers(session, hall)
            facts = session.exec(select(FactRow).where(FactRow.kind == FactKind.EXAM_PASSED)).all()
        told: list[Fact] = []
        service = ExamService(
            banks=load_banks([hall.file.parent / "banks"]),
            clock=ManualClock(datetime.now(UTC) + timedelta(hours=2)),
            secret=hall.stage.environment["SECRET_KEY"].encode(),
            on_passed=lambda _session, fact: told.append(fact),
        )
        closed = 0
        while True:
            with database.writing() as session:
                closed += (now_closed := service.sweep(session))
            if not now_closed:
                break
        assert closed == sum(not sitter.is_done for sitter in hall.sitters)
        with database.reading() as session:
            passed = check_results(session, hall, service)
        assert len(facts) + len(told) == passed
    finally:
        database.close()


def check_answers(session: Session, hall: Hall) -> None:
    rows = {row.person_id: row for row in session.exec(select(AttemptRow)).all()}
    assert len(rows) == len(session.exec(select(AttemptRow.id)).all()) == len(hall.sitters)
    kept: dict[str, dict[str, str]] = {}
    for answer in session.exec(select(AnswerRow)).all():
        kept.setdefault(answer.attempt_id, {})[answer.question_id] = answer.response[0]
    for sitter in hall.sitters:
        row = rows[sitter.id]
        assert sitter.attempt == f"/attempts/{row.id}"
        assert kept[row.id] == sitter.answers
        assert row.save_no == sitter.saves
        assert (row.state in CLOSED_STATES) is sitter.is_done


def check_results(session: Session, hall: Hall, service: ExamService) -> int:
    """See that every attempt has exactly one result, that its answers earn; count the passes."""
    graded: dict[str, int] = {}
    for event in session.exec(select(AttemptEventRow)).all():
        if event.what == Happened.GRADED:
            graded[event.attempt_id] = graded.get(event.attempt_id, 0) + 1
    rows = session.exec(select(AttemptRow)).all()
    assert graded == {row.id: 1 for row in rows}
    sitters = {sitter.id: sitter for sitter in hall.sitters}
    for row in rows:
        assert row.earned_num == 2 * right(sitters[row.person_id])
        assert row.receipt is not None
        assert service.find_receipt(session, row.receipt).is_genuine
    return sum(row.passed is True for row in rows)


def right(sitter: Sitter) -> int:
    """Count the right answers: the first option always is."""
    return sum(chosen == "a" for chosen in sitter.answers.values())
