"""Check what stands in a badge file, and refuse it with a sentence its author can act on."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import NamedTuple, TypeVar

from recognition.kernel.errors import RecognitionError
from recognition.kernel.findings import suggestion

T = TypeVar("T")

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


NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MAX_NAME = 64


def name(value: object) -> str:
    """Read a stable name, such as the id of a badge."""
    found = text(value)
    if not NAME.fullmatch(found) or len(found) > MAX_NAME:
        raise RefusedError(
            f"must be lower-case letters, digits and single hyphens, {MAX_NAME} at most"
        )
    return found


def names(value: object) -> tuple[str, ...]:
    """Read one name or a list of names, which may be empty."""
    if value == []:
        return ()
    found = texts(value)
    for index, item in enumerate(found):
        with at(*([index] if isinstance(value, list) else [])):
            name(item)
    return found


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


def on(value: object) -> bool:
    """Read `true`, of a key that says nothing where it is false."""
    if truth(value) is False:
        raise RefusedError("must be true; leave it out otherwise")
    return True


def word(value: object, known: Iterable[str]) -> str:
    """Read one word out of a few."""
    words = sorted(known)
    if not isinstance(value, str) or value not in words:
        near = suggestion(value, words) if isinstance(value, str) else ""
        raise RefusedError(f"must be one of {', '.join(words)}{near}")
    return value


def words(value: object, known: Iterable[str]) -> tuple[str, ...]:
    """Read one word or a list of words, out of a few."""
    known = tuple(known)
    if isinstance(value, list):
        return tuple(each(texts(value), lambda item: word(item, known)))
    return (word(value, known),)


def each(value: object, read: Callable[[object], T]) -> list[T]:
    """Read every item of a list; a refusal says which one it is."""
    if not isinstance(value, list | tuple):
        raise RefusedError("must be a list")
    found: list[T] = []
    for index, item in enumerate(value):
        with at(index):
            found.append(read(item))
    return found


def several(value: object, read: Callable[[object], T]) -> list[T]:
    """Read one thing or a list of them that is not empty."""
    if value == []:
        raise RefusedError("must not be an empty list")
    return each(value, read) if isinstance(value, list) else [read(value)]


def required(found: dict[str, object], *keys: str) -> dict[str, object]:
    """Give a mapping back that has these keys."""
    missing = next((key for key in keys if key not in found), None)
    if missing is not None:
        raise RefusedError(f"'{missing}' is missing", code="missing-key")
    return found


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


class Bounds(NamedTuple):
    """Whole numbers from one to another, both included; `None` = without end."""

    least: int | None
    most: int | None

    def hold(self, number: object) -> bool:
        """Tell whether a value is a number inside; what is not known is not."""
        return (
            isinstance(number, int | Fraction)
            and (self.least is None or number >= self.least)
            and (self.most is None or number <= self.most)
        )

    def said(self, units: tuple[str, str]) -> str:
        """Write them with the word for one and for several: `5 or more lines`."""
        if self.most is None:
            return f"{self.least} or more {units[1]}"
        if self.least == self.most:
            return f"exactly {self.most} {units[self.most != 1]}"
        if self.least is None:
            return f"at most {self.most} {units[self.most != 1]}"
        return f"{self.least} to {self.most} {units[1]}"


_COMPARED = re.compile(r"(>=|<=|>|<|=)? ?([0-9]{1,7})")
_RANGE = re.compile(r"([0-9]{1,7}) ?- ?([0-9]{1,7})")


def bounds(value: object, *, most: int = MAX_COUNT) -> Bounds:
    """Read a comparison with a whole number: `">=2"`, `"<10"`, `"2-5"`, or `2` for exactly 2."""
    sign, number, end = "=", value, value
    if isinstance(value, str):
        if match := _RANGE.fullmatch(value):
            number, end = int(match[1]), int(match[2])
        elif match := _COMPARED.fullmatch(value):
            sign, number, end = match[1] or "=", int(match[2]), int(match[2])
    if not isinstance(number, int) or isinstance(number, bool) or not isinstance(end, int):
        raise RefusedError('must be a comparison with a whole number, such as ">=2" or "2-5"')
    if not 0 <= number <= end <= most:
        raise RefusedError(f"must compare with a number from 0 to {most}, the smaller one first")
    return {
        "=": Bounds(number, end),
        ">=": Bounds(number, None),
        ">": Bounds(number + 1, None),
        "<=": Bounds(None, number),
        "<": Bounds(None, number - 1),
    }[sign]


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)


def moment(value: object, *, is_end: bool = False) -> datetime:
    """Read a UTC date or a moment with its zone.

    Args:
        value: What stands in the file, such as `2025-10-01` or `2025-10-01T09:00:00Z`.
        is_end: A date means its last instant, not its first.
    """
    if isinstance(value, str):
        try:
            found = datetime.fromisoformat(value)
            if _DATE.fullmatch(value):
                begin = found.replace(tzinfo=UTC)
                return begin + _DAY - _INSTANT if is_end else begin
            if found.tzinfo is not None:
                return found.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise RefusedError("must be a date such as 2025-10-01, or a moment with its zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A length of time as people write it: days, weeks, calendar months or years."""

    number: int
    unit: str

    def __str__(self) -> str:
        return f"{self.number}{self.unit}"

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
