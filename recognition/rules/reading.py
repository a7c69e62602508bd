"""Check what stands in a badge file, and refuse it with a sentence its author can act on."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from recognition.kernel.errors import RecognitionError
from recognition.kernel.findings import suggestion

MAX_COUNT = 1_000_000
"""More than anybody does; a larger number is a slip."""


class RefusedError(RecognitionError):
    """A value in a badge file is not in the language.

    Attributes:
        path: Where it stands, from the value that was handed to the reader.
        code: The finding's stable name.
    """

    def __init__(self, message: str, *path: str | int, code: str = "bad-value") -> None:
        super().__init__(message)
        self.path = path
        self.code = code

    def below(self, *path: str | int) -> RefusedError:
        """Give the same refusal as seen from further up in the file."""
        return RefusedError(str(self), *path, *self.path, code=self.code)


@contextmanager
def at(*path: str | int) -> Iterator[None]:
    """Say where the value stands that is read inside: a refusal carries the path on."""
    try:
        yield
    except RefusedError as refused:
        raise refused.below(*path) from refused


def text(value: object) -> str:
    """Read a text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise RefusedError("must be a text that is not empty")
    return value


def texts(value: object) -> tuple[str, ...]:
    """Read one text or a list of texts."""
    if isinstance(value, str):
        return (text(value),)
    if not isinstance(value, list) or not value:
        raise RefusedError("must be a text or a list of texts that is not empty")
    for index, item in enumerate(value):
        if not isinstance(item, str) or not item.strip():
            raise RefusedError("must be a text that is not empty", index)
    return tuple(value)


def whole(value: object, *, least: int = 1, most: int = MAX_COUNT) -> int:
    """Read a whole number; YAML's `true` is none."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise RefusedError(f"must be a whole number from {least} to {most}")
    return value


def truth(value: object) -> bool:
    """Read `true` or `false`."""
    if not isinstance(value, bool):
        raise RefusedError("must be true or false")
    return value


def word(value: object, known: Iterable[str]) -> str:
    """Read one word out of a few."""
    words = sorted(known)
    if not isinstance(value, str) or value not in words:
        near = suggestion(value, words) if isinstance(value, str) else ""
        raise RefusedError(f"must be one of {', '.join(words)}{near}")
    return value


def mapping(value: object, *, known: Iterable[str] | None = None) -> dict[str, object]:
    """Read a mapping that is not empty.

    Args:
        value: What stands in the file.
        known: The keys it may have; any if not given.
    """
    if not isinstance(value, dict) or not value:
        raise RefusedError("must be a mapping that is not empty")
    if known is not None:
        words = sorted(known)
        for key in value:
            if key not in words:
                near = suggestion(key, words) or f"; known: {', '.join(words)}"
                raise RefusedError(f"unknown key '{key}'{near}", key, code="unknown-key")
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A length of time as people write it: days, weeks, calendar months or years."""

    number: int
    unit: str

    def after(self, moment: datetime) -> datetime:
        """Give the moment that much later.

        A month later is the same day of the next month, or its last day where it has no such
        day; the year 9999 is as far as time goes.
        """
        try:
            if self.unit in _DAYS:
                return moment + self.length()
            months = self.number * (12 if self.unit == "y" else 1)
            year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
            last = calendar.monthrange(year, month + 1)[1]
            return moment.replace(year=year, month=month + 1, day=min(moment.day, last))
        except (OverflowError, ValueError):
            return datetime.max.replace(tzinfo=moment.tzinfo)

    def length(self) -> timedelta:
        """Give the duration of a period of days or weeks."""
        return timedelta(days=self.number * _DAYS[self.unit])


_DAYS = {"d": 1, "w": 7}
_PERIOD = re.compile(r"([1-9][0-9]{0,4})(d|w|mo|y)")


def period(value: object, *, units: Iterable[str] = ("d", "w", "mo", "y")) -> Period:
    """Read a length of time such as `90d` or `24mo`."""
    units = tuple(units)
    match = _PERIOD.fullmatch(value) if isinstance(value, str) else None
    if match is None or match[2] not in units:
        raise RefusedError(f"must be a number and one of {', '.join(units)}, such as 90d")
    return Period(number=int(match[1]), unit=match[2])
