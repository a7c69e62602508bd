"""Tests of webhooks.health: what the digest says about the system itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlmodel import select

from exams.questions import ReviewReason
from exams.store import ReviewTaskRow
from recognition.service import audit
from recognition.store import RuleSetRow
from tests.exams.graders import graded
from tests.recognition.deeds import ANN, CATALOG
from tests.webhooks.commands.house import House
from webhooks.health import MAX_NAMES, health

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database


def test_a_system_that_has_done_nothing_has_nothing_to_tell(
    database: Database, clock: ManualClock
) -> None:
    with database.reading() as session:
        assert health(session, catalog=CATALOG, period="2026-W48", now=clock.now()) == []


def test_silent_rules_are_named_and_the_head_of_the_log_is_noted(
    database: Database, clock: ManualClock
) -> None:
    house = House(database=database, clock=clock)
    house.merge(1, by=ANN, ago=timedelta(days=100))
    house.merge(2, by=ANN)
    with database.reading() as session:
        silent, log = health(
            session, catalog=CATALOG, period="2026-W48", now=clock.now() + timedelta(days=1)
        )
        assert audit.head(session) in log
    assert silent.startswith("No work matched these badges for 90 days: ")
    assert "Certified Meshery Contributor" in silent
    assert "Shipped" not in silent
    assert "Meshery," not in silent
    assert silent.count(",") < MAX_NAMES


def test_the_digest_shows_both_in_its_last_fold(database: Database, clock: ManualClock) -> None:
    house = House(database=database, clock=clock)
    house.merge(1, by=ANN, ago=timedelta(days=100))
    house.merge(2, by=ANN)
    body = house.digest()
    fold = body[body.index("<details><summary>Health of the system</summary>") :]
    assert "No work matched" in fold
    assert "The audit log ends with " in fold


def test_the_commit_of_an_organisations_own_rules_is_named(
    database: Database, clock: ManualClock
) -> None:
    with database.writing() as session:
        session.add(
            RuleSetRow(owner="meshery", sha="a1b2c3d" + "0" * 33, files={}, applied_at=clock.now())
        )
    with database.reading() as session:
        told = health(session, catalog=CATALOG, period="2026-W48", now=clock.now())
    assert told == ["The rules of meshery are those of commit a1b2c3d, in force since 2026-11-24."]


BECAUSE = "2 because our checker failed"


def test_answers_that_wait_for_a_grader_are_told_in_numbers(
    database: Database, clock: ManualClock
) -> None:
    graded(database, clock).hand_in(right=True, nearly=True)
    with database.writing() as session:
        told = health(session, catalog=CATALOG, period="2026-W48", now=clock.now())
        assert told == ["2 answers of exams wait for a grader on the console."]
        for task in session.exec(select(ReviewTaskRow)).all():
            task.reason = ReviewReason.CHECKER_ERROR
            session.add(task)
        session.flush()
        told = health(session, catalog=CATALOG, period="2026-W48", now=clock.now())
    assert told == [
        f"2 answers of exams wait for a grader on the console; {BECAUSE}, which the log tells."
    ]
