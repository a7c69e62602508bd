from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.policy import (
    Policy,
    add_months,
    duration_words,
    extended,
    extended_words,
    moment_words,
)

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_every_rule_is_shown_with_its_origin() -> None:
    policy = Policy(
        time_limit=timedelta(minutes=30), origins={"time_limit": "timeLimit in x.md:7"}
    )
    rows = policy.rows()
    assert [(label, words) for label, words, _ in rows] == [
        ("To pass", "70 % of the marks, or more"),
        ("Attempts", "3: the first and 2 retakes"),
        ("Time", "30 minutes"),
        ("Questions", "all"),
        ("Wait between attempts", "none"),
        ("A pass counts for", "24 months"),
        (
            "Renewal",
            "from 90 days before the end of a pass, which stays meanwhile; attempts count anew",
        ),
        ("Appeal", "within 14 days of the result"),
        ("Grace after the deadline", "1 minute"),
    ]
    origins = {label: origin for label, _, origin in rows}
    assert origins["Time"] == "timeLimit in x.md:7"
    assert all("default" in origin for label, origin in origins.items() if label != "Time")


def test_a_pass_for_ever_has_no_words_about_renewal() -> None:
    labels = [label for label, _, _ in Policy(expiry_months=None).rows()]
    assert "A pass counts for" in labels
    assert "Renewal" not in labels


@pytest.mark.parametrize(
    ("policy", "label", "words"),
    [
        (Policy(max_attempts=1), "Attempts", "1, no retake"),
        (Policy(max_attempts=2), "Attempts", "2: the first and 1 retake"),
        (Policy(max_attempts=None), "Attempts", "no limit"),
        (Policy(cool_downs=(timedelta(days=1),)), "Wait between attempts", "1 day"),
        (
            Policy(cool_downs=(timedelta(days=1), timedelta(days=7))),
            "Wait between attempts",
            "1 day after attempt 1, 7 days after attempt 2 and later ones",
        ),
        (
            Policy(cool_downs=(timedelta(0), timedelta(hours=6))),
            "Wait between attempts",
            "none after attempt 1, 6 hours after attempt 2 and later ones",
        ),
        (Policy(appeal_window=None), "Appeal", "none"),
        (
            Policy(renewal_window=None),
            "Renewal",
            "after the end of a pass; attempts count anew",
        ),
    ],
)
def test_rules_are_said_in_words(policy: Policy, label: str, words: str) -> None:
    assert {row[0]: row[1] for row in policy.rows()}[label] == words


def test_the_last_wait_of_a_list_holds_for_all_later_attempts() -> None:
    policy = Policy(cool_downs=(timedelta(hours=1), timedelta(days=7)))
    assert [policy.cool_down(n) for n in range(4)] == [
        timedelta(0),
        timedelta(hours=1),
        timedelta(days=7),
        timedelta(days=7),
    ]
    assert Policy().cool_down(3) == timedelta(0)


@pytest.mark.parametrize(
    ("minutes", "percent", "words"),
    [
        (30, 100, "30 minutes"),
        (30, 150, "45 minutes (30 + 50 %)"),
        (25, 125, "31 minutes 15 seconds (25 minutes + 25 %)"),
        (30, 200, "1 hour (30 minutes + 100 %)"),
        (60, 200, "2 hours (1 + 100 %)"),
    ],
)
def test_extra_time_is_said_with_where_it_comes_from(
    minutes: int, percent: int, words: str
) -> None:
    assert extended_words(timedelta(minutes=minutes), percent, none="no limit") == words
    assert extended_words(None, percent, none="no limit") == "no limit"


def test_extra_time_is_exact_and_covers_the_grace_too() -> None:
    assert extended(timedelta(minutes=25), 125) == timedelta(minutes=31, seconds=15)
    rows = {
        label: words
        for label, words, _ in Policy(time_limit=timedelta(minutes=30)).rows(percent=150)
    }
    assert rows["Time"] == "45 minutes (30 + 50 %)"
    assert rows["Grace after the deadline"] == "1 minute 30 seconds (1 minute + 50 %)"


@settings(max_examples=50, deadline=None)
@given(
    policy=st.builds(
        Policy,
        pass_percentage=st.integers(1, 100),
        max_attempts=st.none() | st.integers(1, 9),
        time_limit=st.none() | st.integers(1, 600).map(lambda m: timedelta(minutes=m)),
        questions_per_attempt=st.none() | st.integers(1, 99),
        cool_downs=st.lists(st.integers(0, 99).map(lambda h: timedelta(hours=h))).map(tuple),
        expiry_months=st.none() | st.integers(1, 99),
        renewal_window=st.none() | st.integers(1, 99).map(lambda d: timedelta(days=d)),
        appeal_window=st.none() | st.integers(1, 99).map(lambda d: timedelta(days=d)),
    )
)
def test_a_stored_policy_reads_back(policy: Policy) -> None:
    assert Policy.from_json(json.loads(json.dumps(policy.as_json()))) == policy


@pytest.mark.parametrize(("seconds", "waits"), [(None, ()), (60, (timedelta(minutes=1),))])
def test_a_policy_stored_before_there_were_renewals_reads_back(
    seconds: int | None, waits: tuple[timedelta, ...]
) -> None:
    stored = Policy().as_json() | {"coolDownSeconds": seconds}
    del stored["renewalWindowSeconds"], stored["appealWindowSeconds"]
    assert Policy.from_json(stored) == Policy(
        cool_downs=waits, renewal_window=None, appeal_window=None
    )


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
        (timedelta(minutes=1, seconds=30), "1 minute 30 seconds"),
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
