from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import func, select

from exams.attempt import LateError, State
from exams.bank import Drawing
from exams.eligibility import Standing
from exams.questions import ResponseError
from exams.records import exposure
from exams.service import ExamService
from exams.store import AnswerRow, AttemptRow, BankVersionRow
from exams.views import ExamStatus
from recognition.facts import Fact, fact_as_line, fact_from_line, thread_of
from recognition.kernel.clock import ManualClock
from recognition.kernel.errors import ConflictError, NotFoundError
from recognition.kernel.store import Database
from tests.exams.factories import a_bank, single, some_banks
from tests.exams.sittings import ANN, BOB, EXAM, THREAD, Sittings


def status(sittings: Sittings) -> ExamStatus:
    with sittings.database.reading() as session:
        (only,) = sittings.service.status(session, ANN)
    return only


def rows(sittings: Sittings, table: type) -> int:
    with sittings.database.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_the_exams_on_offer_are_shown_without_their_questions(sittings: Sittings) -> None:
    (exam,) = sittings.service.exams()
    assert (exam.id, exam.title, exam.questions, exam.pool) == (EXAM, "Meshery Demo", 6, 12)
    assert sittings.service.exam(EXAM) == exam
    with pytest.raises(NotFoundError):
        sittings.service.exam("juggling")


def test_starting_draws_a_paper_and_sets_the_deadline(sittings: Sittings) -> None:
    attempt = sittings.start()
    assert attempt.is_open
    assert len(attempt.items) == 6
    assert attempt.deadline_at == sittings.clock.now() + timedelta(minutes=30)
    assert (attempt.save_no, attempt.answered, attempt.score) == (0, 0, None)
    assert sittings.view(attempt.id) == attempt


def test_starting_again_goes_on_with_the_open_attempt(sittings: Sittings) -> None:
    """A double click, a second tab and the back button must not burn an attempt."""
    assert sittings.start().id == sittings.start().id
    assert rows(sittings, AttemptRow) == 1


def test_the_database_refuses_a_second_open_attempt(sittings: Sittings) -> None:
    attempt = sittings.start()
    with sittings.database.reading() as session:
        row = session.get_one(AttemptRow, attempt.id)
        twin = AttemptRow(**{**row.model_dump(), "id": "twin"})
        session.add(twin)
        with pytest.raises(IntegrityError):
            session.flush()


def test_two_people_sit_independently_with_papers_of_their_own(sittings: Sittings) -> None:
    ann, bob = sittings.start(ANN), sittings.start(BOB)
    assert ann.id != bob.id
    assert ann.items != bob.items


def test_another_persons_attempt_reads_like_one_that_is_not_there(sittings: Sittings) -> None:
    attempt = sittings.start(ANN)
    texts = set()
    for name in (attempt.id, "nowhere"):
        with pytest.raises(NotFoundError) as view:
            sittings.view(name, person=BOB)
        with pytest.raises(NotFoundError) as save:
            sittings.save(name, {}, 1, person=BOB)
        with pytest.raises(NotFoundError) as submit:
            sittings.submit(name, person=BOB)
        texts |= {str(error.value) for error in (view, save, submit)}
    assert texts == {"There is no such attempt."}


def test_saved_answers_come_back_on_every_visit(sittings: Sittings) -> None:
    attempt = sittings.start().id
    answers = sittings.right_answers(attempt)
    saved = sittings.save(attempt, answers, 1)
    assert saved.answered == 6
    shown = sittings.view(attempt)
    assert {item.question.id: item.answer for item in shown.items} == answers
    assert shown.save_no == 1


def test_an_answer_can_be_changed_and_taken_back(sittings: Sittings) -> None:
    attempt = sittings.start().id
    answers = sittings.right_answers(attempt)
    name = next(iter(answers))
    sittings.save(attempt, answers, 1)
    sittings.save(attempt, {name: [""]}, 2)
    assert sittings.view(attempt).answered == 5
    assert rows(sittings, AnswerRow) == 5
    sittings.save(attempt, {name: answers[name]}, 3)
    assert sittings.view(attempt).answered == 6


def test_a_stale_save_from_another_tab_overwrites_nothing(sittings: Sittings) -> None:
    attempt = sittings.start().id
    answers = sittings.right_answers(attempt)
    sittings.save(attempt, answers, 2)
    for number in (1, 2):
        with pytest.raises(ConflictError, match="reload the page"):
            sittings.save(attempt, {next(iter(answers)): [""]}, number)
    assert sittings.view(attempt).answered == 6


