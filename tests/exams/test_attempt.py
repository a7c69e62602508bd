from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.attempt import (
    CLOSED_STATES,
    TRANSITIONS,
    Attempt,
    LateError,
    State,
    StateError,
    UngradedError,
    begin,
    graded,
    moved,
    save,
    submit,
)
from exams.policy import Policy
from exams.questions.typed import TextResponse
from recognition.kernel.errors import ConflictError
from tests.exams.factories import a_bank, a_paper, right_responses

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BANK = a_bank()
ONE = TextResponse(text="one")
TWO = TextResponse(text="two")


def an_attempt(**policy: timedelta | None) -> Attempt:
    rules = Policy(**{"time_limit": timedelta(minutes=30), **policy})  # type: ignore[arg-type] # durations only
    return begin(attempt_id="a", paper=a_paper(BANK), policy=rules, now=NOW)


def any_attempt(state: State) -> Attempt:
    return replace(an_attempt(), state=state)


def after(**duration: int) -> datetime:
    return NOW + timedelta(**duration)


def test_the_deadline_is_fixed_at_the_start() -> None:
    assert an_attempt().deadline_at == after(minutes=30)
    assert an_attempt(time_limit=None).deadline_at is None


def test_saves_add_up_and_none_takes_an_answer_back() -> None:
    attempt = save(an_attempt(), {"t0": ONE, "t1": ONE}, save_no=1, now=NOW)
    attempt = save(attempt, {"t1": None, "t2": TWO}, save_no=2, now=NOW)
    assert attempt.responses == {"t0": ONE, "t2": TWO}
    assert attempt.save_no == 2


def test_a_stale_save_is_refused_and_the_newer_answers_stay() -> None:
    attempt = save(an_attempt(), {"t0": TWO}, save_no=5, now=NOW)
    for number in (1, 4, 5):
        with pytest.raises(ConflictError, match="older than those"):
            save(attempt, {"t0": ONE}, save_no=number, now=NOW)
    assert attempt.responses == {"t0": TWO}


def test_the_same_save_twice_changes_nothing() -> None:
    attempt = save(an_attempt(), {"t0": ONE}, save_no=1, now=NOW)
    assert save(attempt, {"t0": ONE}, save_no=1, now=NOW) is attempt


def test_answers_are_taken_to_the_last_moment_of_grace_and_not_beyond() -> None:
    last = after(minutes=30, seconds=60)
    assert save(an_attempt(), {"t0": ONE}, save_no=1, now=last).responses
    with pytest.raises(LateError, match="time is up"):
        save(an_attempt(), {"t0": ONE}, save_no=1, now=last + timedelta(microseconds=1))


def test_without_time_limit_it_is_never_late() -> None:
    assert save(an_attempt(time_limit=None), {"t0": ONE}, save_no=1, now=after(days=99)).responses


def test_handing_in_closes_it() -> None:
    closed = submit(an_attempt(), now=after(minutes=3))
    assert (closed.state, closed.submitted_at) == (State.SUBMITTED, after(minutes=3))
    with pytest.raises(ConflictError, match="closed"):
        save(closed, {"t0": ONE}, save_no=9, now=after(minutes=4))


def test_handing_in_again_changes_nothing() -> None:
    closed = submit(an_attempt(), now=after(minutes=3))
    assert submit(closed, now=after(days=1)) is closed
    done = graded(closed, BANK)
    assert submit(done, now=after(days=1)) is done
    assert graded(done, BANK) is done


def test_handing_in_too_late_counts_as_run_out_at_the_deadline() -> None:
    closed = submit(an_attempt(), now=after(hours=2))
    assert (closed.state, closed.submitted_at) == (State.EXPIRED, after(minutes=30))


def test_a_run_out_attempt_is_graded_with_what_was_saved() -> None:
    attempt = an_attempt()
    attempt = save(attempt, right_responses(BANK, attempt.paper), save_no=1, now=NOW)
    done = graded(submit(attempt, now=after(hours=2)), BANK)
    assert done.state is State.FINAL
    assert done.result is not None
    assert done.result.passed


def test_an_open_attempt_is_not_graded() -> None:
    with pytest.raises(UngradedError):
        graded(an_attempt(), BANK)


def reached_from(state: State) -> set[State]:
    """Give every state to which some way leads."""
    found: set[State] = set()
    waiting = [state]
    while waiting:
        following = TRANSITIONS[waiting.pop()] - found
        found |= following
        waiting.extend(following)
    return found


def test_every_state_can_be_reached_and_every_way_ends_final() -> None:
    assert set(TRANSITIONS) == set(State)
    assert reached_from(State.CREATED) == set(State) - {State.CREATED}
    for state in State:
        assert state in CLOSED_STATES or reached_from(state) & {State.FINAL}


def test_no_way_leads_from_a_closed_attempt_back_to_an_open_one() -> None:
    for state in (State.SUBMITTED, State.EXPIRED, State.GRADED, *CLOSED_STATES):
        assert not reached_from(state) & {State.CREATED, State.IN_PROGRESS}


@pytest.mark.parametrize("before", list(State))
@pytest.mark.parametrize("after", list(State))
def test_a_step_is_taken_where_the_table_has_it_and_refused_elsewhere(
    before: State, after: State
) -> None:
    attempt = any_attempt(before)
    if after in TRANSITIONS[before]:
        assert moved(attempt, after).state is after
    else:
        with pytest.raises(StateError, match=f"from {before} to {after}"):
            moved(attempt, after)


steps = st.lists(
    st.tuples(st.sampled_from(["save", "submit", "grade"]), st.integers(0, 45)), max_size=12
)


@settings(max_examples=200, deadline=None)
@given(steps=steps)
def test_whatever_is_done_an_attempt_only_goes_the_ways_of_the_table(
    steps: list[tuple[str, int]],
) -> None:
    attempt, now = an_attempt(), NOW
    for number, (step, minutes) in enumerate(steps, start=1):
        now += timedelta(minutes=minutes)
        before = attempt
        match step:
            case "save":
                try:
                    attempt = save(attempt, {"t0": ONE}, save_no=number, now=now)
                except ConflictError:
                    assert before.state is not State.IN_PROGRESS or before.is_late(now)
            case "submit":
                attempt = submit(attempt, now=now)
            case "grade":
                try:
                    attempt = graded(attempt, BANK)
                except UngradedError:
                    assert before.state is State.IN_PROGRESS
        if attempt.state is not before.state:
            assert attempt.state in reached_from(before.state)
        if before.state is not State.IN_PROGRESS:
            assert attempt.responses == before.responses
            assert attempt.submitted_at == before.submitted_at
        if before.result is not None:
            assert attempt is before


def test_extra_time_moves_the_deadline_and_lengthens_the_grace() -> None:
    attempt = begin(
        attempt_id="a",
        paper=a_paper(BANK),
        policy=Policy(time_limit=timedelta(minutes=25)),
        now=NOW,
        extra_percent=125,
    )
    assert attempt.deadline_at == after(minutes=31, seconds=15)
    assert not attempt.is_late(after(minutes=31, seconds=15 + 75))
    assert attempt.is_late(after(minutes=31, seconds=15 + 75, microseconds=1))
