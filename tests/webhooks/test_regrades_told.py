"""A regrade with everything that follows: the award, its comment, its end, and the digest."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from exams.regrading import Change, How
from exams.service import regrades
from exams.service.proposals import propose_again
from exams.store import AttemptItemRow
from recognition.awards import AwardState
from recognition.service.awards import list_awards
from tests.recognition.deeds import ANN, BOB, LEE, MESHERY, THREAD
from tests.webhooks.commands.house import House

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

EXAM = "meshery-cli"
BADGE = "exam-meshery-cli"
COMMENT = f"award:{MESHERY.id}:{THREAD.number}:{ANN.id}"


@pytest.fixture
def house(database: Database, clock: ManualClock) -> House:
    return House(database=database, clock=clock)


def fail(house: House) -> str:
    """Sit the exam from a link in a thread, and leave everything open."""
    with house.database.writing() as session:
        link = house.exams.invite(
            session, person_id=ANN.id, login=ANN.login, exam=None, thread=THREAD
        )
        attempt = house.exams.start(
            session, person_id=ANN.id, login=ANN.login, exam=EXAM, invitation_id=link.id
        )
        house.exams.submit(session, attempt_id=attempt.id, person_id=ANN.id)
    return attempt.id


def regrade(house: House, attempt: str, how: How) -> None:
    """Have every question of an attempt count otherwise, whatever that does to the result."""
    with house.database.writing() as session:
        items = session.exec(
            select(AttemptItemRow).where(AttemptItemRow.attempt_id == attempt)
        ).all()
        changes = [
            Change(question_id=item.question_id, version=item.question_version, how=how)
            for item in items
        ]
        plan = regrades.save_plan(
            session,
            propose_again(session, EXAM, changes),
            by=LEE,
            reason="The exam was offered too early.",
            may_lower=True,
            now=house.now,
        )
        regrades.approve(session, plan.id, by=BOB, now=house.now, may_lower=True)
        regrades.apply(house.exams.context, session, plan.id, by=LEE)


def state(house: House) -> dict[str, str]:
    with house.database.reading() as session:
        return {
            str(row["badge"]): str(row["state"])
            for row in list_awards(session, withdrawn=True)
            if row["person"]["id"] == ANN.id
        }


def test_a_pass_gained_months_later_is_announced_where_the_exam_was_begun(house: House) -> None:
    attempt, sat_at = fail(house), house.now
    assert house.comments() == {}
    house.clock.advance(timedelta(days=100))
    regrade(house, attempt, How.ALL_CORRECT)
    assert "@ann earned **Meshery CLI**" in house.comments()[COMMENT]
    with house.database.reading() as session:
        (award,) = [row for row in list_awards(session) if row["badge"] == BADGE]
    assert award["earned_at"] == sat_at.isoformat().replace("+00:00", "Z")


def test_a_pass_that_is_taken_back_ends_the_award_without_a_word(house: House) -> None:
    attempt = fail(house)
    regrade(house, attempt, How.ALL_CORRECT)
    said = house.comments()
    assert state(house) == {BADGE: AwardState.GRANTED}
    regrade(house, attempt, How.RESTORE)
    assert state(house) == {BADGE: AwardState.REVOKED}
    assert house.comments().keys() == said.keys()
    for body in house.comments().values():
        assert "fail" not in body.lower()
        assert "regrade" not in body.lower()


def test_the_digest_tells_in_one_line_how_many_gained_a_pass(house: House) -> None:
    attempt = fail(house)
    house.clock.advance(timedelta(days=100))
    regrade(house, attempt, How.ALL_CORRECT)
    line = f"1 attempt was graded anew at {EXAM}; 1 pass was gained."
    body = house.digest("2027-W09")
    assert body.count(line) == 1
    assert "ann" not in body[body.index("Health of the system") :].split("The audit log")[0]
    assert "1 granted by rule" in body
    assert "counted from history" not in body
    assert line not in house.digest("2027-W10")
