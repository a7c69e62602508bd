"""Tests of recognition.digest.editions: which period a digest is of, and how long things wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.digest import (
    Edition,
    Every,
    begins,
    edition_named,
    in_words,
    period_before,
    period_of,
    span,
    waited,
)
from recognition.kernel.errors import UserError

MOMENTS = st.datetimes(
    min_value=datetime(1976, 1, 1),  # noqa: DTZ001  # hypothesis wants naive bounds
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001  # hypothesis wants naive bounds
    timezones=st.just(UTC),
)
EVERY = st.sampled_from(Every)


@pytest.mark.parametrize(
    ("day", "week"),
    [
        ((2026, 11, 22), "2026-W47"),
        ((2026, 11, 23), "2026-W48"),
        ((2027, 1, 3), "2026-W53"),
        ((2024, 12, 30), "2025-W01"),
    ],
)
def test_a_week_is_named_as_iso_names_it(day: tuple[int, int, int], week: str) -> None:
    assert period_of(datetime(*day, 23, 59, tzinfo=UTC)) == week


@given(MOMENTS, EVERY)
@settings(max_examples=100, deadline=None)
def test_every_moment_lies_in_the_span_of_its_period(moment: datetime, every: Every) -> None:
    start, end = span(period_of(moment, every))
    assert start <= moment < end
    assert (start.hour, start.minute, start.tzinfo) == (0, 0, UTC)
    assert period_of(start, every) == period_of(end - timedelta(microseconds=1), every)


@given(MOMENTS, EVERY)
@settings(max_examples=100, deadline=None)
def test_the_period_before_ends_where_the_present_one_begins(
    moment: datetime, every: Every
) -> None:
    start, _end = span(period_of(moment, every))
    assert span(period_before(moment, every))[1] == start
    assert begins(start, every)
    assert begins(moment, every) == (moment - start < timedelta(days=1))


@given(MOMENTS, EVERY, st.sampled_from(["", "ui", "meshery-docs"]))
@settings(max_examples=50, deadline=None)
def test_an_edition_is_read_back_from_its_name(
    moment: datetime, every: Every, audience: str
) -> None:
    edition = Edition(period=period_of(moment, every), audience=audience)
    assert edition_named(str(edition)) == edition


@pytest.mark.parametrize(
    "name",
    [
        "", "2026-47", "2026-W7", "2026-W54", "2025-W53", "W47", "2026-W47-1", "next", "2026-13",
        "2026-02-30", "2026-2", "2026-11-1", "2026-W47/", "2026-W47/a/b", "2026-W47/Ä", "/ui",
    ],
)  # fmt: skip
def test_what_is_no_edition_is_refused_with_an_example(name: str) -> None:
    with pytest.raises(UserError, match="2026-W47"):
        edition_named(name)


def test_an_edition_names_its_slot_and_its_issue() -> None:
    whole = Edition(period="2026-W47")
    assert (whole.key, whole.title) == ("digest:2026-W47", "Recognition digest 2026-W47")
    team = Edition(period="2026-W47", audience="ui")
    assert (team.key, team.title) == ("digest:2026-W47/ui", "Recognition digest 2026-W47 · ui")


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2026-W47", "week 47 of 2026 (16 to 22 November)"),
        ("2026-W49", "week 49 of 2026 (30 November to 6 December)"),
        ("2026-11-23", "23 November 2026"),
        ("2026-11", "November 2026"),
    ],
)
def test_a_period_is_said_as_people_read_it(period: str, words: str) -> None:
    assert in_words(period) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "new"), (6, "new"), (7, "1 week"), (13, "1 week"), (14, "2 weeks"), (90, "12 weeks")],
)
def test_what_waits_for_longer_than_the_week_says_how_long(days: int, words: str) -> None:
    start, end = span("2026-W47")
    since = end - timedelta(days=days + 1) if days < 7 else end - timedelta(days=days)
    assert waited(since - timedelta(seconds=days >= 7), start=start, end=end) == words


def test_in_a_daily_digest_what_waits_is_counted_in_days() -> None:
    start, end = span("2026-11-23")
    assert waited(start, start=start, end=end) == "new"
    assert waited(start - timedelta(hours=1), start=start, end=end) == "1 day"
    assert waited(start - timedelta(days=2), start=start, end=end) == "3 days"
    assert waited(start - timedelta(days=7), start=start, end=end) == "1 week"
