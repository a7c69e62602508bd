"""Statistics of a population that sat through the real service: what was planted is found."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from exams.attempt import State
from exams.bank import Bank, Cell
from exams.grading import Ruling
from exams.service.finished import attempt_records
from exams.statistics.advice import Flag
from exams.statistics.summary import ExamStatistics, QuestionFigures
from exams.store import AttemptItemRow, AttemptRow
from recognition.kernel.errors import NotFoundError
from recognition.kernel.ids import UserId
from tests.exams.factories import a_bank, single, some_banks
from tests.exams.population import ABLE, EASY, ON_A_PAPER, QUESTIONS, WRONG_KEY, populated
from tests.exams.sittings import EXAM, Sittings

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database


@pytest.fixture
def many(database: Database, clock: ManualClock) -> Sittings:
    return populated(database, clock)


def statistics_of(sittings: Sittings, exam: str = EXAM) -> ExamStatistics:
    with sittings.database.reading() as session:
        return sittings.service.statistics(session, exam)


def of(found: ExamStatistics, name: str) -> QuestionFigures:
    [one] = [one for one in found.questions if one.question.public.id == name]
    return one


def test_in_two_hundred_attempts_the_wrong_key_is_found_and_the_easy_question(
    many: Sittings,
) -> None:
    found = statistics_of(many)
    assert found.attempts == 200
    wrong = of(found, WRONG_KEY)
    assert wrong.item.discrimination is not None
    assert wrong.item.discrimination < 0
    assert wrong.advice[0].flag is Flag.NEGATIVE_DISCRIMINATION
    assert wrong.advice[0].options == ("a",), "what those chose who know"
    negative = [
        one.question.public.id
        for one in found.questions
        if Flag.NEGATIVE_DISCRIMINATION in {advice.flag for advice in one.advice}
    ]
    assert negative == [WRONG_KEY]
    assert [advice.flag for advice in of(found, EASY).advice] == [Flag.TOO_EASY]
    _others_measure_something(found)
    _the_estimate_is_sound(found)
    _exposure_is_even(found)
    _times_come_from_those_who_saved_each_answer(found)


def _others_measure_something(found: ExamStatistics) -> None:
    indexes = [
        one.item.discrimination
        for one in found.questions
        if one.question.public.id not in (WRONG_KEY, EASY)
    ]
    assert all(index is not None and index > 10 for index in indexes)


def _the_estimate_is_sound(found: ExamStatistics) -> None:
    assert found.reliability.is_estimate
    assert found.reliability.length == ON_A_PAPER
    assert found.reliability.alpha is not None
    assert Fraction(1, 2) < found.reliability.alpha < 1
    assert found.reliability.error is not None
    assert 2 < found.reliability.error < 5


def _exposure_is_even(found: ExamStatistics) -> None:
    assert len(found.questions) == QUESTIONS
    papers = sum(one.exposure.papers for one in found.questions)
    assert papers == 200 * ON_A_PAPER
    assert all(Fraction(6, 10) < one.exposure.rate < Fraction(9, 10) for one in found.questions)


def _times_come_from_those_who_saved_each_answer(found: ExamStatistics) -> None:
    timed = [one.timing for one in found.questions]
    assert sum(one.attempts for one in timed) == ABLE * ON_A_PAPER
    medians = [one.median for one in timed if one.median is not None]
    assert medians
    assert all(timedelta(seconds=20) <= median <= timedelta(seconds=40) for median in medians)


def test_attempts_that_wait_for_a_review_or_are_under_way_count_in_no_figure(
    sittings: Sittings,
) -> None:
    sittings.succeed()
    sittings.start(UserId(5))
    waiting = sittings.submit(sittings.start(UserId(6)).id, person=UserId(6)).attempt.id
    with sittings.database.writing() as session:
        row = session.get_one(AttemptRow, waiting)
        row.state = State.NEEDS_REVIEW
        session.add(row)
    with sittings.database.reading() as session:
        assert len(attempt_records(session, EXAM)) == 1
        [sat] = sittings.service.sat_exams(session)
    assert (sat.exam, sat.finished, sat.is_offered) == (EXAM, 1, True)


def test_marks_of_a_regraded_attempt_are_those_that_count_now(sittings: Sittings) -> None:
    attempt = sittings.fail().id
    with sittings.database.writing() as session:
        row = session.get_one(AttemptRow, attempt)
        row.state = State.REGRADED
        name = row.paper["items"][0]["id"]
        item = session.get_one(AttemptItemRow, (attempt, name))
        item.earned_num, item.earned_den = 3, 2
        session.add_all((row, item))
    with sittings.database.reading() as session:
        [record] = attempt_records(session, EXAM)
    assert record.earned == Fraction(3, 2)
    assert [item.answered for item in record.items] == [False] * 6


def test_what_was_ruled_void_or_right_for_all_is_left_out(sittings: Sittings) -> None:
    attempt = sittings.fail().id
    with sittings.database.writing() as session:
        row = session.get_one(AttemptRow, attempt)
        for item, ruling in zip(
            row.paper["items"], (Ruling.VOID, Ruling.ALL_CORRECT), strict=False
        ):
            served = session.get_one(AttemptItemRow, (attempt, item["id"]))
            served.ruling = ruling
            session.add(served)
    with sittings.database.reading() as session:
        [record] = attempt_records(session, EXAM)
    assert len(record.items) == len(row.paper["items"]) - 2


def test_a_mended_question_is_another_version_that_never_mixes_with_the_old(
    database: Database, clock: ManualClock
) -> None:
    old = a_bank(single("q1", right="a"), single("q2", right="b"))
    before = sat_by(database, clock, old, range(30), answer="a")
    new = replace(old, questions=(single("q1", right="b"), old.questions[1]))
    after = sat_by(database, clock, new, range(100, 130), answer="b")
    del before
    found = statistics_of(after)
    first, second = [one for one in found.questions if one.question.public.id == "q1"]
    assert (first.question.is_current, second.question.is_current) == (True, False)
    assert (first.item.attempts, second.item.attempts) == (30, 30)
    assert first.others == (second.question.version,)
    assert second.others == (first.question.version,)
    assert of(found, "q2").item.attempts == 60
    assert of(found, "q2").others == ()


def sat_by(
    database: Database, clock: ManualClock, bank: Bank, people: range, *, answer: str
) -> Sittings:
    sittings = Sittings(database=database, clock=clock, banks=some_banks(bank))
    for number in people:
        person = UserId(1_000 + number)
        attempt = sittings.start(person)
        served = {item.question.id for item in attempt.items}
        answers: dict[str, object] = dict.fromkeys(served & {"q1"}, answer)
        sittings.submit(attempt.id, answers, person=person)
    clock.advance(timedelta(days=1))
    return sittings


def test_an_exam_that_is_offered_no_more_keeps_its_statistics(
    database: Database, clock: ManualClock
) -> None:
    sat_by(database, clock, a_bank(single("q1")), range(2), answer="a")
    other = a_bank(single("q1"), exam="another-exam")
    now = Sittings(database=database, clock=clock, banks=some_banks(other))
    found = statistics_of(now)
    assert found.attempts == 2
    assert found.withheld
    with database.reading() as session:
        listed = now.service.sat_exams(session)
    assert [(one.exam, one.is_offered, one.finished) for one in listed] == [
        ("another-exam", True, 0),
        (EXAM, False, 2),
    ]


def test_an_exam_that_nobody_knows_has_no_statistics(sittings: Sittings) -> None:
    with pytest.raises(NotFoundError):
        statistics_of(sittings, "meshery-cooking")


def test_a_question_is_expected_as_often_as_its_cells_of_the_blueprint_ask(
    database: Database, clock: ManualClock
) -> None:
    designs = [replace(single(name), competency="designs") for name in ("q1", "q2", "q3", "q4")]
    models = [replace(single(name), competency="models") for name in ("q5", "q6")]
    bank = replace(
        a_bank(*designs, *models, questions_per_attempt=4),
        blueprint=(Cell(competency="designs", count=2), Cell(competency="models", count=2)),
    )
    found = statistics_of(sat_by(database, clock, bank, range(12), answer="a"))
    rates = {one.question.public.id: one.question.expected.rate for one in found.questions}
    half = Fraction(1, 2)
    assert rates == {"q1": half, "q2": half, "q3": half, "q4": half, "q5": 1, "q6": 1}


def test_without_a_blueprint_every_question_is_expected_evenly(
    database: Database, clock: ManualClock
) -> None:
    found = statistics_of(populated(database, clock, people=1))
    rates = {one.question.expected.rate for one in found.questions}
    assert rates == {Fraction(ON_A_PAPER, QUESTIONS)}