def test_one_impossible_answer_refuses_the_whole_save_and_names_its_question(
    sittings: Sittings,
) -> None:
    attempt = sittings.start()
    first = attempt.items[0].question.id
    with pytest.raises(ResponseError) as refusal:
        sittings.save(attempt.id, {first: 7}, 1)
    assert refusal.value.field == first
    with pytest.raises(ResponseError, match="not on this paper"):
        sittings.save(attempt.id, {"q" * 900: "a"}, 1)
    assert sittings.view(attempt.id).save_no == 0


def test_a_question_of_the_bank_that_was_not_served_is_refused(sittings: Sittings) -> None:
    attempt = sittings.start()
    served = {item.question.id for item in attempt.items}
    other = next(q.id for q in a_bank().questions if q.id not in served)
    with pytest.raises(ResponseError, match="not on this paper"):
        sittings.save(attempt.id, {other: "a"}, 1)


def test_passing_gives_one_fact_that_badges_can_be_earned_by(sittings: Sittings) -> None:
    with sittings.database.writing() as session:
        link = sittings.service.invite(
            session, person_id=ANN, login="ann", exam=EXAM, thread=THREAD
        )
    attempt = sittings.start(invitation=link.id)
    sittings.clock.advance(timedelta(minutes=5))
    done = sittings.submit(attempt.id, sittings.right_answers(attempt.id)).attempt
    assert done.state is State.FINAL
    assert done.score is not None
    assert done.score.passed
    assert done.submitted_at == sittings.clock.now()
    (fact,) = sittings.facts
    assert fact.key == f"exam.passed:{EXAM}:{ANN}:{attempt.id}"
    assert (fact.kind, fact.actor.id, fact.repo, fact.at) == (
        "exam.passed",
        ANN,
        None,
        done.submitted_at,
    )
    assert fact.attrs == {
        "exam": EXAM,
        "percent": "100.00",
        "earned": str(done.possible),
        "possible": done.possible,
        "attempt": attempt.id,
        "bank": sittings.banks.versions[EXAM],
        "thread": {"repo_id": 9876, "full_name": "meshery/meshery", "number": 42},
    }
    assert thread_of(fact) == THREAD
    assert fact_from_line(fact_as_line(fact)) == fact


def test_without_an_invitation_there_is_no_thread(sittings: Sittings) -> None:
    assert sittings.succeed().thread is None
    assert "thread" not in sittings.facts[0].attrs


def test_a_failed_attempt_is_told_to_nobody(sittings: Sittings) -> None:
    done = sittings.fail()
    assert done.score is not None
    assert not done.score.passed
    assert sittings.facts == []


def test_handing_in_again_changes_nothing(sittings: Sittings) -> None:
    """The Academy counted such attempts and lost their answers (meshery/meshery#19207)."""
    attempt = sittings.start().id
    answers = sittings.right_answers(attempt)
    first = sittings.submit(attempt, answers)
    sittings.clock.advance(timedelta(hours=9))
    again = sittings.submit(attempt, {name: [""] for name in answers})
    assert again.attempt.score == first.attempt.score
    assert again.attempt.submitted_at == first.attempt.submitted_at
    assert again.attempt.answered == 6
    assert "were not taken" in again.notice
    assert sittings.submit(attempt, answers).notice == ""
    assert sittings.submit(attempt).notice == ""
    assert len(sittings.facts) == 1


def test_a_stale_submission_leaves_the_attempt_open(sittings: Sittings) -> None:
    attempt = sittings.start().id
    sittings.save(attempt, sittings.right_answers(attempt), 3)
    with pytest.raises(ConflictError, match="reload"):
        sittings.submit(attempt, {}, 2)
    assert sittings.view(attempt).is_open


def test_an_impossible_answer_at_handing_in_leaves_the_attempt_open(sittings: Sittings) -> None:
    attempt = sittings.start()
    with pytest.raises(ResponseError):
        sittings.submit(attempt.id, {attempt.items[0].question.id: 7})
    assert sittings.view(attempt.id).is_open


def test_a_closed_attempt_takes_no_more_answers(sittings: Sittings) -> None:
    done = sittings.fail()
    with pytest.raises(ConflictError, match="closed"):
        sittings.save(done.id, {}, 1)


