"""Objections: who may make one, until when, about what, and what becomes of it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlmodel import select

from exams.appeals import AppealState, checked_text, objection_ends_at
from exams.attempt import State
from exams.own_records import exam_records
from exams.policy import Policy
from exams.privacy import forget_exams
from exams.records import item_rows
from exams.service import appeals, regrades
from exams.service.appeals import Objections
from exams.store import AppealRow, AttemptRow
from recognition.facts import Actor
from recognition.kernel.clock import ManualClock
from recognition.kernel.errors import ConflictError, ForbiddenError, NotFoundError, UserError
from recognition.kernel.ids import UserId
from recognition.kernel.store import Database
from recognition.service.audit import history
from recognition.service.forgotten import GHOST
from tests.exams.regrading import LEE, MAX, Regrading
from tests.exams.sittings import ANN, BOB, EXAM


@pytest.fixture
def regrading(database: Database, clock: ManualClock) -> Regrading:
    return Regrading(database=database, clock=clock)


def object_to(
    regrading: Regrading,
    attempt: str,
    *,
    number: int | None = 1,
    text: str = "Two answers are right.",
    person: UserId = ANN,
) -> None:
    with regrading.database.writing() as session:
        regrading.old.service.object_to(session, attempt, person, number=number, text=text)


def seen(regrading: Regrading, attempt: str, *, person: UserId = ANN) -> Objections:
    with regrading.database.reading() as session:
        return regrading.old.service.objections(session, attempt, person)


def only_id(regrading: Regrading) -> str:
    with regrading.database.reading() as session:
        (row,) = appeals.queue(session, is_open=True)
    return row.id


def decide(
    regrading: Regrading,
    appeal: str,
    *,
    is_upheld: bool = True,
    words: str = "You are right; thank you.",
    by: Actor = LEE,
) -> None:
    with regrading.database.writing() as session:
        appeals.decide(
            session, appeal, by=by, is_upheld=is_upheld, words=words, now=regrading.clock.now()
        )


# --- the rules ------------------------------------------------------------------------------


def test_the_time_to_object_runs_from_the_last_thing_that_was_told(clock: ManualClock) -> None:
    now = clock.now()
    later = now + timedelta(days=30)
    assert objection_ends_at(Policy(), [now]) == now + timedelta(days=14)
    assert objection_ends_at(Policy(), [later, now]) == later + timedelta(days=14)
    assert objection_ends_at(Policy(), []) is None
    assert objection_ends_at(Policy(appeal_window=None), [now]) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (" \r\n ", "write some words"),
        ("x" * 11, "at most 10 characters; these are 11"),
        ("nul\0", "cannot be kept"),
        ("\ud800", "cannot be kept"),
    ],
)
def test_a_text_that_cannot_be_kept_is_named(text: str, words: str) -> None:
    with pytest.raises(UserError, match=words) as refusal:
        checked_text("text", text, most=10)
    assert str(refusal.value).startswith("text: ")


def test_line_ends_of_forms_count_as_one() -> None:
    assert checked_text("text", "one\r\ntwo ", most=7) == "one\ntwo"


# --- objecting ------------------------------------------------------------------------------


def test_a_candidate_objects_to_a_question_of_the_paper_and_to_the_whole(
    regrading: Regrading,
) -> None:
    attempt = regrading.sit("b", wrong=1)
    before = seen(regrading, attempt)
    assert (before.made, before.numbers) == ((), (1, 2, 3, 4))
    assert before.until == regrading.clock.now() + timedelta(days=14)
    object_to(regrading, attempt, number=2)
    object_to(regrading, attempt, number=None, text="It was too dark.")
    one, other = seen(regrading, attempt).made
    assert sorted(str(made.number) for made in (one, other)) == ["2", "None"]
    assert {made.state for made in (one, other)} == {AppealState.OPEN}
    assert regrading.happened(attempt)[-2:] == ["appealed", "appealed"]
    with regrading.database.reading() as session:
        assert appeals.waiting(session) == 2
        assert len(appeals.objections_of(session, ANN)) == 2
        assert appeals.objections_of(session, BOB) == []


def test_one_objection_to_a_question_waits_at_a_time(regrading: Regrading) -> None:
    attempt = regrading.sit("b")
    object_to(regrading, attempt)
    with pytest.raises(ConflictError, match="waits for an answer"):
        object_to(regrading, attempt)
    decide(regrading, only_id(regrading), is_upheld=False)
    object_to(regrading, attempt, text="Still.")
    assert len(seen(regrading, attempt).made) == 2


@pytest.mark.parametrize("number", [0, 5, -1])
def test_only_questions_of_the_paper_can_be_named(regrading: Regrading, number: int) -> None:
    attempt = regrading.sit("b")
    with pytest.raises(UserError, match="questions 1 to 4"):
        object_to(regrading, attempt, number=number)


def test_nobody_objects_to_or_reads_about_anothers_result(regrading: Regrading) -> None:
    attempt = regrading.sit("b")
    for call in (object_to, seen):
        with pytest.raises(NotFoundError):
            call(regrading, attempt, person=BOB)


def test_after_two_weeks_it_is_too_late(regrading: Regrading) -> None:
    attempt = regrading.sit("b")
    regrading.clock.advance(timedelta(days=14))
    object_to(regrading, attempt)
    regrading.clock.advance(timedelta(seconds=1))
    assert seen(regrading, attempt).until is None
    with pytest.raises(ConflictError, match="is over"):
        object_to(regrading, attempt, number=2)


def test_a_changed_result_can_be_objected_to_anew(regrading: Regrading) -> None:
    attempt = regrading.sit("b", wrong=1)
    regrading.clock.advance(timedelta(days=60))
    regrading.regrade()
    assert seen(regrading, attempt).until == regrading.clock.now() + timedelta(days=14)


def test_what_is_not_final_cannot_be_objected_to(regrading: Regrading) -> None:
    attempt = regrading.sit("b")
    with regrading.database.writing() as session:
        row = session.get_one(AttemptRow, attempt)
        row.state, row.final_at = State.NEEDS_REVIEW, None
    assert seen(regrading, attempt).until is None
    with pytest.raises(ConflictError, match="once the result is final"):
        object_to(regrading, attempt)
    opened = regrading.old.start(BOB).id
    with pytest.raises(ConflictError, match="once the result is final"):
        object_to(regrading, opened, person=BOB)


# --- answering ------------------------------------------------------------------------------


def test_who_decides_sees_the_question_and_the_answer_but_no_key_and_no_name(
    regrading: Regrading,
) -> None:
    attempt = regrading.sit("b")
    with regrading.database.reading() as session:
        places = {item.question_id: item.position for item in item_rows(session, attempt)}
    object_to(regrading, attempt, number=places["q1"])
    with regrading.database.reading() as session:
        case = appeals.case(session, only_id(regrading))
    assert case.question is not None
    assert (case.question.id, case.answer, case.earned) == ("q1", ["b"], "0/2")
    assert not hasattr(case.question, "key")
    assert "ann" not in repr(case)


def test_the_candidate_reads_the_outcome_and_what_came_of_it(regrading: Regrading) -> None:
    attempt = regrading.sit("b", wrong=1)
    object_to(regrading, attempt)
    appeal = only_id(regrading)
    decide(regrading, appeal)
    (one,) = seen(regrading, attempt).made
    assert (one.state, one.outcome, one.plan_state) == (
        AppealState.UPHELD,
        "You are right; thank you.",
        "",
    )
    plan = regrading.plan()
    with regrading.database.writing() as session:
        appeals.tie_to_plan(session, appeal, regrades.plan_row(session, plan))
    assert seen(regrading, attempt).made[0].plan_state == "proposed"
    regrading.approve(plan)
    regrading.apply(plan)
    assert seen(regrading, attempt).made[0].plan_state == "applied"


def test_upholding_alone_changes_no_mark(regrading: Regrading) -> None:
    attempt = regrading.sit("b", wrong=1)
    object_to(regrading, attempt)
    decide(regrading, only_id(regrading))
    assert regrading.marks(attempt) == "4/8"
    assert regrading.happened(attempt)[-1] == "appeal-decided"


def test_an_answer_needs_words_and_is_given_once(regrading: Regrading) -> None:
    object_to(regrading, regrading.sit("b"))
    appeal = only_id(regrading)
    with pytest.raises(UserError, match="words: write some words"):
        decide(regrading, appeal, words=" ")
    decide(regrading, appeal, is_upheld=False)
    with pytest.raises(ConflictError, match="declined already"):
        decide(regrading, appeal)
    with pytest.raises(NotFoundError):
        decide(regrading, "nothing")
    with regrading.database.reading() as session:
        assert appeals.waiting(session) == 0
        (answered,) = appeals.queue(session, is_open=False)
    assert (answered.decided_login, answered.decided_at) == ("lee", regrading.clock.now())


def test_nobody_answers_their_own_objection(regrading: Regrading) -> None:
    attempt = regrading.sit("b", person=LEE.id)
    object_to(regrading, attempt, person=LEE.id)
    appeal = only_id(regrading)
    with pytest.raises(ForbiddenError, match="your own objection"):
        decide(regrading, appeal, by=LEE)
    decide(regrading, appeal, by=MAX)


def test_the_audit_log_has_the_decision_without_the_words(regrading: Regrading) -> None:
    object_to(regrading, regrading.sit("b"), text="my private reasons")
    appeal = only_id(regrading)
    decide(regrading, appeal, is_upheld=False, words="quiet words")
    with regrading.database.reading() as session:
        (entry,) = history(session, f"appeal:{appeal}")
    assert (entry.event.action, entry.event.actor_id) == ("appeal.declined", LEE.id)
    written = json.dumps(dict(entry.event.details))
    assert "private" not in written
    assert "quiet" not in written


def test_a_plan_of_another_exam_does_not_come_of_an_objection(regrading: Regrading) -> None:
    object_to(regrading, regrading.sit("b", wrong=1))
    appeal, plan = only_id(regrading), regrading.plan()
    with regrading.database.writing() as session:
        row = regrades.plan_row(session, plan)
        row.exam = "chess"
        with pytest.raises(NotFoundError):
            appeals.tie_to_plan(session, appeal, row)
        row.exam = EXAM


# --- privacy --------------------------------------------------------------------------------


def test_objections_are_given_to_their_writer_and_forgotten_with_them(
    regrading: Regrading,
) -> None:
    attempt = regrading.sit("b")
    object_to(regrading, attempt)
    decide(regrading, only_id(regrading))
    with regrading.database.writing() as session:
        (sat,) = exam_records(session, ANN)["attempts"]
        (answered,) = exam_records(session, LEE.id)["answered_objections"]
        forget_exams(session, LEE.id)
        row = session.exec(select(AppealRow)).one()
        assert (row.decided_by, row.decided_login) == (None, GHOST)
        forget_exams(session, ANN)
        assert session.exec(select(AppealRow)).all() == []
    (told,) = sat["objections"]
    assert (told["text"], told["state"]) == ("Two answers are right.", "upheld")
    assert told["answer"] == answered["answer"] == "You are right; thank you."
    assert "text" not in answered
