"""The rules of one exam, where each comes from, and how they are said."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GRACE = timedelta(seconds=60)
"""A slow network must not cost an attempt; more would be extra time for everybody."""

USUAL_PERCENT = 100
"""The time of a person without extra time, of the exam's limit."""

DEFAULT_ORIGINS = {
    "pass_percentage": "default: the Academy's exam files, and the announcement of the program",
    "max_attempts": "default: the Academy's exam files",
    "time_limit": "default: none unless the exam sets one",
    "questions_per_attempt": "default: the whole bank",
    "default_marks": "default: the announcement of the program",
    "expiry_months": "default: the two years of the Academy's certificate",
}
"""Where the program's documents disagree, the files that its exams are made of count."""

OWN_DEFAULT = "default of this program; the Academy has no rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rules of one exam.

    Attributes:
        pass_percentage: 1 to 100; reaching it exactly passes.
        max_attempts: How often one person may sit, the first time included; `None` is without
            limit.
        time_limit: From the start to the deadline; `None` is without limit.
        questions_per_attempt: How many are drawn; `None` is all of them.
        cool_downs: The wait between the end of the first attempt and the next, of the second
            and the next, and so on; the last one holds for all further ones. Empty is no wait.
        default_marks: What a question without `marks` is worth.
        expiry_months: How long a pass counts; `None` is for ever.
        renewal_window: How long before its end a pass may be renewed; `None` is not before
            the end.
        appeal_window: How long after a result one may object to it; `None` is never.
        grace: How long after the deadline answers on their way are still taken.
        origins: Where each field was set, such as `meshery-cli.md:6`; a field that is absent
            here has its default. Not part of the bank's version.
    """

    pass_percentage: int = 70
    max_attempts: int | None = 3
    time_limit: timedelta | None = None
    questions_per_attempt: int | None = None
    cool_downs: tuple[timedelta, ...] = ()
    default_marks: int = 2
    expiry_months: int | None = 24
    renewal_window: timedelta | None = timedelta(days=90)
    appeal_window: timedelta | None = timedelta(days=14)
    grace: timedelta = GRACE
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)

    def origin(self, name: str) -> str:
        """Say where a field was set, or whose default it has."""
        return self.origins.get(name) or DEFAULT_ORIGINS.get(name, OWN_DEFAULT)

    def cool_down(self, attempts: int) -> timedelta:
        """Give the wait after so many attempts; nothing before the first."""
        if not attempts or not self.cool_downs:
            return timedelta(0)
        return self.cool_downs[min(attempts, len(self.cool_downs)) - 1]

    def rows(self, *, percent: int = USUAL_PERCENT) -> list[tuple[str, str, str]]:
        """Give label, value in words and origin of every rule, for the candidate to read.

        Args:
            percent: The time this person has, of the exam's limit.
        """
        words = {
            "pass_percentage": f"{self.pass_percentage} % of the marks, or more",
            "max_attempts": _attempts_words(self.max_attempts),
            "time_limit": extended_words(self.time_limit, percent, none="no limit"),
            "questions_per_attempt": _or_else(self.questions_per_attempt, "all"),
            "cool_downs": _cool_down_words(self.cool_downs),
            "expiry_months": _months_words(self.expiry_months),
            "renewal_window": _renewal_words(self.renewal_window),
            "appeal_window": _appeal_words(self.appeal_window),
            "grace": extended_words(self.grace, percent, none="none"),
        }
        if self.expiry_months is None:
            del words["renewal_window"]
        return [(_LABELS[name], value, self.origin(name)) for name, value in words.items()]

    def as_json(self) -> dict[str, object]:
        """Give the stored form; durations in whole seconds, origins left out."""
        return {
            "passPercentage": self.pass_percentage,
            "maxAttempts": self.max_attempts,
            "timeLimitSeconds": _seconds(self.time_limit),
            "questionsPerAttempt": self.questions_per_attempt,
            "coolDownSeconds": [_seconds(one) for one in self.cool_downs],
            "defaultMarks": self.default_marks,
            "expiryMonths": self.expiry_months,
            "renewalWindowSeconds": _seconds(self.renewal_window),
            "appealWindowSeconds": _seconds(self.appeal_window),
            "graceSeconds": _seconds(self.grace),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Policy:
        """Read a stored policy back; the origins are gone.

        Policies of former versions know one cool-down, no renewal and no appeal.
        """
        cool_downs = stored["coolDownSeconds"]
        if not isinstance(cool_downs, list):
            cool_downs = [cool_downs] if cool_downs else []
        return cls(
            pass_percentage=stored["passPercentage"],
            max_attempts=stored["maxAttempts"],
            time_limit=_duration(stored["timeLimitSeconds"]),
            questions_per_attempt=stored["questionsPerAttempt"],
            cool_downs=tuple(timedelta(seconds=one) for one in cool_downs),
            default_marks=stored["defaultMarks"],
            expiry_months=stored["expiryMonths"],
            renewal_window=_duration(stored.get("renewalWindowSeconds")),
            appeal_window=_duration(stored.get("appealWindowSeconds")),
            grace=_duration(stored["graceSeconds"]) or timedelta(0),
        )


_LABELS = {
    "pass_percentage": "To pass",
    "max_attempts": "Attempts",
    "time_limit": "Time",
    "questions_per_attempt": "Questions",
    "cool_downs": "Wait between attempts",
    "expiry_months": "A pass counts for",
    "renewal_window": "Renewal",
    "appeal_window": "Appeal",
    "grace": "Grace after the deadline",
}


def extended(duration: timedelta, percent: int) -> timedelta:
    """Give a duration with a person's extra time; exact, in whole microseconds."""
    return duration * percent // USUAL_PERCENT


