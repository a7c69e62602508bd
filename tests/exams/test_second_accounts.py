"""A second account is no second try: attempts, waits and passes are those of the person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from exams.eligibility import Standing
from exams.own_records import exam_records
from recognition.kernel.errors import ConflictError, NotFoundError
from tests.exams.factories import a_bank, some_banks
from tests.exams.sittings import ANN, BOB, Sittings

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.ids import UserId
    from recognition.kernel.store import Database


def fail(sittings: Sittings, person: UserId) -> str:
    attempt = sittings.start(person).id
    sittings.submit(attempt, person=person)
    return attempt


def standing(sittings: Sittings, person: UserId) -> Standing:
    with sittings.database.reading() as session:
        (only,) = sittings.service.status(session, person)
    return only.standing


def test_attempts_of_all_accounts_count_together(sittings: Sittings) -> None:
    fail(sittings, ANN)
    fail(sittings, ANN)
    sittings.link(BOB, to=ANN)
    fail(sittings, BOB)
    for account in (ANN, BOB):
        with pytest.raises(ConflictError, match="all 3 attempts"):
            sittings.start(account)


def test_attempts_made_before_the_accounts_were_joined_count_as_well(sittings: Sittings) -> None:
    for _ in range(3):
        fail(sittings, BOB)
    sittings.link(BOB, to=ANN)
    with pytest.raises(ConflictError, match="all 3 attempts"):
        sittings.start(ANN)


def test_one_account_waits_after_the_other_ones_attempt(
    database: Database, clock: ManualClock
) -> None:
    bank = a_bank(cool_downs=(timedelta(days=1),))
    sittings = Sittings(database=database, clock=clock, banks=some_banks(bank))
    sittings.link(BOB, to=ANN)
    fail(sittings, ANN)
    with pytest.raises(ConflictError, match="next attempt"):
        sittings.start(BOB)
    clock.advance(timedelta(days=1, seconds=1))
    assert sittings.start(BOB).is_open


def test_two_accounts_of_a_person_go_on_with_one_attempt(sittings: Sittings) -> None:
    sittings.link(BOB, to=ANN)
    attempt = sittings.start(ANN)
    assert sittings.start(BOB).id == attempt.id
    answers = dict([*sittings.right_answers(attempt.id).items()][:2])
    assert sittings.save(attempt.id, answers, 1, person=BOB).answered == 2
    assert sittings.view(attempt.id, person=ANN).answered == 2


def test_who_passed_with_one_account_has_passed_with_the_other(sittings: Sittings) -> None:
    sittings.link(BOB, to=ANN)
    sittings.succeed()
    assert standing(sittings, BOB) is Standing.PASSED


def test_the_second_accounts_paper_has_other_questions(sittings: Sittings) -> None:
    sittings.link(BOB, to=ANN)
    served = []
    for person in (ANN, BOB):
        attempt = sittings.start(person)
        served.append({item.question.id for item in attempt.items})
        sittings.submit(attempt.id, person=person)
    assert not served[0] & served[1]


def test_an_account_of_nobody_else_opens_nothing(sittings: Sittings) -> None:
    attempt = fail(sittings, ANN)
    with pytest.raises(NotFoundError):
        sittings.view(attempt, person=BOB)


def test_each_account_is_shown_by_itself_to_the_person(sittings: Sittings) -> None:
    sittings.link(BOB, to=ANN)
    attempts = {account: fail(sittings, account) for account in (ANN, BOB)}
    for account, attempt in attempts.items():
        with sittings.database.reading() as session:
            (only,) = exam_records(session, account)["attempts"]
        assert only["id"] == attempt
