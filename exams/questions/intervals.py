"""Read which numbers are right: an interval, or one number and how far off an answer may be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from exams.bank import AnswerKey
from exams.questions.contract import RawQuestion
from exams.questions.numbers import exact

_INTERVAL = re.compile(r"([\[(])([^,;]+)[,;]([^,;]+)([\])])")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Interval(AnswerKey):
    """The numbers from `low` to `high`; the bounds are in it where they are closed."""

    low: Fraction
    high: Fraction
    low_closed: bool = True
    high_closed: bool = True

    def __contains__(self, value: Fraction) -> bool:
        """Tell whether a number lies in it."""
        above = self.low <= value if self.low_closed else self.low < value
        below = value <= self.high if self.high_closed else value < self.high
        return above and below


def read_interval(raw: RawQuestion) -> Interval | None:
    """Read `interval`, or `correctAnswer` and `tolerance`."""
    fields = raw.fields
    written = fields.text("interval")
    if written is not None:
        if raw.correct_answer is not None or fields.get("tolerance") is not None:
            raw.error("two-keys", "write either an interval, or correctAnswer and tolerance")
            return None
        return _interval(raw, written)
    if raw.correct_answer is None:
        raw.error("no-key", "there is neither correctAnswer nor an interval")
        return None
    value = exact(raw.correct_answer)
    if value is None:
        message = f"correctAnswer '{raw.correct_answer[:40]}' is no number such as 9.81 or 1/3"
        raw.error("no-number", message, line=raw.answer_line)
        return None
    tolerance = _tolerance(raw, value)
    if tolerance is None:
        return None
    return Interval(low=value - tolerance, high=value + tolerance)


def _tolerance(raw: RawQuestion, value: Fraction) -> Fraction | None:
    """Read a tolerance: absolute, or with `%` relative to the right number; absent is none."""
    written = (raw.fields.text("tolerance") or "0").strip()
    number = exact(written.removesuffix("%"))
    if number is None or number < 0:
        message = f"the tolerance '{written[:40]}' is neither a number nor a percentage"
        raw.error("no-number", message, line=raw.fields.line("tolerance"))
        return None
    return number * abs(value) * Fraction(1, 100) if written.endswith("%") else number


def _interval(raw: RawQuestion, written: str) -> Interval | None:
    match = _INTERVAL.fullmatch(written.strip())
    low, high = (exact(match[2]), exact(match[3])) if match else (None, None)
    line = raw.fields.line("interval")
    if match is None or low is None or high is None:
        message = f"'{written[:40]}' is no interval such as [5, 7) or [5, 7]"
        raw.error("no-interval", message, line=line)
        return None
    interval = Interval(
        low=low, high=high, low_closed=match[1] == "[", high_closed=match[4] == "]"
    )
    if low > high or (low == high and not (interval.low_closed and interval.high_closed)):
        raw.error("no-interval", f"there is no number in '{written[:40]}'", line=line)
        return None
    return interval