def add_months(moment: datetime, months: int) -> datetime:
    """Go forward by calendar months; the 31st becomes the last day of a shorter month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def duration_words(duration: timedelta | None, *, none: str) -> str:
    """Say a duration in its largest whole unit: `30 minutes`, `1 day`.

    Only where no unit above the second fits, as after a quarter of extra time, it has two:
    `31 minutes 15 seconds`.
    """
    if duration is None:
        return none
    seconds = _seconds(duration) or 0
    for length, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds and seconds % length == 0:
            return counted(seconds // length, unit)
    minutes, rest = divmod(seconds, 60)
    parts = [counted(number, unit) for number, unit in ((minutes, "minute"), (rest, "second"))]
    return " ".join(part for part in parts if not part.startswith("0 ")) or none


def extended_words(duration: timedelta | None, percent: int, *, none: str) -> str:
    """Say a duration, and how it came about where a person has extra time.

    `45 minutes (30 + 50 %)` for 30 minutes and 150 percent.
    """
    usual = duration_words(duration, none=none)
    if duration is None or percent == USUAL_PERCENT:
        return usual
    whole = duration_words(extended(duration, percent), none=none)
    number, unit = usual.split(" ", 1)
    same = unit.rstrip("s") == whole.split(" ", 1)[1].rstrip("s")
    return f"{whole} ({number if same else usual} + {percent - USUAL_PERCENT} %)"


def date_words(moment: datetime) -> str:
    """Give a day as `24 November 2026` (UTC)."""
    return f"{moment.day} {moment:%B %Y}"


def moment_words(moment: datetime) -> str:
    """Give a moment as `24 November 2026, 09:00 UTC`."""
    return f"{date_words(moment)}, {moment:%H:%M} UTC"


def counted(number: int, noun: str) -> str:
    """Give a number with its noun: `1 attempt`, `3 attempts`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _attempts_words(attempts: int | None) -> str:
    if attempts is None:
        return "no limit"
    retakes = attempts - 1
    return f"{attempts}: the first and {counted(retakes, 'retake')}" if retakes else "1, no retake"


def _cool_down_words(cool_downs: Sequence[timedelta]) -> str:
    words = [duration_words(one, none="none") for one in cool_downs]
    if len(words) < 2:  # noqa: PLR2004 - one wait is the same after every attempt
        return next(iter(words), "none")
    places = [f"{word} after attempt {place}" for place, word in enumerate(words, start=1)]
    return ", ".join(places) + " and later ones"


def _renewal_words(window: timedelta | None) -> str:
    if window is None:
        return "after the end of a pass; attempts count anew"
    before = duration_words(window, none="")
    return f"from {before} before the end of a pass, which stays meanwhile; attempts count anew"


def _appeal_words(window: timedelta | None) -> str:
    return "none" if window is None else f"within {duration_words(window, none='')} of the result"


def _or_else(number: int | None, none: str) -> str:
    return none if number is None else str(number)


def _months_words(months: int | None) -> str:
    return "ever" if months is None else counted(months, "month")


def _seconds(duration: timedelta | None) -> int | None:
    return None if duration is None else duration // timedelta(seconds=1)


def _duration(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)