def test_answers_that_come_too_late_are_refused_and_the_saved_ones_graded(
    sittings: Sittings,
) -> None:
    attempt = sittings.start()
    answers = sittings.right_answers(attempt.id)
    early = dict(list(answers.items())[:2])
    sittings.save(attempt.id, early, 1)
    sittings.clock.advance(timedelta(minutes=31, seconds=1))
    assert sittings.view(attempt.id).time_is_up
    with pytest.raises(LateError):
        sittings.save(attempt.id, answers, 2)
    late = sittings.submit(attempt.id, answers, 2)
    assert "came too late" in late.notice
    assert late.attempt.answered == 2
    assert late.attempt.expired
    assert late.attempt.submitted_at == attempt.deadline_at
    marks = {item.question.id: item.question.marks for item in attempt.items}
    assert late.attempt.score is not None
    assert late.attempt.score.earned == sum(marks[name] for name in early)


def test_a_submission_within_the_grace_is_taken_whole(sittings: Sittings) -> None:
    attempt = sittings.start()
    sittings.clock.advance(timedelta(minutes=31))
    done = sittings.submit(attempt.id, sittings.right_answers(attempt.id))
    assert done.notice == ""
    assert not done.attempt.expired
    assert done.attempt.answered == 6


def test_the_sweep_closes_what_was_left_and_grades_the_saved_answers(sittings: Sittings) -> None:
    attempt = sittings.start()
    sittings.save(attempt.id, sittings.right_answers(attempt.id), 1)
    bob = sittings.start(BOB)
    sittings.clock.advance(timedelta(minutes=31))
    assert sittings.sweep() == 0
    sittings.clock.advance(timedelta(seconds=1))
    assert sittings.sweep() == 2
    assert sittings.sweep() == 0
    ann = sittings.view(attempt.id)
    assert ann.score is not None
    assert (ann.state, ann.expired, ann.score.passed) == (State.FINAL, True, True)
    assert [fact.at for fact in sittings.facts] == [attempt.deadline_at]
    assert not sittings.view(bob.id, person=BOB).is_open


def test_the_sweep_takes_so_many_at_a_time(sittings: Sittings) -> None:
    for person in (ANN, BOB):
        sittings.start(person)
    sittings.clock.advance(timedelta(hours=1))
    with sittings.database.writing() as session:
        assert sittings.service.sweep(session, limit=1) == 1
    assert sittings.sweep() == 1


def test_an_attempt_without_time_limit_is_never_swept(
    database: Database, clock: ManualClock
) -> None:
    sittings = Sittings(database=database, clock=clock, banks=some_banks())
    attempt = sittings.start()
    clock.advance(timedelta(days=400))
    assert sittings.sweep() == 0
    assert sittings.view(attempt.id).is_open


def test_a_run_out_attempt_does_not_keep_a_person_from_the_next(sittings: Sittings) -> None:
    first = sittings.start()
    sittings.clock.advance(timedelta(hours=1))
    second = sittings.start()
    assert second.id != first.id
    assert not sittings.view(first.id).is_open


def test_three_attempts_and_no_more(sittings: Sittings) -> None:
    for used in range(3):
        assert status(sittings).eligibility.attempts_used == used
        sittings.fail()
    with pytest.raises(ConflictError, match="all 3 attempts"):
        sittings.start()
    assert status(sittings).standing is Standing.USED_UP


def test_who_has_passed_does_not_sit_again_until_the_pass_has_expired(sittings: Sittings) -> None:
    sittings.succeed()
    with pytest.raises(ConflictError, match="You have passed this exam"):
        sittings.start()
    sittings.clock.advance(timedelta(days=800))
    assert sittings.succeed().score is not None
    assert len({fact.key for fact in sittings.facts}) == 2


def test_the_second_paper_has_other_questions_while_there_are_some(sittings: Sittings) -> None:
    first, second = sittings.fail(), sittings.fail()
    served = [{item.question.id for item in attempt.items} for attempt in (first, second)]
    assert not served[0] & served[1]


def test_what_others_were_served_lately_is_counted(sittings: Sittings) -> None:
    served = [sittings.start(person) for person in (ANN, BOB)]
    counted = Counter(item.question.id for attempt in served for item in attempt.items)
    with sittings.database.reading() as session:
        assert exposure(session, EXAM) == counted
        assert exposure(session, "another") == {}


