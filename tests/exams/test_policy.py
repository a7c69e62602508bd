from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.policy import (
    PastAttempt,
    Policy,
    Standing,
    add_months,
    duration_words,
    eligibility,
    moment_words,
)

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
    assert before.standing is Standing.PASSED
    after = eligibility(Policy(), attempts, end)
    assert (after.standing, after.attempts_used, after.attempts_left) == (Standing.MAY_START, 0, 3)


def test_a_cool_down_runs_from_the_end_of_the_last_attempt() -> None:
    policy = Policy(cool_down=timedelta(days=1))
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
    policy = Policy(max_attempts=1, cool_down=timedelta(days=7))
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
    policy = Policy(cool_down=timedelta(days=1))
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


def test_every_rule_is_shown_with_its_origin() -> None:
    policy = Policy(
        time_limit=timedelta(minutes=30), origins={"time_limit": "timeLimit in x.md:7"}
    )
    assert policy.rows() == [
        ("To pass", "70 % of the marks, or more", "default"),
        ("Attempts", "3", "default"),
        ("Time", "30 minutes", "timeLimit in x.md:7"),
        ("Questions", "all", "default"),
        ("Wait between attempts", "none", "default"),
        ("A pass counts for", "24 months", "default"),
        ("Grace after the deadline", "1 minute", "default"),
    ]


@settings(max_examples=50, deadline=None)
@given(
    policy=st.builds(
        Policy,
        pass_percentage=st.integers(1, 100),
        max_attempts=st.none() | st.integers(1, 9),
        time_limit=st.none() | st.integers(1, 600).map(lambda m: timedelta(minutes=m)),
        questions_per_attempt=st.none() | st.integers(1, 99),
        cool_down=st.none() | st.integers(1, 99).map(lambda h: timedelta(hours=h)),
        expiry_months=st.none() | st.integers(1, 99),
    )
)
def test_a_stored_policy_reads_back(policy: Policy) -> None:
    assert Policy.from_json(json.loads(json.dumps(policy.as_json()))) == policy


@pytest.mark.parametrize(
    ("moment", "months", "later"),
    [
        ((2026, 11, 24), 24, (2028, 11, 24)),
        ((2026, 12, 31), 2, (2027, 2, 28)),
        ((2024, 2, 29), 24, (2026, 2, 28)),
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2026, 12, 1), 12, (2027, 12, 1)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(
    moment: tuple[int, int, int], months: int, later: tuple[int, int, int]
) -> None:
    assert add_months(datetime(*moment, tzinfo=UTC), months) == datetime(*later, tzinfo=UTC)


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (timedelta(minutes=30), "30 minutes"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(0), "nothing"),
        (None, "nothing"),
    ],
)
def test_a_duration_is_said_in_its_largest_whole_unit(
    duration: timedelta | None, words: str
) -> None:
    assert duration_words(duration, none="nothing") == words


def test_a_moment_names_its_zone() -> None:
    assert moment_words(NOW) == "24 November 2026, 09:00 UTC"
