from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from exams.eligibility import Eligibility, PastAttempt, Standing, eligibility
from exams.policy import Policy, add_months

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def past(
    days_ago: int, *, passed: bool | None = False, name: str = "", minutes: int = 30
) -> PastAttempt:
    started_at = NOW - timedelta(days=days_ago)
    return PastAttempt(
        id=name or f"a{days_ago}",
        started_at=started_at,
        finished_at=None if passed is None else started_at + timedelta(minutes=minutes),
        passed=passed,
    )


def test_a_newcomer_may_start_and_reads_how_often() -> None:
    may = eligibility(Policy(), [], NOW)
    assert (may.standing, may.attempts_used, may.attempts_left) == (Standing.MAY_START, 0, 3)
    assert may.words == "You can start; you have 3 attempts."


def test_after_a_failure_one_attempt_less_is_left() -> None:
    may = eligibility(Policy(max_attempts=2), [past(1)], NOW)
    assert (may.standing, may.attempts_left) == (Standing.MAY_START, 1)
    assert may.words == "You can start again; you have 1 attempt left."


def test_an_open_attempt_is_gone_on_with_whatever_else_holds() -> None:
    may = eligibility(Policy(max_attempts=1), [past(0, passed=None, name="open")], NOW)
    assert (may.standing, may.attempt_id) == (Standing.IN_PROGRESS, "open")


def test_the_last_failure_uses_the_attempts_up() -> None:
    may = eligibility(Policy(), [past(3), past(2), past(1)], NOW)
    assert (may.standing, may.attempts_left) == (Standing.USED_UP, 0)
    assert "all 3 attempts" in may.words
    one = eligibility(Policy(max_attempts=1), [past(1)], NOW)
    assert "the one attempt" in one.words


def test_without_limit_there_is_always_another_attempt() -> None:
    may = eligibility(Policy(max_attempts=None), [past(n) for n in range(1, 20)], NOW)
    assert (may.standing, may.attempts_left) == (Standing.MAY_START, None)


def test_a_pass_counts_even_when_a_later_attempt_failed() -> None:
    may = eligibility(Policy(), [past(9, passed=True), past(5)], NOW)
    assert may.standing is Standing.PASSED
    assert may.until == add_months(NOW - timedelta(days=9) + timedelta(minutes=30), 24)
    assert "15 November 2028" in may.words


def test_a_pass_without_expiry_counts_for_ever() -> None:
    may = eligibility(Policy(expiry_months=None), [past(9000, passed=True)], NOW)
    assert (may.standing, may.until) == (Standing.PASSED, None)


def test_after_a_pass_has_expired_all_attempts_are_new() -> None:
    passed_at = NOW - timedelta(days=800)
    attempts = [past(802), past(801), past(800, passed=True)]
    end = add_months(passed_at + timedelta(minutes=30), 24)
    before = eligibility(Policy(), attempts, end - timedelta(seconds=1))
    assert (before.standing, before.holds_pass) == (Standing.MAY_RENEW, True)
    after = eligibility(Policy(), attempts, end)
    assert (after.standing, after.attempts_used, after.attempts_left) == (Standing.MAY_START, 0, 3)


def test_a_cool_down_runs_from_the_end_of_the_last_attempt() -> None:
    policy = Policy(cool_downs=(timedelta(days=1),))
    ready_at = NOW - timedelta(hours=1) + timedelta(days=1)
    attempt = PastAttempt(
        id="a",
        started_at=NOW - timedelta(hours=2),
        finished_at=NOW - timedelta(hours=1),
        passed=False,
    )
    may = eligibility(policy, [attempt], NOW)
    assert (may.standing, may.until) == (Standing.COOLING_DOWN, ready_at)
    assert may.words == "You can start the next attempt at 25 November 2026, 08:00 UTC."
    assert eligibility(policy, [attempt], ready_at).standing is Standing.MAY_START


def test_used_up_is_said_before_a_cool_down_that_leads_nowhere() -> None:
    policy = Policy(max_attempts=1, cool_downs=(timedelta(days=7),))
    assert eligibility(policy, [past(1)], NOW).standing is Standing.USED_UP


finished = st.builds(
    lambda days, passed: past(days, passed=passed, name=f"a{days}"),
    st.integers(0, 2000),
    st.booleans(),
)


@settings(max_examples=100, deadline=None)
@given(
    attempts=st.lists(finished, max_size=6).flatmap(
        lambda drawn: st.tuples(st.just(drawn), st.permutations(drawn))
    )
)
def test_the_order_of_attempts_does_not_matter(
    attempts: tuple[list[PastAttempt], list[PastAttempt]],
) -> None:
    policy = Policy(cool_downs=(timedelta(days=1),))
    assert eligibility(policy, attempts[0], NOW) == eligibility(policy, attempts[1], NOW)


