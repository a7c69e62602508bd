"""Number the days, weeks, months and years of UTC, so that the next one is one more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

MONTHS = 12
DAYS_OF_WEEK = 7


def day(moment: datetime) -> int:
    """Number the UTC day."""
    # What is kept is in UTC already, and this is asked of every fact.
    return (moment if moment.tzinfo is UTC else moment.astimezone(UTC)).toordinal()


def week(moment: datetime) -> int:
    """Number the ISO week, Monday to Sunday; the first day of year 1 was a Monday."""
    return (day(moment) - 1) // DAYS_OF_WEEK


def month(moment: datetime) -> int:
    """Number the UTC calendar month."""
    utc = moment.astimezone(UTC)
    return utc.year * MONTHS + utc.month - 1


def year(moment: datetime) -> int:
    """Number the UTC calendar year."""
    return moment.astimezone(UTC).year


UNITS: Mapping[str, Callable[[datetime], int]] = {
    "day": day,
    "week": week,
    "month": month,
    "year": year,
}
"""By the word that stands in a badge file."""
