"""Regrading: what a plan shows, who may carry it out, and what it does to whom."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel, select

from exams import records
from exams.attempt import TRANSITIONS, State
from exams.bank import Question
from exams.content import question_version
from exams.events import Happened
from exams.grading import Ruling, Score
from exams.questions.short_answer import TextKey
from exams.regrading import How, Outcome, PlanState, RegradeError
from exams.service import regrades
from exams.service.mended import mended_keys
from exams.service.proposals import Wish, propose, propose_mended
from exams.service.regraded import regrades_of
from exams.service.stored import closed_rows, replay
from exams.store import AttemptItemRow, AttemptRow, RegradeLineRow, ReviewTaskRow
from recognition.facts import Actor
from recognition.kernel.clock import ManualClock
from recognition.kernel.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    UserError,
)
from recognition.kernel.ids import UserId
from recognition.kernel.store import Database
from recognition.service.audit import history
from recognition.service.facts import see_accounts
from recognition.service.persons import OPERATOR, link
from recognition.service.tables import chunks
from tests.exams.factories import a_bank, several, short, single, some_banks
from tests.exams.regrading import LEE, MAX, OTHERS, RIGHT, WRONG, Regrading
from tests.exams.sittings import ANN, EXAM, Sittings
from tests.exams.test_events import STATES
from tests.recognition.factories import make_badges


@pytest.fixture
def regrading(database: Database, clock: ManualClock) -> Regrading:
    return Regrading(database=database, clock=clock)


def mended(regrading: Regrading) -> list[tuple[str, int, bool]]:
    with regrading.database.reading() as session:
        return [
            (one.question_id, one.attempts, bool(one.obstacle))
            for one in mended_keys(session, regrading.bank)
        ]


def versions(regrading: Regrading, attempt: str) -> list[str]:
    with regrading.database.reading() as session:
        return list(
            session.exec(
                select(AttemptItemRow.question_version)
                .where(AttemptItemRow.attempt_id == attempt)
                .where(AttemptItemRow.question_id == "q1")
            ).all()
        )


# --- the plan -------------------------------------------------------------------------------


def test_a_dry_run_shows_each_attempt_and_writes_nothing(regrading: Regrading) -> None:
    up = regrading.sit("b", wrong=1)
    down = regrading.sit("a", wrong=1, person=102)
    same = regrading.sit("c", person=103)
    unaffected = regrading.sit("b", person=104, mended=True)
    proposal = regrading.propose()
    outcomes = {line.attempt_id: line.outcome(may_lower=False) for line in proposal.lines}
    assert outcomes == {up: Outcome.PASSES, down: Outcome.KEPT, same: Outcome.SAME}
    assert proposal.counts(may_lower=True)[Outcome.FAILS] == 1
    assert unaffected not in outcomes
    assert [regrading.marks(one) for one in (up, down, same)] == ["4/8", "6/8", "6/8"]
    with regrading.database.reading() as session:
        assert regrades.plan_rows(session) == []


@pytest.mark.parametrize(
    ("wish", "error", "words"),
    [
        (Wish(question_id="q9", to="newest"), NotFoundError, "no attempt|No attempt"),
        (Wish(question_id="q1", to="newest", version="zz"), NotFoundError, "No attempt"),
        (Wish(question_id="q2", to="newest"), RegradeError, "grades the same"),
        (Wish(question_id="q1", to="better"), UserError, "void, all-correct"),
        (Wish(question_id="q1", to="disregard:z"), RegradeError, "no option z"),
        (Wish(question_id="q1", to="disregard:a"), RegradeError, "void it instead"),
        (Wish(question_id="q4", to="disregard:a"), RegradeError, "no option a"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_with_the_reason(
    regrading: Regrading, wish: Wish, error: type[UserError], words: str
) -> None:
    regrading.sit("b")
    with (
        regrading.database.reading() as session,
        pytest.raises(error, match=words),
    ):
        propose(session, regrading.bank, wish)


def test_one_version_can_be_named_by_the_beginning_of_its_hash(regrading: Regrading) -> None:
    old = regrading.sit("b")
    regrading.sit("b", person=102, mended=True)
    void = regrading.propose("void", version=question_version(WRONG)[:10])
    assert [line.attempt_id for line in void.lines] == [old]
    assert len(regrading.propose("void").lines) == 2


def test_a_plan_is_kept_with_its_reason_and_regrades_nothing(regrading: Regrading) -> None:
    attempt = regrading.sit("b", wrong=1)
    plan = regrading.plan()
    assert regrading.state(plan) == PlanState.PROPOSED
    assert regrading.marks(attempt) == "4/8"
    with regrading.database.reading() as session:
        (line,) = regrades.line_rows(session, plan)
        row = regrades.plan_row(session, plan)
        assert regrades.outcomes(row, [line]) == {Outcome.PASSES: 1}
        (words,) = map(regrades.change_words, row.changes)
    assert words.startswith("question q1 (version ")
    (item,) = line.items
    assert (item["before"]["earned"], item["after"]["earned"]) == ("0", "2")


@pytest.mark.parametrize(
    ("reason", "words"), [(" \n ", "Say why"), ("x" * 501, "at most 500 characters")]
)
def test_a_plan_needs_words_for_the_candidates(
    regrading: Regrading, reason: str, words: str
) -> None:
    regrading.sit("b")
    proposal = regrading.propose()
    with (
        regrading.database.writing() as session,
        pytest.raises(UserError, match=words),
    ):
        regrades.save_plan(
            session,
            proposal,
            by=LEE,
            reason=reason,
            may_lower=False,
            now=regrading.clock.now(),
        )


def test_a_plan_that_reaches_nobody_is_not_kept(regrading: Regrading) -> None:
    regrading.sit("b")
    with pytest.raises(RegradeError, match="No attempt would be reached"):
        regrading.plan("by-key")


# --- two persons ----------------------------------------------------------------------------


def test_a_plan_takes_two_persons(regrading: Regrading) -> None:
    regrading.sit("b", wrong=1)
    plan = regrading.plan(by=LEE)
    with pytest.raises(ConflictError, match="another person has to approve"):
        regrading.apply(plan)
    with pytest.raises(ForbiddenError, match="another person"):
        regrading.approve(plan, by=LEE)
    regrading.approve(plan, by=MAX)
    with pytest.raises(ConflictError, match="approved already"):
        regrading.approve(plan, by=MAX)
    regrading.apply(plan, by=MAX)
    assert regrading.state(plan) == PlanState.APPLIED


def test_two_accounts_of_one_person_are_one_person(regrading: Regrading) -> None:
    regrading.sit("b", wrong=1)
    plan, sat_at = regrading.plan(by=LEE), regrading.clock.now()
    with regrading.database.writing() as session:
        see_accounts(session, [(Actor(id=UserId(999), login="lee-at-work"), sat_at)])
        link(
            session,
            999,
            to=LEE.id,
            by=OPERATOR,
            catalog=make_badges(),
            now=regrading.clock.now(),
        )
    with pytest.raises(ForbiddenError, match="another person"):
        regrading.approve(plan, by=Actor(id=UserId(999), login="lee-at-work"))


def test_nobody_decides_about_their_own_attempt(regrading: Regrading) -> None:
    regrading.sit("b", wrong=1, person=LEE.id)
    with pytest.raises(ForbiddenError, match="an attempt of your own"):
        regrading.plan(by=LEE)
    plan = regrading.plan(by=MAX)
    with pytest.raises(ForbiddenError, match="an attempt of your own"):
        regrading.approve(plan, by=LEE)
    assert regrading.state(plan) == PlanState.PROPOSED


def test_leave_to_lower_must_be_confirmed_by_the_second_person(regrading: Regrading) -> None:
    regrading.sit("a", wrong=1)
    plan = regrading.plan(may_lower=True)
    with pytest.raises(UserError, match="confirm that too"):
        regrading.approve(plan)
    regrading.approve(plan, may_lower=True)
    assert regrading.state(plan) == PlanState.APPROVED


def test_a_dropped_plan_is_never_carried_out(regrading: Regrading) -> None:
    regrading.sit("b", wrong=1)
    plan = regrading.plan()
    regrading.approve(plan)
    with regrading.database.writing() as session:
        regrades.drop(session, plan, by=MAX, now=regrading.clock.now())
    with pytest.raises(ConflictError, match="dropped"):
        regrading.apply(plan)
    with (
        regrading.database.writing() as session,
        pytest.raises(ConflictError, match="dropped already"),
    ):
        regrades.drop(session, plan, by=MAX, now=regrading.clock.now())
    with regrading.database.reading() as session, pytest.raises(NotFoundError):
        regrades.plan_row(session, "nothing")


@pytest.mark.parametrize("to", ["newest", "void", "all-correct"])
def test_the_history_of_a_regraded_attempt_goes_the_ways_of_the_table(
    regrading: Regrading, to: str
) -> None:
    attempts = [regrading.sit(letter, person=101 + n) for n, letter in enumerate("abc")]
    regrading.regrade(to, may_lower=True)
    regrading.regrade("void" if to != "void" else "by-key", may_lower=True)
    for attempt in attempts:
        states = [STATES[Happened(what)] for what in regrading.happened(attempt)]
        assert states[-1] is State.REGRADED
        assert all(after in TRANSITIONS[before] for before, after in pairwise(states))
        assert regrading.row(attempt).state == State.REGRADED


def test_a_mended_key_that_is_not_sure_asks_for_a_person(
    database: Database, clock: ManualClock
) -> None:
    """An accepted answer that only looks like the new key is kept, or looked at by a person."""
    old, new = (
        Sittings(database=database, clock=clock, banks=some_banks(a_bank(first, *OTHERS)))
        for first in (short("q1", "meshsynk"), near(short("q1", "meshsync")))
    )
    attempt = old.start().id
    old.submit(attempt, {"q1": "meshsynk", "q2": ["c"], "q3": ["a"], "q4": "x"})
    regrading = Regrading(database=database, clock=clock)
    regrading.new = new
    regrading.regrade(may_lower=True)
    row = regrading.row(attempt)
    assert (row.state, row.final_at, regrading.marks(attempt)) == (
        State.NEEDS_REVIEW,
        None,
        "4/8",
    )
    assert regrading.happened(attempt)[-2:] == ["regraded", "needs-review"]


def near(question: Question) -> Question:
    """Have near misses of a typed answer looked at by a person."""
    assert isinstance(question.key, TextKey)
    return replace(question, key=replace(question.key, near_miss=True))


@pytest.mark.parametrize("is_approved", [False, True])
def test_a_plan_older_than_an_attempt_it_would_reach_is_refused(
    regrading: Regrading, *, is_approved: bool
) -> None:
    first = regrading.sit("b", wrong=1)
    plan = regrading.plan()
    if is_approved:
        regrading.approve(plan)
    regrading.sit("b", person=102)
    with pytest.raises(ConflictError, match="out of date"):
        regrading.apply(plan) if is_approved else regrading.approve(plan)
    assert regrading.marks(first) == "4/8"


def test_a_plan_older_than_another_regrade_is_refused(regrading: Regrading) -> None:
    regrading.sit("b", wrong=1)
    late = regrading.plan()
    regrading.approve(late)
    regrading.regrade("all-correct")
    with pytest.raises(ConflictError, match="out of date"):
        regrading.apply(late)


# --- what it does ---------------------------------------------------------------------------


def test_a_gained_pass_is_recorded_as_of_the_day_it_was_sat(regrading: Regrading) -> None:
    attempt = regrading.sit("b", wrong=1)
    sat_at = regrading.clock.now()
    assert regrading.facts == []
    regrading.clock.advance(timedelta(days=90))
    regrading.regrade()
    row = regrading.row(attempt)
    assert (row.state, row.passed, regrading.marks(attempt)) == (State.REGRADED, True, "6/8")
    (fact,) = regrading.facts
    assert fact.key == f"exam.passed:{EXAM}:{ANN}:{attempt}"
    assert (fact.at, fact.version, fact.retracted) == (sat_at, 2, False)
    assert fact.attrs["known_at"] == regrading.clock.now().isoformat()
    assert versions(regrading, attempt) == [question_version(RIGHT)]
    assert row.paper["items"][0]["version"] in {question_version(q) for q in (WRONG, *OTHERS)}
    assert regrading.happened(attempt)[-1] == "regraded"


def test_nobody_loses_marks_or_a_pass_without_leave_to_lower(regrading: Regrading) -> None:
    failing = regrading.sit("a", wrong=1)
    falling = regrading.sit("a", person=102)
    (before, _) = regrading.facts
    regrading.regrade()
    for attempt, marks in ((failing, "6/8"), (falling, "8/8")):
        row = regrading.row(attempt)
        assert (row.state, row.passed, regrading.marks(attempt)) == (State.FINAL, True, marks)
        assert versions(regrading, attempt) == [question_version(WRONG)]
        assert "regraded" not in regrading.happened(attempt)
    assert regrading.facts[0] is before
    assert len(regrading.facts) == 2


def test_with_leave_to_lower_a_pass_is_taken_back(regrading: Regrading) -> None:
    attempt = regrading.sit("a", wrong=1)
    better = regrading.sit("a", person=102)
    regrading.regrade(may_lower=True)
    assert (regrading.row(attempt).passed, regrading.marks(attempt)) == (False, "4/8")
    assert (regrading.row(better).passed, regrading.marks(better)) == (True, "6/8")
    lost, lower = [fact for fact in regrading.facts if fact.version == 2]
    if lost.attrs["attempt"] != attempt:
        lost, lower = lower, lost
    assert (lost.attrs["attempt"], lost.retracted) == (attempt, True)
    assert (lower.attrs["attempt"], lower.retracted, lower.attrs["percent"]) == (
        better,
        False,
        "75.00",
    )


def test_applying_again_changes_nothing(regrading: Regrading) -> None:
    attempt = regrading.sit("b", wrong=1)
    plan = regrading.regrade()
    row, facts = regrading.row(attempt), list(regrading.facts)
    regrading.apply(plan)
    assert regrading.row(attempt) == row
    assert regrading.facts == facts
    assert regrading.happened(attempt).count("regraded") == 1


def test_a_void_question_counts_for_nobody_any_more(regrading: Regrading) -> None:
    attempt = regrading.sit("c", wrong=1)
    regrading.regrade("void")
    assert regrading.marks(attempt) == "4/6"
    with regrading.database.reading() as session:
        item = session.get_one(AttemptItemRow, (attempt, "q1"))
    assert (item.ruling, item.question_version) == (Ruling.VOID, question_version(WRONG))
    regrading.regrade("by-key", may_lower=True)
    assert regrading.marks(attempt) == "4/8"


def test_an_option_can_be_left_out_of_account(database: Database, clock: ManualClock) -> None:
    flawed = several("q1", right="abc")
    old = Sittings(database=database, clock=clock, banks=some_banks(a_bank(flawed, *OTHERS)))
    attempt = old.start().id
    old.submit(attempt, {"q1": ["a", "b"], "q2": ["a"], "q3": ["c"], "q4": "x"})
    regrading = Regrading(database=database, clock=clock)
    regrading.new = old
    regrading.regrade("disregard:c")
    assert regrading.marks(attempt) == "6/8"
    # The bank still has the question as it was, and no newer word on it.
    assert mended(regrading) == []


def test_the_candidate_reads_before_after_and_why(regrading: Regrading) -> None:
    attempt = regrading.sit("b", wrong=1)
    same = regrading.sit("c", person=102)
    regrading.regrade()
    with regrading.database.reading() as session:
        (change,) = regrades_of(session, session.get_one(AttemptRow, attempt))
        assert regrades_of(session, session.get_one(AttemptRow, same)) == []
    assert (change.before, change.after, change.passes) == ("4/8", "6/8", True)
    assert change.reason == "The key of question q1 was wrong."


def test_every_step_stands_in_the_audit_log_without_options(regrading: Regrading) -> None:
    regrading.sit("c", wrong=1)
    plan = regrading.plan("disregard:c")
    regrading.approve(plan)
    regrading.apply(plan)
    with regrading.database.reading() as session:
        entries = history(session, f"regrade:{plan}")
    assert [(entry.event.action, entry.event.actor_id) for entry in entries] == [
        ("regrade.planned", LEE.id),
        ("regrade.approved", MAX.id),
        ("regrade.applied", LEE.id),
    ]
    written = json.dumps([dict(entry.event.details) for entry in entries])
    assert '"how": "disregard"' in written
    assert '"option"' not in written


def test_reviews_that_are_needless_now_are_asked_of_nobody(regrading: Regrading) -> None:
    attempt = regrading.sit("c")
    with regrading.database.writing() as session:
        item = session.get_one(AttemptItemRow, (attempt, "q1"))
        item.review = "near-miss"
        session.get_one(AttemptRow, attempt).state = State.NEEDS_REVIEW
        session.add(
            ReviewTaskRow(
                id="task",
                attempt_id=attempt,
                question_id="q1",
                exam=EXAM,
                reason="near-miss",
                created_at=regrading.clock.now(),
            )
        )
    regrading.regrade("void")
    assert regrading.row(attempt).state == State.REGRADED
    with regrading.database.reading() as session:
        assert session.get_one(ReviewTaskRow, "task").closed_at == regrading.clock.now()


# --- older keys -----------------------------------------------------------------------------


def test_attempts_by_an_older_key_are_counted_until_a_plan_has_decided_about_them(
    regrading: Regrading,
) -> None:
    assert mended(regrading) == []
    regrading.sit("b")
    regrading.sit("a", wrong=1, person=102)
    regrading.sit("b", person=103, mended=True)
    assert mended(regrading) == [("q1", 2, False)]
    regrading.regrade()
    assert mended(regrading) == [], "one is regraded, and the other was kept on purpose"
    regrading.sit("a", person=104)
    assert mended(regrading) == [("q1", 1, False)]


def test_a_better_wording_makes_no_older_key(regrading: Regrading) -> None:
    regrading.sit("a")
    better = single("q1", right="a", text="Which of these?")
    regrading.new = regrading.sittings(better)
    assert mended(regrading) == []


def test_all_mended_keys_are_planned_together(regrading: Regrading) -> None:
    regrading.sit("b", wrong=1)
    with regrading.database.reading() as session:
        proposal = propose_mended(session, regrading.bank)
    assert [(one.question_id, one.how) for one in proposal.changes] == [("q1", How.REPLACE)]
    assert proposal.counts(may_lower=False) == {Outcome.PASSES: 1}


def test_a_key_that_cannot_be_mended_for_old_attempts_says_why(regrading: Regrading) -> None:
    regrading.sit("b")
    regrading.new = regrading.sittings(several("q1"))
    assert mended(regrading) == [("q1", 1, True)]
    with (
        regrading.database.reading() as session,
        pytest.raises(RegradeError, match="void the old version instead"),
    ):
        propose_mended(session, regrading.bank)


# --- any regrades, in any order ---------------------------------------------------------------


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    sat=st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 2), st.booleans()), max_size=5),
    targets=st.lists(
        st.sampled_from(["newest", "void", "all-correct", "by-key", "disregard:c"]), max_size=4
    ),
)
def test_after_any_regrades_every_score_is_proved_and_nobody_is_worse_off(
    tmp_path_factory: pytest.TempPathFactory,
    clock: ManualClock,
    sat: list[tuple[str, int, bool]],
    targets: list[str],
) -> None:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('regrades') / 'r.db'}")
    SQLModel.metadata.create_all(database.engine)
    regrading = Regrading(database=database, clock=clock)
    attempts = [
        regrading.sit(letter, wrong=wrong, person=101 + number, mended=mended)
        for number, (letter, wrong, mended) in enumerate(sat)
    ]
    for to in targets:
        before = {attempt: regrading.row(attempt) for attempt in attempts}
        clock.advance(timedelta(minutes=1))
        with contextlib.suppress(RegradeError, NotFoundError):
            regrading.regrade(to)
        for attempt, old in before.items():
            new = regrading.row(attempt)
            assert score_of(new).share >= score_of(old).share
            assert score_of(new).passed >= score_of(old).passed
        with database.reading() as session:
            assert all(one.is_same for one in replay(session, closed_rows(session)))
    told = {fact.attrs["attempt"] for fact in regrading.facts}
    assert told == {attempt for attempt in attempts if regrading.row(attempt).passed}
    assert not any(fact.retracted for fact in regrading.facts)
    database.close()


def score_of(row: AttemptRow) -> Score:
    score = records.score_of(row)
    assert score is not None
    return score


# --- a thousand -----------------------------------------------------------------------------


def test_a_thousand_attempts_replay_byte_for_byte_and_exactly_the_affected_change(
    regrading: Regrading,
) -> None:
    """Every third was served the mended key; of the others, some gain, lose or stay."""
    numbers: dict[str, int] = {}
    for numbered in chunks(range(1000), size=100):
        with regrading.database.writing() as session:
            for number in numbered:
                service = (regrading.old if number % 3 else regrading.new).service
                person = UserId(1000 + number)
                attempt = service.start(session, person_id=person, login="x", exam=EXAM).id
                answers = {"q1": ["abcd"[number % 4]], "q2": ["ab"[number % 2]], "q4": "x"}
                service.submit(session, attempt_id=attempt, person_id=person, responses=answers)
                numbers[attempt] = number
    with regrading.database.reading() as session:
        before = list(replay(session, closed_rows(session, exam=EXAM)))
    assert len(before) == 1000
    assert all(one.is_same for one in before)
    plan = regrading.regrade()
    with regrading.database.reading() as session:
        lines = session.exec(select(RegradeLineRow).where(RegradeLineRow.plan_id == plan)).all()
        after = list(replay(session, closed_rows(session, exam=EXAM)))
    assert {line.attempt_id for line in lines} == {
        attempt for attempt, number in numbers.items() if number % 3
    }
    assert all(one.is_same for one in after)
    changed = {
        one.attempt_id
        for one, other in zip(before, after, strict=True)
        if one.stored != other.stored
    }
    assert changed == {
        attempt for attempt, number in numbers.items() if number % 3 and number % 4 == 1
    }


def test_a_score_that_somebody_wrote_into_the_database_is_found(regrading: Regrading) -> None:
    attempt = regrading.sit("b", wrong=1)
    regrading.sit("b", person=102)
    with regrading.database.writing() as session:
        row = session.get_one(AttemptRow, attempt)
        row.earned_num, row.passed = 8, True
    with regrading.database.reading() as session:
        found = [one for one in replay(session, closed_rows(session)) if not one.is_same]
    ((name, stored, again),) = [(one.attempt_id, one.stored, one.again) for one in found]
    assert (name, stored, again) == (attempt, "8/8", "4/8")


def test_a_mark_that_somebody_wrote_into_the_database_is_found(regrading: Regrading) -> None:
    """Two marks moved from one question to another leave the sum as it was."""
    attempt = regrading.sit("b", wrong=1)
    with regrading.database.writing() as session:
        for name, marks in (("q1", 2), ("q3", 0)):
            session.get_one(AttemptItemRow, (attempt, name)).earned_num = marks
    with regrading.database.reading() as session:
        (found,) = replay(session, closed_rows(session, attempt_ids=[attempt]))
    assert (found.stored, found.again, found.is_same) == ("4/8", "4/8", False)