@settings(max_examples=100, deadline=None)
@given(attempts=st.lists(finished, max_size=6))
def test_nobody_sits_more_often_than_allowed_within_one_validity(
    attempts: list[PastAttempt],
) -> None:
    may = eligibility(Policy(), attempts, NOW)
    if may.standing is Standing.MAY_START:
        assert may.attempts_used < 3
        assert may.attempts_left == 3 - may.attempts_used


YEAR = Policy(expiry_months=12, renewal_window=timedelta(days=60), max_attempts=2)
PASSED_AT = NOW
END = add_months(NOW + timedelta(minutes=30), 12)
OPENS = END - timedelta(days=60)


def since(moment: datetime, *, passed: bool | None = False, days: int = 0) -> PastAttempt:
    started_at = moment + timedelta(days=days)
    return PastAttempt(
        id=f"{started_at:%Y%m%d%H%M}",
        started_at=started_at,
        finished_at=None if passed is None else started_at + timedelta(minutes=30),
        passed=passed,
    )


def test_a_pass_may_be_renewed_from_the_day_its_window_opens() -> None:
    attempts = [since(NOW, days=-9), since(NOW, passed=True)]
    before = eligibility(YEAR, attempts, OPENS - timedelta(seconds=1))
    assert before.standing is Standing.PASSED
    may = eligibility(YEAR, attempts, OPENS)
    assert (may.standing, may.attempts_used, may.attempts_left) == (Standing.MAY_RENEW, 0, 2)
    assert (may.holds_pass, may.until) == (True, END)
    assert may.words == (
        "You can sit this exam again to renew your pass; you have 2 attempts. An attempt that "
        "fails takes nothing away. Your pass counts until 24 November 2027."
    )


def test_a_renewal_that_fails_leaves_the_pass_until_its_end() -> None:
    attempts = [since(NOW, passed=True), since(OPENS, days=1)]
    once = eligibility(YEAR, attempts, OPENS + timedelta(days=2))
    assert (once.standing, once.attempts_left, once.holds_pass) == (Standing.MAY_RENEW, 1, True)
    attempts.append(since(OPENS, days=3))
    twice = eligibility(YEAR, attempts, OPENS + timedelta(days=4))
    assert (twice.standing, twice.holds_pass, twice.until) == (Standing.PASSED, True, END)
    assert "used all attempts to renew" in twice.words


def test_who_began_to_renew_early_has_no_more_attempts_after_the_end() -> None:
    attempts = [since(NOW, passed=True), since(OPENS, days=1), since(OPENS, days=3)]
    after = eligibility(YEAR, attempts, END)
    assert (after.standing, after.holds_pass) == (Standing.USED_UP, False)
    one_left = eligibility(YEAR, attempts[:2], END)
    assert (one_left.standing, one_left.attempts_left) == (Standing.MAY_START, 1)


def test_a_renewed_pass_counts_from_the_new_one() -> None:
    again = OPENS + timedelta(days=1)
    may = eligibility(YEAR, [since(NOW, passed=True), since(again, passed=True)], END)
    assert (may.standing, may.holds_pass) == (Standing.PASSED, True)
    assert may.until == add_months(again + timedelta(minutes=30), 12)


def test_without_a_window_a_pass_is_renewed_after_its_end() -> None:
    policy = replace(YEAR, renewal_window=None)
    attempts = [since(NOW, passed=True)]
    before = eligibility(policy, attempts, END - timedelta(seconds=1))
    assert before.standing is Standing.PASSED
    after = eligibility(policy, attempts, END)
    assert (after.standing, after.holds_pass) == (Standing.MAY_START, False)


def test_a_renewal_waits_as_any_attempt_does_and_the_pass_stands_meanwhile() -> None:
    policy = replace(YEAR, cool_downs=(timedelta(days=7),))
    attempts = [since(NOW, passed=True), since(OPENS)]
    may = eligibility(policy, attempts, OPENS + timedelta(days=1))
    assert (may.standing, may.holds_pass) == (Standing.COOLING_DOWN, True)
    assert may.until == OPENS + timedelta(minutes=30, days=7)


def test_waits_grow_with_the_attempts_where_the_policy_lists_them() -> None:
    policy = Policy(cool_downs=(timedelta(days=1), timedelta(days=7)), max_attempts=9)
    for count, wait in ((1, 1), (2, 7), (3, 7)):
        attempts = [since(NOW, days=-n) for n in range(count)]
        may = eligibility(policy, attempts, NOW + timedelta(hours=1))
        assert may.until == NOW + timedelta(minutes=30, days=wait)


