"""A question answered with a number, compared exactly, with a tolerance and units if wanted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, cast

from exams.bank import AnswerKey, PublicQuestion, Question, Response
from exams.formats.fields import Fields
from exams.questions.contract import (
    Grade,
    RawQuestion,
    ResponseError,
    question_type,
)
from exams.questions.numbers import NumberError, Quantity, exact, read_quantity
from exams.questions.typed import TextResponse, comparable, typed_text

NAME = "numeric"
MAX_TYPED = 100
"""Characters of a number and its unit."""

WITH_UNIT = "the unit counts"
"""Said beside a question that wants the unit written."""

UNIT_KEYS = frozenset(("name", "required", "accept"))
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


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NumericKey(AnswerKey):
    """The numbers that are right.

    Attributes:
        interval: In the unit the question names.
        units: What one of each unit is in that one; empty where units do not matter.
        unit_required: A number alone earns nothing.
    """

    interval: Interval
    units: Mapping[str, Fraction] = field(default_factory=dict)
    unit_required: bool = False


@question_type(NAME, "numerical", "number")
class Numeric:
    """The typed number must lie within the tolerance or the interval."""

    KEYS: frozenset[str] = frozenset(("tolerance", "interval", "unit"))

    def parse(self, raw: RawQuestion) -> tuple[PublicQuestion, NumericKey] | None:
        """Check what the author wrote; see the contract."""
        if raw.options:
            raw.error("unexpected-options", "a numeric question has no options; remove them")
            return None
        interval = _interval(raw)
        unit = _Unit.read(raw)
        if interval is None or unit is None:
            return None
        public = raw.public(NAME)
        if unit.required:
            public = replace(public, scoring=WITH_UNIT)
        else:
            public = replace(public, unit=unit.name)
        return public, NumericKey(
            interval=interval, units=unit.factors, unit_required=unit.required
        )

    def option_groups(self, question: PublicQuestion) -> tuple[tuple[str, ...], ...]:
        """There are no options."""
        del question
        return ()

    def parse_response(self, question: PublicQuestion, raw: object) -> TextResponse | None:
        """Read the typed number; see the contract."""
        response = typed_text(question.id, raw, most=MAX_TYPED)
        if response is None:
            return None
        try:
            quantity = read_quantity(response.text)
        except NumberError as error:
            raise ResponseError(question.id, str(error)) from error
        if quantity.unit and not question.unit and not question.scoring:
            raise ResponseError(question.id, "write the number alone, without a unit")
        return response

    def grade(self, question: Question, response: Response) -> Grade:
        """Give all marks for a number in the interval, converted where its unit is another."""
        key, text = cast("NumericKey", question.key), cast("TextResponse", response).text
        value = _converted(key, read_quantity(text))
        return Grade(share=Fraction(int(value is not None and value in key.interval)))

    def key_to_json(self, key: AnswerKey) -> dict[str, object]:
        """Give the stored form of a key; what is as usual is left out."""
        key = cast("NumericKey", key)
        stored: dict[str, object] = {
            "low": str(key.interval.low),
            "high": str(key.interval.high),
        }
        if not key.interval.low_closed:
            stored["lowClosed"] = False
        if not key.interval.high_closed:
            stored["highClosed"] = False
        if key.units:
            stored["units"] = {name: str(factor) for name, factor in sorted(key.units.items())}
        if key.unit_required:
            stored["unitRequired"] = True
        return stored

    def key_from_json(self, stored: Mapping[str, Any]) -> NumericKey:
        """Read a stored key back."""
        return NumericKey(
            interval=Interval(
                low=Fraction(stored["low"]),
                high=Fraction(stored["high"]),
                low_closed=stored.get("lowClosed", True),
                high_closed=stored.get("highClosed", True),
            ),
            units={name: Fraction(text) for name, text in stored.get("units", {}).items()},
            unit_required=stored.get("unitRequired", False),
        )


def _converted(key: NumericKey, quantity: Quantity) -> Fraction | None:
    """Give the number in the question's unit, or `None` where its unit is none of the key's."""
    if not quantity.unit:
        return None if key.unit_required else quantity.value
    for case_sensitive in (True, False):
        # Mb and MB may both be there; only where one unit is left does the case not matter.
        given = comparable(quantity.unit, case_sensitive=case_sensitive)
        factors = [
            factor
            for name, factor in key.units.items()
            if comparable(name, case_sensitive=case_sensitive) == given
        ]
        if len(factors) == 1:
            return quantity.value * factors[0]
    return None


def _interval(raw: RawQuestion) -> Interval | None:
    """Read `interval`, or `correctAnswer` and `tolerance`."""
    fields = raw.fields
    written = fields.text("interval")
    if written is not None:
        if raw.correct_answer is not None or fields.get("tolerance") is not None:
            raw.error("two-keys", "write either an interval, or correctAnswer and tolerance")
            return None
        return _read_interval(raw, written)
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


def _read_interval(raw: RawQuestion, written: str) -> Interval | None:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    """What the author says about units."""

    name: str = ""
    required: bool = False
    factors: Mapping[str, Fraction] = field(default_factory=dict)

    @classmethod
    def read(cls, raw: RawQuestion) -> _Unit | None:
        """Read the key `unit`: a name, or a mapping; `None` after an error."""
        written = raw.fields.get("unit")
        if not isinstance(written, dict):
            name = (raw.fields.text("unit") or "").strip()
            return cls(name=name, factors={name: Fraction(1)} if name else {})
        fields = raw.fields.inner("unit")
        fields.warn_of_unknown(UNIT_KEYS, where=f"{raw.id}, unit")
        name = (fields.text("name") or "").strip()
        if not name:
            raw.error("no-unit", "the unit has no name", line=fields.line())
            return None
        factors = _factors(raw, fields)
        if factors is None:
            return None
        return cls(
            name=name,
            required=fields.truth("required"),
            factors={name: Fraction(1), **factors},
        )


def _factors(raw: RawQuestion, fields: Fields) -> Mapping[str, Fraction] | None:
    """Read what one of each further unit is in the question's own."""
    written = fields.get("accept")
    if written is None:
        return {}
    if not isinstance(written, dict):
        message = 'write other units with what one of them is, such as {MiB: "1/1024"}'
        raw.error("no-unit", message, line=fields.line("accept"))
        return None
    factors: dict[str, Fraction] = {}
    for name, text in written.items():
        factor = exact(str(text))
        if factor is None or factor <= 0:
            line = fields.document.line(*fields.path, fields.key("accept"), name)
            raw.error("no-unit", f"'{name}' needs a number such as \"1/1024\"", line=line)
            return None
        factors[name] = factor
    return factors
