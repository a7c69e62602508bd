"""The rules of one exam, where each comes from, and who may sit it now."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DEFAULT_ORIGIN = "default"

GRACE = timedelta(seconds=60)
"""A slow network must not cost an attempt; more would be extra time for everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rules of one exam.

    Attributes:
        pass_percentage: 1 to 100; reaching it exactly passes.
        max_attempts: How often one person may sit; `None` is without limit.
        time_limit: From the start to the deadline; `None` is without limit.
        questions_per_attempt: How many are drawn; `None` is all of them.
        cool_down: The wait between the end of an attempt and the next; `None` is no wait.
        default_marks: What a question without `marks` is worth.
        expiry_months: How long a pass counts; `None` is for ever.
        grace: How long after the deadline answers on their way are still taken.
        origins: Where each field was set, such as `meshery-cli.md:6`; a field that is absent
            here has its default. Not part of the bank's version.
    """

    pass_percentage: int = 70
    max_attempts: int | None = 3
    time_limit: timedelta | None = None
    questions_per_attempt: int | None = None
    cool_down: timedelta | None = None
    default_marks: int = 2
    expiry_months: int | None = 24
    grace: timedelta = GRACE
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)

    def origin(self, name: str) -> str:
        """Say where a field was set."""
        return self.origins.get(name, DEFAULT_ORIGIN)

    def rows(self) -> list[tuple[str, str, str]]:
        """Give label, value in words and origin of every rule, for the candidate to read."""
        return [
            (_LABELS[name], words, self.origin(name))
            for name, words in (
                ("pass_percentage", f"{self.pass_percentage} % of the marks, or more"),
                ("max_attempts", _or_else(self.max_attempts, "no limit")),
                ("time_limit", duration_words(self.time_limit, none="no limit")),
                ("questions_per_attempt", _or_else(self.questions_per_attempt, "all")),
                ("cool_down", duration_words(self.cool_down, none="none")),
                ("expiry_months", _months_words(self.expiry_months)),
                ("grace", duration_words(self.grace, none="none")),
            )
        ]

    def as_json(self) -> dict[str, object]:
        """Give the stored form; durations in whole seconds, origins left out."""
        return {
            "passPercentage": self.pass_percentage,
            "maxAttempts": self.max_attempts,
            "timeLimitSeconds": _seconds(self.time_limit),
            "questionsPerAttempt": self.questions_per_attempt,
            "coolDownSeconds": _seconds(self.cool_down),
            "defaultMarks": self.default_marks,
            "expiryMonths": self.expiry_months,
            "graceSeconds": _seconds(self.grace),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, int | None]) -> Policy:
        """Read a stored policy back; the origins are gone."""
        return cls(
            pass_percentage=stored["passPercentage"] or 0,
            max_attempts=stored["maxAttempts"],
            time_limit=_duration(stored["timeLimitSeconds"]),
            questions_per_attempt=stored["questionsPerAttempt"],
            cool_down=_duration(stored["coolDownSeconds"]),
            default_marks=stored["defaultMarks"] or 0,
            expiry_months=stored["expiryMonths"],
            grace=_duration(stored["graceSeconds"]) or timedelta(0),
        )


_LABELS = {
    "pass_percentage": "To pass",
    "max_attempts": "Attempts",
    "time_limit": "Time",
    "questions_per_attempt": "Questions",
    "cool_down": "Wait between attempts",
    "expiry_months": "A pass counts for",
    "grace": "Grace after the deadline",
}


class Standing(StrEnum):
    """How a person stands with one exam."""

    MAY_START = "may-start"
    IN_PROGRESS = "in-progress"
    PASSED = "passed"
    COOLING_DOWN = "cooling-down"
    USED_UP = "used-up"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAttempt:
    """What eligibility needs to know of an attempt.

    Attributes:
        finished_at: When it was handed in or ran out; `None` while it is open.
        passed: `None` while it is open.
    """

    id: str
    started_at: datetime
    finished_at: datetime | None
    passed: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """Whether a person may sit an exam now, and why not.

    Attributes:
        words: One or two sentences for that person.
        attempts_used: Attempts that count now, the open one included.
        attempts_left: Further ones to start; `None` is without limit.
        attempt_id: The open attempt, where there is one.
        until: The end of the cool-down, or the moment a pass ceases to count.
    """

    standing: Standing
    words: str
    attempts_used: int
    attempts_left: int | None
    attempt_id: str | None = None
    until: datetime | None = None


def eligibility(policy: Policy, attempts: Iterable[PastAttempt], now: datetime) -> Eligibility:
    """Decide whether a person may start an attempt now.

    Once a pass no longer counts, the attempts up to its end do not count either: the person
    starts anew, as with a first certification.
    """
    attempts = sorted(attempts, key=lambda attempt: (attempt.started_at, attempt.id))
    pass_end = _last_pass_end(policy, attempts)
    if pass_end is not None and pass_end <= now:
        attempts = [attempt for attempt in attempts if attempt.started_at >= pass_end]
    used = len(attempts)
    left = None if policy.max_attempts is None else max(0, policy.max_attempts - used)

    def decided(
        standing: Standing,
        words: str,
        *,
        attempt_id: str | None = None,
        until: datetime | None = None,
    ) -> Eligibility:
        return Eligibility(
            standing=standing,
            words=words,
            attempts_used=used,
            attempts_left=left,
            attempt_id=attempt_id,
            until=until,
        )

    for attempt in attempts:
        if attempt.finished_at is None:
            words = "You have an attempt under way; carry on with it."
            return decided(Standing.IN_PROGRESS, words, attempt_id=attempt.id)
    if any(attempt.passed for attempt in attempts):
        until = "" if pass_end is None else f" Your pass counts until {date_words(pass_end)}."
        return decided(Standing.PASSED, f"You have passed this exam.{until}", until=pass_end)
    if left == 0:
        words = f"You have used all {used} attempts. Ask a maintainer what you can do next."
        return decided(Standing.USED_UP, words if used != 1 else _ONE_ATTEMPT_USED)
    ends = [attempt.finished_at for attempt in attempts if attempt.finished_at is not None]
    if policy.cool_down is not None and ends and (ready_at := max(ends) + policy.cool_down) > now:
        words = f"You can start the next attempt at {moment_words(ready_at)}."
        return decided(Standing.COOLING_DOWN, words, until=ready_at)
    return decided(Standing.MAY_START, _left_words(used, left))


_ONE_ATTEMPT_USED = "You have used the one attempt. Ask a maintainer what you can do next."


def add_months(moment: datetime, months: int) -> datetime:
    """Go forward by calendar months; the 31st becomes the last day of a shorter month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def duration_words(duration: timedelta | None, *, none: str) -> str:
    """Say a duration in its largest whole unit: `30 minutes`, `1 day`."""
    if duration is None:
        return none
    seconds = _seconds(duration) or 0
    for unit, name in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        if seconds % unit == 0 and seconds >= unit:
            count = seconds // unit
            return f"{count} {name}" if count == 1 else f"{count} {name}s"
    return none