def test_an_attempt_in_review_is_waited_for() -> None:
    waiting = replace(since(NOW), in_review=True)
    may = eligibility(YEAR, [waiting], NOW + timedelta(days=30))
    assert (may.standing, may.holds_pass) == (Standing.IN_REVIEW, False)
    assert "can only add marks" in may.words


def test_what_passes_for_sure_is_passed_while_it_is_in_review() -> None:
    sure = replace(since(NOW, passed=True), in_review=True)
    assert eligibility(YEAR, [sure], NOW + timedelta(days=1)).standing is Standing.PASSED


def test_an_open_attempt_is_gone_on_with_even_if_it_was_begun_before_the_window() -> None:
    attempts = [since(NOW, passed=True), since(OPENS, passed=None, days=-1)]
    may = eligibility(YEAR, attempts, OPENS)
    assert (may.standing, may.holds_pass) == (Standing.IN_PROGRESS, True)


policies = st.builds(
    Policy,
    max_attempts=st.none() | st.integers(1, 4),
    cool_downs=st.lists(st.integers(0, 200).map(lambda h: timedelta(hours=h)), max_size=3).map(
        tuple
    ),
    expiry_months=st.none() | st.integers(1, 24),
    renewal_window=st.none() | st.integers(1, 90).map(lambda d: timedelta(days=d)),
)
visits = st.lists(st.tuples(st.integers(0, 200), st.booleans()), max_size=25)
"""Days since the visit before, and whether an attempt begun then would be passed."""


def sat(policy: Policy, visits: list[tuple[int, bool]]) -> list[tuple[PastAttempt, Eligibility]]:
    """Let somebody sit whenever the rules let them; give each attempt with what allowed it."""
    attempts: list[tuple[PastAttempt, Eligibility]] = []
    now = NOW
    for days, passed in visits:
        now += timedelta(days=days, hours=1)
        may = eligibility(policy, [attempt for attempt, _ in attempts], now)
        if may.standing.may_begin:
            attempts.append((since(now, passed=passed), may))
    return attempts


@settings(max_examples=300, deadline=None)
@given(policy=policies, visits=visits, days=st.integers(0, 2_000))
def test_no_failure_ever_takes_a_pass_away(
    policy: Policy, visits: list[tuple[int, bool]], days: int
) -> None:
    """Whatever else was sat, a pass counts exactly until its own end."""
    attempts = [attempt for attempt, _ in sat(policy, visits)]
    now = max((it.started_at for it in attempts), default=NOW) + timedelta(days=days, hours=1)
    ends = [
        add_months(it.finished_at, policy.expiry_months) if policy.expiry_months else None
        for it in attempts
        if it.passed and it.finished_at
    ]
    may = eligibility(policy, attempts, now)
    assert may.holds_pass is any(end is None or now < end for end in ends)
    without_failures = eligibility(policy, [it for it in attempts if it.passed], now)
    assert without_failures.holds_pass is may.holds_pass


@settings(max_examples=300, deadline=None)
@given(policy=policies, visits=visits)
def test_between_two_passes_nobody_sits_more_often_than_allowed(
    policy: Policy, visits: list[tuple[int, bool]]
) -> None:
    failures = 0
    for attempt, may in sat(policy, visits):
        assert may.attempts_used == failures
        if policy.max_attempts is not None:
            assert failures < policy.max_attempts
        failures = 0 if attempt.passed else failures + 1


@settings(max_examples=300, deadline=None)
@given(policy=policies, visits=visits)
def test_nobody_sits_before_the_wait_is_over(
    policy: Policy, visits: list[tuple[int, bool]]
) -> None:
    attempts = sat(policy, visits)
    for (before, _), (attempt, may) in itertools.pairwise(attempts):
        if before.passed:
            continue
        assert before.finished_at is not None
        assert attempt.started_at >= before.finished_at + policy.cool_down(may.attempts_used)


@settings(max_examples=300, deadline=None)
@given(policy=policies, visits=visits)
def test_who_holds_a_pass_sits_again_only_to_renew_it(
    policy: Policy, visits: list[tuple[int, bool]]
) -> None:
    for attempt, may in sat(policy, visits):
        assert may.holds_pass is (may.standing is Standing.MAY_RENEW)
        if may.holds_pass:
            assert policy.renewal_window is not None
            assert may.until is not None
            assert may.until - policy.renewal_window <= attempt.started_at < may.until
