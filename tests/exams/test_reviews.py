"""The review queue: who may grade what, what marks come of it, and when an attempt is final."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from exams.attempt import State
from exams.events import Happened, events_of
from exams.own_records import exam_records
from exams.privacy import forget_exams
from exams.questions import ReviewReason
from exams.questions.performance import TaskKey
from exams.service import reviews
from exams.service.agreement import agreement
from exams.service.review_tasks import open_tasks
from exams.service.stored import closed_rows, replay
from exams.store import AttemptItemRow, AttemptRow, ReviewMarkRow, ReviewTaskRow
from recognition.facts import Actor
from recognition.kernel.errors import ConflictError, ForbiddenError, NotFoundError, UserError
from recognition.service.audit import entries
from recognition.service.forgotten import GHOST
from recognition.store import AccountLinkRow
from tests.exams.examples import COMMAND, a_question
from tests.exams.graders import ESSAY_TEXT, KIM, LEE, MAX, NEARLY, Broken, Graded, graded
from tests.exams.sittings import ANN, BOB, EXAM

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

ANN_HERSELF = Actor(id=ANN, login="ann")


@pytest.fixture
def exams(database: Database, clock: ManualClock) -> Graded:
    return graded(database, clock)


def test_each_answer_that_needs_a_person_is_in_the_queue_once(exams: Graded) -> None:
    attempt = exams.hand_in(right=True, nearly=True)
    assert exams.row(attempt).state == State.NEEDS_REVIEW
    assert [task.reason for task in exams.tasks()] == ["essay", "near-miss"]
    with exams.database.writing() as session:
        open_tasks(session, session.get_one(AttemptRow, attempt), now=exams.clock.now())
    assert len(exams.tasks()) == 2
    assert {one.reason for one in exams.queue()} == {
        ReviewReason.ESSAY,
        ReviewReason.NEAR_MISS,
    }


def test_an_attempt_without_such_answers_asks_nobody(exams: Graded) -> None:
    attempt = exams.start().id
    exams.submit(attempt, {"s1": ["a"]})
    assert exams.tasks() == []
    assert exams.row(attempt).state == State.FINAL


def test_graders_see_the_question_and_the_answer_and_not_whose_it_is(exams: Graded) -> None:
    attempt = exams.hand_in(right=True)
    exams.claim(exams.task())
    with exams.database.reading() as session:
        seen = exams.service.review(session, exams.task(), by=LEE)
    assert seen.answer == ESSAY_TEXT
    assert [criterion.id for criterion in seen.rubric] == ["why", "how"]
    assert seen.model.startswith("So that designs")
    assert seen.held_until == exams.clock.now() + timedelta(minutes=30)
    shown = repr(seen) + repr(exams.queue())
    assert all(word not in shown for word in (attempt, str(ANN), "'ann'", "login"))


def test_two_graders_who_nearly_agree_give_their_mean(exams: Graded) -> None:
    attempt = exams.hand_in(right=True)
    task = exams.task()
    assert exams.mark(task, LEE, why="3", how="1") is False
    assert exams.row(attempt).state == State.NEEDS_REVIEW
    assert exams.earned(attempt) == 2
    assert exams.mark(task, KIM, why="2.5", how="1") is True
    assert exams.earned(attempt) == 2 + Fraction(15, 4)
    row = exams.row(attempt)
    assert (row.state, row.passed) == (State.FINAL, True)
    assert row.final_at == exams.clock.now()


def test_a_third_grader_decides_where_two_are_more_than_a_mark_apart(exams: Graded) -> None:
    attempt = exams.hand_in(right=True)
    task = exams.task()
    assert exams.mark(task, LEE, why="0", how="0") is False
    assert exams.mark(task, KIM, why="3", how="1") is False
    assert exams.row(attempt).state == State.NEEDS_REVIEW
    assert exams.mark(task, MAX, why="2", how="0") is True
    assert exams.earned(attempt) == 4


def test_a_near_miss_has_one_grader_and_each_answer_its_turn(exams: Graded) -> None:
    attempt = exams.hand_in(right=False, nearly=True)
    assert exams.mark(exams.task("near-miss"), LEE, answer="2") is True
    assert exams.earned(attempt) == 2
    assert exams.row(attempt).state == State.NEEDS_REVIEW
    assert [one.reason for one in exams.queue()] == [ReviewReason.ESSAY]


def test_the_pass_is_told_when_it_is_certain_and_dated_by_the_review(exams: Graded) -> None:
    exams.hand_in(right=True)
    assert exams.facts == []
    exams.clock.advance(timedelta(days=3))
    exams.mark(exams.task(), LEE, why="3", how="1")
    exams.mark(exams.task(), KIM, why="3", how="1")
    (fact,) = exams.facts
    assert fact.attrs["earned"] == "6"
    assert fact.attrs["known_at"] == exams.clock.now().isoformat()


def test_a_failure_is_told_to_nobody(exams: Graded) -> None:
    attempt = exams.hand_in(right=False)
    exams.mark(exams.task(), LEE, why="1", how="0")
    exams.mark(exams.task(), KIM, why="1", how="0")
    row = exams.row(attempt)
    assert (row.state, row.passed) == (State.FINAL, False)
    assert exams.facts == []


def test_who_passes_by_what_is_sure_passes_at_once(database: Database, clock: ManualClock) -> None:
    exams = graded(database, clock, pass_percentage=25)
    attempt = exams.hand_in(right=True)
    assert (exams.row(attempt).state, exams.row(attempt).passed) == (State.NEEDS_REVIEW, True)
    assert [fact.version for fact in exams.facts] == [1]
    exams.mark(exams.task(), LEE, why="0", how="0")
    exams.mark(exams.task(), KIM, why="0", how="0")
    assert exams.row(attempt).passed is True
    assert [fact.version for fact in exams.facts] == [1]


def test_nobody_grades_an_answer_of_their_own(exams: Graded) -> None:
    exams.hand_in(right=True)
    assert exams.queue(ANN_HERSELF) == []
    with pytest.raises(ForbiddenError, match="of your own"):
        exams.claim(exams.task(), ANN_HERSELF)


def test_neither_from_a_second_account(exams: Graded) -> None:
    exams.hand_in(right=True)
    now = exams.clock.now()
    with exams.database.writing() as session:
        session.add(
            AccountLinkRow(
                account_id=LEE.id, person_id=ANN, linked_at=now, linked_by=MAX.id, before={}
            )
        )
    assert exams.queue(LEE) == []
    with pytest.raises(ForbiddenError):
        exams.claim(exams.task(), LEE)
    assert len(exams.queue(KIM)) == 1


def test_who_sits_the_exam_is_shown_no_key_of_it_meanwhile(exams: Graded) -> None:
    exams.hand_in(right=True)
    own = exams.start(LEE.id).id
    with pytest.raises(ForbiddenError, match="sitting this exam yourself"):
        exams.claim(exams.task(), LEE)
    with exams.database.reading() as session, pytest.raises(ForbiddenError):
        exams.service.review(session, exams.task(), by=LEE)
    exams.submit(own, person=LEE.id)
    exams.claim(exams.task(), LEE)


def test_nobody_grades_twice(exams: Graded) -> None:
    exams.hand_in(right=True)
    exams.mark(exams.task(), LEE, why="3", how="1")
    assert exams.queue(LEE) == []
    with pytest.raises(ConflictError, match="graded this answer already"):
        exams.claim(exams.task(), LEE)
    assert [one.graders for one in exams.queue(KIM)] == [1]


def test_an_answer_is_with_one_grader_at_a_time_for_half_an_hour(exams: Graded) -> None:
    exams.hand_in(right=True)
    task = exams.task()
    exams.claim(task, LEE)
    assert [(one.is_held, one.is_mine) for one in exams.queue(KIM)] == [(True, False)]
    assert [(one.is_held, one.is_mine) for one in exams.queue(LEE)] == [(False, True)]
    with pytest.raises(ConflictError, match="is looking at this answer"):
        exams.claim(task, KIM)
    exams.clock.advance(timedelta(minutes=31))
    exams.claim(task, KIM)
    with pytest.raises(ConflictError, match="do not have this answer"):
        exams.grade(task, LEE, why="3", how="1")
    assert exams.grade(task, KIM, why="3", how="1") is False


def test_marks_that_come_late_are_taken_where_nobody_else_has_the_answer(exams: Graded) -> None:
    exams.hand_in(right=True)
    exams.claim(exams.task(), LEE)
    exams.clock.advance(timedelta(hours=5))
    assert exams.grade(exams.task(), LEE, why="3", how="1") is False


def test_what_is_put_back_is_free_for_others(exams: Graded) -> None:
    exams.hand_in(right=True)
    exams.claim(exams.task(), LEE)
    for by in (KIM, LEE):
        with exams.database.writing() as session:
            reviews.release(session, exams.task(), by=by)
        assert [one.is_held for one in exams.queue(MAX)] == [by is KIM]


@pytest.mark.parametrize("points", [{}, {"why": "3"}, {"why": "4", "how": "1"}])
def test_points_that_cannot_be_keep_everything_as_it_was(
    exams: Graded, points: dict[str, str]
) -> None:
    exams.hand_in(right=True)
    exams.claim(exams.task(), LEE)
    with pytest.raises(UserError, match="give a number from"):
        exams.grade(exams.task(), LEE, **points)
    with pytest.raises(UserError, match="at most 1,000 characters"):
        exams.grade(exams.task(), LEE, "x" * 1_001, why="3", how="1")
    with exams.database.reading() as session:
        assert session.get(ReviewMarkRow, (exams.task(), LEE.id)) is None
    assert [one.is_mine for one in exams.queue(LEE)] == [True]


def test_a_closed_task_is_not_there_any_more(exams: Graded) -> None:
    exams.hand_in(right=False, nearly=True)
    task = exams.task("near-miss")
    exams.mark(task, LEE, answer="0")
    for name in (task, "another"):
        with pytest.raises(NotFoundError):
            exams.claim(name, KIM)


def test_every_step_is_logged_without_answer_or_candidate(exams: Graded) -> None:
    attempt = exams.hand_in(right=True)
    exams.mark(exams.task(), LEE, why="3", how="0.5")
    exams.mark(exams.task(), KIM, why="3", how="1")
    with exams.database.reading() as session:
        logged = [entry.event for entry in entries(session)]
        happened = [(event.what, event.details) for event in events_of(session, attempt)]
    assert [(one.action, one.actor_id, one.details["marks"]) for one in logged] == [
        ("review.graded", LEE.id, "7/2"),
        ("review.graded", KIM.id, "4"),
    ]
    assert all(word not in repr(logged) for word in (ESSAY_TEXT, attempt, str(ANN)))
    assert happened[-2:] == [
        (Happened.REVIEWED, {"question": "essay", "added": "15/4", "graders": 2}),
        (Happened.FINAL, {}),
    ]


def test_a_reviewed_attempt_counts_the_same_again(exams: Graded) -> None:
    attempt = exams.hand_in(right=True, nearly=True)
    exams.mark(exams.task("near-miss"), LEE, answer="1.5")
    exams.mark(exams.task(), LEE, why="3", how="1")
    exams.mark(exams.task(), KIM, why="2", how="1")
    assert exams.earned(attempt) == 2 + Fraction(3, 2) + Fraction(7, 2)
    with exams.database.reading() as session:
        (again,) = replay(session, closed_rows(session))
    assert again.is_same


def test_graders_start_anew_where_an_answer_is_pending_again(exams: Graded) -> None:
    """As after a regrade by another rubric: the marks by the old one count no more."""
    attempt = exams.hand_in(right=True)
    task = exams.task()
    exams.mark(task, LEE, why="3", how="1")
    exams.mark(task, KIM, why="3", how="1")
    with exams.database.writing() as session:
        item = session.get_one(AttemptItemRow, (attempt, "essay"))
        item.review = ReviewReason.ESSAY
        session.add(item)
        open_tasks(session, session.get_one(AttemptRow, attempt), now=exams.clock.now())
    assert [one.graders for one in exams.queue(LEE)] == [0]
    exams.claim(task, LEE)


def test_what_our_checker_cannot_check_waits_with_what_it_could(
    database: Database, clock: ManualClock
) -> None:
    exams = graded(database, clock, a_question(COMMAND))
    attempt = exams.start().id
    exams.submit(attempt, {"command": "mesheryctl model import"})
    assert exams.tasks() == []
    with database.writing() as session:
        item = session.get_one(AttemptItemRow, (attempt, "command"))
        assert [note["passed"] for note in item.notes or ()] == [True, False]
        item.review, item.notes = ReviewReason.CHECKER_ERROR, (item.notes or [])[:1]
        row = session.get_one(AttemptRow, attempt)
        row.state = State.NEEDS_REVIEW
        session.add_all([item, row])
        open_tasks(session, row, now=clock.now())
    task = exams.task("checker-error")
    exams.claim(task, LEE)
    with database.reading() as session:
        rubric = exams.service.review(session, task, by=LEE).rubric
    assert [(one.id, str(one.sure)) for one in rubric] == [("verb", "1"), ("file", "0")]
    with pytest.raises(UserError):
        exams.grade(task, LEE, verb="0", file="1")
    assert exams.grade(task, LEE, verb="1", file="1") is True
    assert exams.earned(attempt) == 2


def test_a_fault_of_our_checker_costs_nothing_and_is_logged(
    database: Database, clock: ManualClock
) -> None:
    question = a_question(COMMAND)
    assert isinstance(question.key, TaskKey)
    exams = graded(database, clock, replace(question, key=replace(question.key, task=Broken())))
    attempt = exams.start().id
    with capture_logs() as logged:
        exams.submit(attempt, {"command": "mesheryctl model import -f x.tar", "s1": ["a"]})
    assert exams.row(attempt).state == State.NEEDS_REVIEW
    assert exams.earned(attempt) == 2 + Fraction(2, 3)
    (line,) = [line for line in logged if line["event"] == "checker_failed"]
    assert line["attempt_id"] == attempt
    assert "x.tar" not in repr(line)
    assert exams.mark(exams.task("checker-error"), LEE, verb="1", file="1") is True
    assert exams.earned(attempt) == 4
    assert exams.row(attempt).state == State.FINAL


def test_how_far_graders_agree_is_told_from_thirty_criteria_on(exams: Graded) -> None:
    people = [replace(ANN_HERSELF, id=type(ANN)(1_000 + n)) for n in range(15)]
    for number, person in enumerate(people):
        exams.hand_in(right=True, person=person.id)
        task = exams.queue(LEE)[0].id
        exams.mark(task, LEE, why="3" if number % 2 else "0", how="1")
        exams.mark(task, KIM, why="3" if number % 2 else "0", how="1")
        with exams.database.reading() as session:
            (agreed,) = agreement(session)
        assert agreed.criteria == 2 * (number + 1)
        assert (agreed.kappa is None) == (agreed.criteria < 30)
    assert agreed.kappa == 1


def test_what_is_forgotten_of_a_candidate_leaves_nothing_in_the_queue(exams: Graded) -> None:
    exams.hand_in(right=True)
    exams.hand_in(right=True, person=BOB)
    exams.claim(exams.queue()[0].id)
    with exams.database.writing() as session:
        forget_exams(session, ANN)
        forget_exams(session, BOB)
    assert exams.tasks() == []


def test_graders_are_shown_the_marks_they_gave_and_nothing_of_the_candidate(
    exams: Graded,
) -> None:
    attempt = exams.hand_in(right=True)
    exams.claim(exams.task())
    exams.grade(exams.task(), LEE, "clear", why="3", how="0.5")
    with exams.database.reading() as session:
        assert exam_records(session, LEE.id)["graded_answers"] == [
            {
                "exam": EXAM,
                "at": exams.clock.now().isoformat(),
                "marks": "7/2",
                "note": "clear",
            }
        ]
        candidate = repr(exam_records(session, ANN))
    assert attempt in candidate
    assert all(word not in candidate for word in ("lee", "clear", "7/2"))


def test_a_grader_who_is_forgotten_has_no_name_any_more(exams: Graded) -> None:
    exams.hand_in(right=True)
    exams.mark(exams.task(), LEE, why="3", how="1")
    with exams.database.writing() as session:
        forget_exams(session, LEE.id)
        mark = session.get_one(ReviewMarkRow, (exams.task(), LEE.id))
        assert (mark.grader_login, mark.marks_num) == (GHOST, 4)
        assert session.get(ReviewTaskRow, exams.task()) is not None


def test_the_answer_of_a_near_miss_is_shown_with_what_is_accepted(exams: Graded) -> None:
    exams.hand_in(right=True, nearly=True)
    with exams.database.reading() as session:
        seen = exams.service.review(session, exams.task("near-miss"), by=LEE)
    assert seen.answer == NEARLY
    assert "mesheryctl start" in seen.model
    assert seen.held_until is None
