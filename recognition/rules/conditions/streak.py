"""Ask for constancy: at least one fact in each of so many consecutive weeks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from recognition.facts import Fact
from recognition.rules.conditions import Value, conditions
from recognition.rules.reading import RefusedError, at, mapping, whole, word
from recognition.rules.units import UNITS


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
        if value == last or self.holds(state):
            return state
        return [value, length + 1 if value == last + 1 else 1]

    def holds(self, state: Any) -> bool:
        """Tell whether the row is long enough."""
        return state is not None and state[1] >= self.at_least


@conditions("streak")
def streak(value: object) -> tuple[Streak, ...]:
    """Read `{unit: week, at_least: 8}`."""
    wanted = mapping(value, known=("unit", "at_least"))
    for key in ("unit", "at_least"):
        if key not in wanted:
            raise RefusedError(f"'{key}' is missing", code="missing-key")
    with at("unit"):
        unit = word(wanted["unit"], UNITS)
    with at("at_least"):
        at_least = whole(wanted["at_least"])
    return (Streak(unit=unit, at_least=at_least),)
