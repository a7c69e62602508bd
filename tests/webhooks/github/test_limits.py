"""How fast we may write, how long we wait, and what GitHub's headers say about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webhooks.github.lanes import Lanes, lane_of
from webhooks.github.limits import (
    LEAST_PAUSE,
    LONGEST_WAIT,
    MAX_ATTEMPTS,
    WINDOWS,
    Window,
    backoff,
    free_at,
    limited_until,
    pause,
)

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MINUTE = Window(length=timedelta(minutes=1), most=2)


def at(second: float) -> datetime:
    return NOW + timedelta(seconds=second)


def test_a_window_has_room_until_it_is_full() -> None:
    assert free_at([at(-10)], windows=[MINUTE], now=NOW) == NOW


def test_a_full_window_has_room_when_its_oldest_has_left() -> None:
    assert free_at([at(-10), at(-50)], windows=[MINUTE], now=NOW) == at(10)


def test_the_narrowest_window_decides() -> None:
    hour = Window(length=timedelta(hours=1), most=2)
    assert free_at([at(-1), at(-2)], windows=[MINUTE, hour], now=NOW) == at(3598)


def test_our_windows_stay_below_githubs_limits_for_content() -> None:
    """80 a minute and 500 an hour, what people write in the browser counted in."""
    allowed = {window.length: window.most for window in WINDOWS}
    assert allowed[timedelta(minutes=1)] < 80
    assert allowed[timedelta(hours=1)] < 500


@settings(max_examples=60, deadline=None)
@given(
    waits=st.lists(st.integers(0, 40), max_size=60),
    windows=st.lists(
        st.builds(
            Window,
            length=st.timedeltas(timedelta(seconds=1), timedelta(minutes=2)),
            most=st.integers(1, 6),
        ),
        min_size=1,
        max_size=3,
    ),
)
def test_who_waits_as_told_never_exceeds_a_window(waits: list[int], windows: list[Window]) -> None:
    now, sent = NOW, list[datetime]()
    for wait in waits:
        now = free_at(sent, windows=windows, now=now + timedelta(seconds=wait))
        sent.append(now)

    for window in windows:
        for last in sent:
            within = [it for it in sent if last - window.length < it <= last]
            assert len(within) <= window.most


def test_waits_grow_from_seconds_to_an_hour() -> None:
    waits = [backoff(n, jitter=0) for n in range(1, MAX_ATTEMPTS)]

    assert waits[0] == timedelta(seconds=4)
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT


def test_eight_attempts_outlast_an_outage_of_two_hours() -> None:
    waits = (backoff(n, jitter=0) for n in range(1, MAX_ATTEMPTS))
    assert sum(waits, timedelta()) > timedelta(hours=2)


@given(attempt=st.integers(1, 1000), jitter=st.floats(0, 1))
def test_jitter_lengthens_a_wait_by_a_quarter_at_most(attempt: int, jitter: float) -> None:
    least = backoff(attempt, jitter=0)
    assert least <= backoff(attempt, jitter=jitter) <= least * 1.25


def test_a_pause_without_a_term_doubles_from_a_minute_to_an_hour() -> None:
    assert [pause(n) for n in (1, 2, 3)] == [LEAST_PAUSE, LEAST_PAUSE * 2, LEAST_PAUSE * 4]
    assert pause(1000) == LONGEST_WAIT


def test_retry_after_says_how_long() -> None:
    assert limited_until({"retry-after": "120"}, now=NOW) == at(120)


def test_retry_after_goes_before_the_reset_of_the_hour() -> None:
    headers = {
        "retry-after": "7",
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": str(int(at(3000).timestamp())),
    }
    assert limited_until(headers, now=NOW) == at(7)


def test_the_reset_counts_where_nothing_remains() -> None:
    reset = str(int(at(60).timestamp()))
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}

    assert limited_until(headers, now=NOW) == at(61)
    assert limited_until(headers | {"x-ratelimit-remaining": "1"}, now=NOW) is None


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"retry-after": "Tue, 24 Nov 2026 09:02:00 GMT"},
        {"retry-after": "-5"},
        {"x-ratelimit-remaining": "0"},
        {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "soon"},
        {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1"},
    ],
)
def test_headers_that_name_no_moment_to_come_say_nothing(headers: dict[str, str]) -> None:
    assert limited_until(headers, now=NOW) is None


@given(
    seconds=st.text("0123456789", min_size=1, max_size=40),
    reset=st.text("0123456789", min_size=1, max_size=40),
)
def test_no_number_however_large_makes_us_fail_or_silent_for_ever(
    seconds: str, reset: str
) -> None:
    by_term = limited_until({"retry-after": seconds}, now=NOW)
    assert by_term is not None
    assert NOW < by_term <= NOW + timedelta(days=1)
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}
    by_reset = limited_until(headers, now=NOW)
    assert by_reset is None or NOW < by_reset <= NOW + timedelta(days=1)


def test_a_lane_is_an_owner_however_the_name_is_written() -> None:
    assert lane_of("Meshery/meshery") == lane_of("meshery/Meshery.io") == "meshery"


def test_lanes_are_closed_one_by_one() -> None:
    lanes = Lanes([MINUTE])
    lanes.sent("full", at(-30))
    lanes.sent("full", at(-20))
    lanes.sent("open", at(-20))
    lanes.silence("silent", until=at(5))

    assert lanes.closed(NOW) == ["full", "silent"]
    assert lanes.closed(at(5)) == ["full"]
    assert lanes.closed(at(30)) == []


def test_a_shorter_silence_does_not_end_a_longer_one() -> None:
    lanes = Lanes([])
    lanes.silence("silent", until=at(60))
    lanes.silence("silent", until=at(5))

    assert lanes.closed(at(59)) == ["silent"]