def test_fixed_sets_are_served_in_turn_to_each_person(
    database: Database, clock: ManualClock
) -> None:
    bank = replace(a_bank(questions_per_attempt=4), drawing=Drawing.SETS)
    sittings = Sittings(database=database, clock=clock, banks=some_banks(bank))
    names = [[item.question.id for item in sittings.fail().items] for _ in range(3)]
    assert names == [[q.id for q in bank.pool[start : start + 4]] for start in (0, 4, 8)]
    first = [item.question.id for item in sittings.start(BOB).items]
    assert first == names[0]


def test_status_tells_the_best_score_and_every_attempt(sittings: Sittings) -> None:
    assert status(sittings).best is None
    sittings.fail()
    sittings.clock.advance(timedelta(minutes=1))
    sittings.succeed()
    told = status(sittings)
    assert told.best is not None
    assert told.best.percent == "100.00"
    assert [a.score is not None and a.score.passed for a in told.attempts] == [False, True]
    assert told.standing is Standing.PASSED


def test_an_attempt_is_graded_by_the_bank_it_was_drawn_from(sittings: Sittings) -> None:
    """A key mended during an attempt must not change what its candidate was asked."""
    attempt = sittings.start()
    answers = sittings.right_answers(attempt.id)
    newer = a_bank(*[single(f"s{n}", right="d") for n in range(12)])
    later = Sittings(database=sittings.database, clock=sittings.clock, banks=some_banks(newer))
    done = later.submit(attempt.id, answers).attempt
    assert done.score is not None
    assert done.score.share == Fraction(1)
    assert [item.question for item in done.items] == [item.question for item in attempt.items]


def test_an_exam_that_is_withdrawn_lets_its_open_attempts_finish(sittings: Sittings) -> None:
    attempt = sittings.start()
    later = Sittings(
        database=sittings.database,
        clock=sittings.clock,
        banks=some_banks(a_bank(exam="another")),
    )
    assert later.submit(attempt.id, sittings.right_answers(attempt.id)).attempt.score is not None
    assert len(later.facts) == 1


def test_a_bank_version_is_kept_once(sittings: Sittings) -> None:
    sittings.start(ANN)
    sittings.start(BOB)
    assert rows(sittings, BankVersionRow) == 1


def test_a_fact_that_cannot_be_recorded_leaves_the_attempt_open(
    sittings: Sittings,
) -> None:
    """Attempt and fact are one transaction: a pass is never kept without its fact."""
    attempt = sittings.start().id

    def refuse(_session: object, _fact: Fact) -> None:
        raise RuntimeError("the disk is full")

    broken = ExamService(
        banks=sittings.banks, clock=sittings.clock, secret=b"secret", on_passed=refuse
    )
    with pytest.raises(RuntimeError), sittings.database.writing() as session:
        broken.submit(
            session,
            attempt_id=attempt,
            person_id=ANN,
            responses=sittings.right_answers(attempt),
        )
    assert sittings.view(attempt).is_open
    assert sittings.submit(attempt, sittings.right_answers(attempt)).attempt.score is not None
    assert len(sittings.facts) == 1


def test_eight_clicks_at_once_start_one_attempt(sittings: Sittings) -> None:
    gate = threading.Barrier(8)

    def click(_number: int) -> str:
        gate.wait()
        return sittings.start().id

    with ThreadPoolExecutor(8) as pool:
        started = set(pool.map(click, range(8)))
    assert len(started) == 1
    assert rows(sittings, AttemptRow) == 1


def test_handing_in_eight_times_at_once_tells_one_pass(sittings: Sittings) -> None:
    attempt = sittings.start().id
    answers = sittings.right_answers(attempt)
    gate = threading.Barrier(8)

    def click(_number: int) -> bool:
        gate.wait()
        score = sittings.submit(attempt, answers).attempt.score
        return score is not None and score.passed

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(click, range(8)))
    assert len(sittings.facts) == 1


def test_options_are_shown_in_the_order_of_the_paper_on_every_visit(sittings: Sittings) -> None:
    attempt = sittings.start()
    with sittings.database.reading() as session:
        items = list(session.get_one(AttemptRow, attempt.id).paper["items"])
    shown = sittings.view(attempt.id).items
    assert [[o.id for o in item.question.options] for item in shown] == [
        item["order"] for item in items
    ]
    assert any(item["order"] != sorted(item["order"]) for item in items), "nothing was shuffled"
