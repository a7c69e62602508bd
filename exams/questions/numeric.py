"""A question answered with a number, compared exactly, with a tolerance and units if wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, cast

from exams.bank import AnswerKey, PublicQuestion, Question, Response
from exams.questions.contract import (
    Grade,
    RawQuestion,
    ResponseError,
    question_type,
)
from exams.questions.intervals import Interval, read_interval
from exams.questions.numbers import NumberError, Quantity, read_quantity
from exams.questions.typed import TextResponse, comparable, typed_text
from exams.questions.units import read_unit

NAME = "numeric"
MAX_TYPED = 100
"""Characters of a number and its unit."""

WITH_UNIT = "the unit counts"
"""Said beside a question that wants the unit written."""


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
        interval = read_interval(raw)
        unit = read_unit(raw)
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