def date_words(moment: datetime) -> str:
    """Give a day as `24 November 2026` (UTC)."""
    return f"{moment.day} {moment:%B %Y}"


def moment_words(moment: datetime) -> str:
    """Give a moment as `24 November 2026, 09:00 UTC`."""
    return f"{date_words(moment)}, {moment:%H:%M} UTC"


def _last_pass_end(policy: Policy, attempts: Iterable[PastAttempt]) -> datetime | None:
    """Give the moment at which the newest pass ceases to count; `None` if never or no pass."""
    passes = [a.finished_at for a in attempts if a.passed and a.finished_at is not None]
    if not passes or policy.expiry_months is None:
        return None
    return add_months(max(passes), policy.expiry_months)


def _left_words(used: int, left: int | None) -> str:
    if left is None:
        return "You can start an attempt."
    if used == 0:
        return f"You can start; you have {left} attempt{'' if left == 1 else 's'}."
    return f"You can start again; you have {left} attempt{'' if left == 1 else 's'} left."


def _or_else(number: int | None, none: str) -> str:
    return none if number is None else str(number)


def _months_words(months: int | None) -> str:
    if months is None:
        return "ever"
    return "1 month" if months == 1 else f"{months} months"


def _seconds(duration: timedelta | None) -> int | None:
    return None if duration is None else duration // timedelta(seconds=1)


def _duration(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)
