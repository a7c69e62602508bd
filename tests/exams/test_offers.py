"""What a thread tells of a person's exams, and what it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from exams.eligibility import Standing
from exams.offers import exam_lines
from recognition.render.addresses import Addresses
from tests.exams.factories import a_bank, some_banks
from tests.exams.sittings import ANN, BOB, THREAD, Sittings

if TYPE_CHECKING:
    from exams.comments import ExamLine
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.ids import UserId
    from recognition.kernel.store import Database


@pytest.fixture
def sat(database: Database, clock: ManualClock) -> Sittings:
    bank = a_bank()
    policy = replace(bank.policy, cool_downs=(timedelta(days=1),))
    return Sittings(database=database, clock=clock, banks=some_banks(replace(bank, policy=policy)))


def line(sat: Sittings, person: UserId = ANN) -> ExamLine:
    """Give the line of the one exam, without the link that is the person's own."""
    with sat.database.writing() as session:
        [found] = exam_lines(
            session,
            sat.service,
            person_id=person,
            login="ann",
            thread=THREAD,
            addresses=Addresses("https://recognition.example"),
        )
    return replace(found, url="")


def test_nobody_can_read_from_a_thread_that_somebody_failed(sat: Sittings) -> None:
    for _ in range(3):
        sat.fail()
        assert line(sat) == line(sat, BOB)
        sat.clock.advance(timedelta(days=2))
    assert line(sat) == line(sat, BOB)


def test_a_pass_stands_in_a_thread_with_its_end(sat: Sittings) -> None:
    sat.succeed()
    passed = line(sat)
    assert (passed.standing, passed.holds_pass) == (Standing.PASSED, True)
    assert passed.until == sat.clock.now().replace(year=sat.clock.now().year + 2)
    sat.clock.advance(timedelta(days=700))
    assert line(sat).standing is Standing.MAY_RENEW
    sat.fail()
    assert line(sat).standing is Standing.MAY_RENEW
