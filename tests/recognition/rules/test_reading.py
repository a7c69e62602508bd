"""Tests of recognition.rules.reading: lengths of time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from recognition.rules.reading import RefusedError, period


@pytest.mark.parametrize(
    ("length", "begin", "end"),
    [
        ("24mo", "2026-03-04T05:06:07", "2028-03-04T05:06:07"),
        ("1mo", "2026-01-31T00:00:00", "2026-02-28T00:00:00"),
        ("12mo", "2024-02-29T00:00:00", "2025-02-28T00:00:00"),
        ("11mo", "2026-01-01T00:00:00", "2026-12-01T00:00:00"),
        ("2y", "2026-01-01T00:00:00", "2028-01-01T00:00:00"),
        ("2w", "2026-01-01T00:00:00", "2026-01-15T00:00:00"),
        ("90d", "2026-01-01T00:00:00", "2026-04-01T00:00:00"),
        ("99999y", "2026-01-01T00:00:00", "9999-12-31T23:59:59.999999"),
        ("99999w", "9999-01-01T00:00:00", "9999-12-31T23:59:59.999999"),
    ],
)
def test_a_period_ends_on_the_calendar(length: str, begin: str, end: str) -> None:
    moment = datetime.fromisoformat(begin).replace(tzinfo=UTC)
    assert period(length).after(moment) == datetime.fromisoformat(end).replace(tzinfo=UTC)


@pytest.mark.parametrize("value", ["24", "mo", "0d", "-1d", "1.5d", "24m", 24, None, "1d "])
def test_other_texts_are_no_periods(value: object) -> None:
    with pytest.raises(RefusedError, match="such as 90d"):
        period(value)
