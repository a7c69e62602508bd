"""Ask for constancy: at least one fact in each of so many consecutive weeks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from recognition.facts import Fact
from recognition.rules.conditions import Measure, Value, conditions
from recognition.rules.reading import at, mapping, required, whole, word
from recognition.rules.terms import Terms
from recognition.rules.units import UNITS
from recognition.rules.wording import DIMENSIONS as WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Streak:
    """Facts in consecutive days, ISO weeks, months or years, UTC.

    The state is `[last unit, units in a row]`; `None` before the first fact.
    """

    unit: str
    at_least: int

    def value(self, fact: Fact) -> Value:
        """Number the fact's unit."""
        return UNITS[self.unit](fact.at)

    def start(self) -> Any:
        """Begin without any unit."""
        return None

    def step(self, state: Any, value: Value) -> Any:
        """Lengthen the row, or begin another; a row that was long enough is kept."""
        if state is None:
            return [value, 1]
        last, length = state
        if value == last or length >= self.at_least:
            return state
        return [value, length + 1 if value == last + 1 else 1]

    def holds(self, state: Any, _number: int) -> bool:
        """Tell whether the row is long enough."""
        return state is not None and state[1] >= self.at_least

    def measure(self, state: Any, _number: int) -> Measure:
        """Count the units of the row that is being made."""
        done = 0 if state is None else state[1]
        words = WORDS[self.unit]
        return Measure("streak", done, self.at_least, words[self.at_least - done != 1])


@conditions("streak")
def streak(value: object, _terms: Terms) -> tuple[Streak, ...]:
    """Read `{unit: week, at_least: 8}`."""
    wanted = required(mapping(value, known=("unit", "at_least")), "unit", "at_least")
    with at("unit"):
        unit = word(wanted["unit"], UNITS)
    with at("at_least"):
        at_least = whole(wanted["at_least"])
    return (Streak(unit=unit, at_least=at_least),)
