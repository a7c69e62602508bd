"""Select facts by when they were done or begun: hour, day of the week, opening of the thread."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import UTC, datetime

from recognition.facts import Fact, FactKind
from recognition.rules.filters import Filter, Reader, filters
from recognition.rules.reading import Bounds, RefusedError, bounds, moment, several, words
from recognition.rules.terms import Terms
from recognition.rules.wording import either

LAST_HOUR = 23

WEEKDAYS = {
    "monday": "Monday",
    "tuesday": "Tuesday",
    "wednesday": "Wednesday",
    "thursday": "Thursday",
    "friday": "Friday",
    "saturday": "Saturday",
    "sunday": "Sunday",
}
"""By the word for badge files, in Python's order."""


@filters("hour")
def hour(value: object, _terms: Terms) -> Filter:
    """Hold where the hour, UTC, lies in a range such as `"22-23"`, or in one of several."""
    ranges = several(value, _hours)
    hours = frozenset(one for found in ranges for one in range(24) if found.hold(one))
    said = either(_between(found) for found in ranges)
    return Filter(
        holds=lambda fact: fact.at.astimezone(UTC).hour in hours,
        wanted=f"{said} UTC",
        found=lambda fact: f"{fact.at.astimezone(UTC):%H:%M} UTC",
    )


def _hours(value: object) -> Bounds:
    return bounds(value, most=LAST_HOUR)


def _between(hours: Bounds) -> str:
    least = 0 if hours.least is None else hours.least
    most = LAST_HOUR if hours.most is None else hours.most
    return f"from {least:02}:00 to {most:02}:59"


@filters("weekday")
def weekday(value: object, _terms: Terms) -> Filter:
    """Hold on these days of the week, UTC."""
    chosen = words(value, WEEKDAYS)
    numbers = frozenset(list(WEEKDAYS).index(one) for one in chosen)
    return Filter(
        holds=lambda fact: fact.at.astimezone(UTC).weekday() in numbers,
        wanted=f"on a {either(WEEKDAYS[one] for one in chosen)}",
        found=lambda fact: f"a {list(WEEKDAYS.values())[fact.at.astimezone(UTC).weekday()]}",
    )


def opened_at(fact: Fact) -> datetime | None:
    """Give when the thread was opened; `None` where that is not known."""
    if fact.kind == FactKind.PR_OPENED:
        return fact.at
    written = fact.attrs.get("created_at")
    if not isinstance(written, str):
        return None
    try:
        return moment(written)
    except RefusedError:
        return None


def _opened(said: str, *, is_end: bool, holds: Callable[[datetime, datetime], bool]) -> Reader:
    def read(value: object, _terms: Terms) -> Filter:
        wanted = moment(value, is_end=is_end)

        def opened(fact: Fact) -> bool:
            at = opened_at(fact)
            return at is not None and holds(at, wanted)

        return Filter(holds=opened, wanted=f"opened {said} {day_of(wanted)}", found=_opened_when)

    return read


def day_of(at: datetime) -> str:
    """Write a date; with the time where it is neither the first nor the last of its day."""
    full = at.timetz().replace(tzinfo=None)
    is_edge = full in (datetime.min.time(), datetime.max.time())
    return f"{at:%Y-%m-%d}" if is_edge else f"{at:%Y-%m-%d %H:%M} UTC"


def _opened_when(fact: Fact) -> str:
    at = opened_at(fact)
    return "it is not known when it was opened" if at is None else f"opened on {at:%Y-%m-%d}"


filters.add("opened_from", _opened("on or after", is_end=False, holds=operator.ge))
filters.add("opened_until", _opened("on or before", is_end=True, holds=operator.le))
