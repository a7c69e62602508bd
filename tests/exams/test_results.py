"""Results: for the candidate alone, unless a pass is shown; and exams that build on others."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from exams.bank import Competency
from exams.eligibility import Standing
from exams.events import events_of
from exams.store import AttemptItemRow, AttemptRow
from recognition.awards import AwardState
from recognition.kernel.errors import ConflictError, NotFoundError
from recognition.store import AccountRow, AwardRow
from tests.exams.factories import a_bank, single, some_banks
from tests.exams.sittings import ANN, BOB, EXAM, Sittings

if TYPE_CHECKING:
    from exams.bank import Bank
    from exams.service.results import PublicResult, ResultView
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.ids import UserId
    from recognition.kernel.store import Database


def subjects() -> Bank:
    """Six questions, three of each of two subjects."""
    questions = [
        replace(single(f"{name}{number}"), competency=name)
        for name in ("deploy", "models")
        for number in range(3)
    ]
    competencies = tuple(Competency(id=name, title=name.title()) for name in ("deploy", "models"))
    return replace(a_bank(*questions), competencies=competencies)


@pytest.fixture
def sat(database: Database, clock: ManualClock) -> Sittings:
    return Sittings(database=database, clock=clock, banks=some_banks(subjects()))


def result(sat: Sittings, attempt: str, *, person: UserId = ANN) -> ResultView:
    with sat.database.reading() as session:
        return sat.service.result(session, attempt, person)


def show(sat: Sittings, attempt: str, *, shown: bool = True, person: UserId = ANN) -> None:
    with sat.database.writing() as session:
        sat.service.publish(session, attempt, person, shown=shown)


def seen(sat: Sittings, attempt: str) -> PublicResult | None:
    with sat.database.reading() as session:
        try:
            return sat.service.public_result(session, attempt)
        except NotFoundError:
            return None


def test_a_result_tells_how_each_subject_went(sat: Sittings) -> None:
    attempt = sat.start().id
    right = {name: answer for name, answer in sat.right_answers(attempt).items() if "d" in name}
    deploy = {name: answer for name, answer in right.items() if name.startswith("deploy")}
    sat.submit(attempt, deploy)
    found = result(sat, attempt)
    assert [(one.title, str(one.band)) for one in found.competencies] == [
        ("Deploy", "strong"),
        ("Models", "needs work"),
    ]
    assert (found.waiting, found.tasks, found.is_published) == (0, (), False)


def test_the_words_of_checks_and_what_waits_are_told(sat: Sittings) -> None:
    attempt = sat.fail().id
    with sat.database.writing() as session:
        item = session.get_one(AttemptItemRow, (attempt, "deploy1"))
        item.notes = [{"passed": True, "message": "It names an image.", "points": "1"}]
        item.review = "checker-error"
        session.add(item)
        place = item.position
    found = result(sat, attempt)
    [task] = found.tasks
    assert (task.number, task.checks) == (place, ((True, "It names an image."),))
    assert found.waiting == 1


def test_nobody_elses_and_no_open_attempt_has_a_result(sat: Sittings) -> None:
    attempt = sat.start().id
    with pytest.raises(NotFoundError):
        result(sat, attempt)
    sat.submit(attempt)
    with pytest.raises(NotFoundError):
        result(sat, attempt, person=BOB)


def test_a_pass_is_seen_by_others_only_while_its_candidate_shows_it(sat: Sittings) -> None:
    attempt = sat.succeed().id
    assert seen(sat, attempt) is None
    show(sat, attempt)
    show(sat, attempt)
    found = seen(sat, attempt)
    assert found is not None
    assert (found.login, found.exam, found.score.percent) == ("ann", EXAM, "100.00")
    show(sat, attempt, shown=False)
    assert seen(sat, attempt) is None
    with sat.database.reading() as session:
        told = [event.what for event in events_of(session, attempt)]
    assert told[-2:] == ["published", "withdrawn"]


def test_a_failure_cannot_be_shown_and_a_strangers_pass_neither(sat: Sittings) -> None:
    failed = sat.fail().id
    with pytest.raises(ConflictError):
        show(sat, failed)
    passed = sat.succeed().id
    with pytest.raises(NotFoundError):
        show(sat, passed, person=BOB)
    assert (seen(sat, failed), seen(sat, passed)) == (None, None)


def test_who_opted_out_shows_nothing(sat: Sittings) -> None:
    attempt = sat.succeed().id
    show(sat, attempt)
    with sat.database.writing() as session:
        session.add(AccountRow(id=ANN, login="ann", seen_at=sat.clock.now(), opted_out=True))
    assert seen(sat, attempt) is None


def test_a_pass_that_was_lost_again_is_not_seen(sat: Sittings) -> None:
    attempt = sat.succeed().id
    show(sat, attempt)
    with sat.database.writing() as session:
        session.get_one(AttemptRow, attempt).passed = False
    assert seen(sat, attempt) is None


def test_the_composite_takes_the_best_passes_that_count_now(
    database: Database, clock: ManualClock
) -> None:
    later = replace(a_bank(single(), exam="later"), requires=("cmc",))
    sat = Sittings(database=database, clock=clock, banks=some_banks(subjects(), later))

    def percent() -> str:
        with database.reading() as session:
            return sat.service.composite(session, ANN).percent

    sat.fail()
    assert percent() == ""
    sat.succeed()
    assert percent() == "100.00"
    clock.advance(timedelta(days=731))
    assert percent() == ""


def test_an_exam_that_builds_on_a_badge_is_open_to_its_holders_only(
    database: Database, clock: ManualClock
) -> None:
    bank = replace(a_bank(), requires=("cmc",))
    sat = Sittings(database=database, clock=clock, banks=some_banks(bank))
    with pytest.raises(ConflictError, match="Earn first: cmc"):
        sat.start()
    with database.writing() as session:
        [status] = sat.service.status(session, ANN)
        assert (status.standing, status.missing) == (Standing.LOCKED, ("cmc",))
        assert status.eligibility.words.endswith("Earn first: cmc.")
        row = AwardRow(
            id="x",
            person_id=ANN,
            badge="cmc",
            tier=None,
            state=AwardState.REVOKED,
            earned_at=clock.now(),
            evidence=[],
            created_at=clock.now(),
            updated_at=clock.now(),
        )
        session.add(row)
    with pytest.raises(ConflictError, match="Earn first"):
        sat.start()
    with database.writing() as session:
        session.get_one(AwardRow, "x").state = AwardState.GRANTED
    assert sat.start().is_open
