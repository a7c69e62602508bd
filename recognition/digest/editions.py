"""Name the editions of the digest: one for each audience and week, day or month."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from recognition.kernel.errors import UserError

DAY = timedelta(days=1)
WEEK = timedelta(days=7)

SLOT = "digest:"
"""Begins the name of the slot of every edition's issue."""

_AUDIENCE = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_MONTH = re.compile(r"\d{4}-\d{2}")


class Every(StrEnum):
    """How often a digest is made."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One digest: of a period, for an audience.

    Attributes:
        period: ISO week, day or month, such as `2026-W47`, `2026-11-23` or `2026-11`.
        audience: The name of a domain or team; empty for the whole organisation's.
    """

    period: str
    audience: str = ""

    def __str__(self) -> str:
        """Give the name under which numbers are kept, such as `2026-W47/ui`."""
        return f"{self.period}/{self.audience}" if self.audience else self.period

    @property
    def key(self) -> str:
        """Name the slot of its issue."""
        return f"{SLOT}{self}"

    @property
    def title(self) -> str:
        """Name its issue."""
        return f"Recognition digest {self.period}" + (f" · {self.audience}" * bool(self.audience))


def edition_named(name: str) -> Edition:
    """Read an edition's name.

    Raises:
        UserError: It is not one.
    """
    period, slash, audience = name.partition("/")
    span(period)
    if slash and not _AUDIENCE.fullmatch(audience):
        raise UserError(f"'{name}' is not a digest such as 2026-W47 or 2026-W47/ui")
    return Edition(period=period, audience=audience)


def period_of(moment: datetime, every: Every = Every.WEEK) -> str:
    """Name the week, day or month of a moment (UTC)."""
    moment = moment.astimezone(UTC)
    match every:
        case Every.DAY:
            return f"{moment:%Y-%m-%d}"
        case Every.WEEK:
            year, week, _day = moment.isocalendar()
            return f"{year}-W{week:02}"
        case Every.MONTH:
            return f"{moment:%Y-%m}"


def period_before(moment: datetime, every: Every = Every.WEEK) -> str:
    """Name the period that was over when the one of a moment began."""
    start, _end = span(period_of(moment, every))
    return period_of(start - timedelta(microseconds=1), every)


def begins(moment: datetime, every: Every = Every.WEEK) -> bool:
    """Tell whether it is the first day (UTC) of a period, on which the digest is made."""
    start, _end = span(period_of(moment, every))
    return moment.astimezone(UTC).date() == start.date()


def span(period: str) -> tuple[datetime, datetime]:
    """Give the first moment of a period and of the next one (UTC).

    Raises:
        UserError: It is not the name of a period, or not in its one spelling.
    """
    for every, start in ((every, _start(period, every)) for every in Every):
        if start is not None and period_of(start, every) == period:
            return start, _after(start, every)
    raise UserError(f"'{period}' is not a week such as 2026-W47, a day or a month")


def in_words(period: str) -> str:
    """Say a period as people read it, such as "week 47 of 2026 (16 to 22 November)"."""
    start, end = span(period)
    last = end - DAY
    if "W" in period:
        first = f"{start.day}" if start.month == last.month else f"{start.day} {start:%B}"
        year, week = period.split("-W")
        return f"week {int(week)} of {year} ({first} to {last.day} {last:%B})"
    if _MONTH.fullmatch(period):
        return f"{start:%B} {start.year}"
    return f"{start.day} {start:%B} {start.year}"


def waited(since: datetime, *, start: datetime, end: datetime) -> str:
    """Say how long something waits at the end of a period: "new", "2 days", "3 weeks".

    It depends on the period and not on the hour, so that a digest which is written again says
    the same.

    Args:
        since: When it began to wait.
        start: The first moment of the period; what began in it is new.
        end: The first moment after it.
    """
    if since >= start:
        return "new"
    gone = end - since
    number, unit = (gone // WEEK, "week") if gone >= WEEK else (gone // DAY, "day")
    return f"{number} {unit}{'s' * (number != 1)}"


def _start(period: str, every: Every) -> datetime | None:
    written, form = {
        Every.DAY: (period, "%Y-%m-%d"),
        Every.WEEK: (f"{period}-1", "%G-W%V-%u"),
        Every.MONTH: (period, "%Y-%m"),
    }[every]
    try:
        return datetime.strptime(f"{written} +0000", f"{form} %z")
    except ValueError:
        return None


def _after(start: datetime, every: Every) -> datetime:
    match every:
        case Every.DAY:
            return start + DAY
        case Every.WEEK:
            return start + WEEK
        case Every.MONTH:
            return (start + timedelta(days=31)).replace(day=1)
