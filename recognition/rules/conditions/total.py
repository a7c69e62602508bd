"""Ask for a quantity: so many lines added, so many comments on lines, in all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from recognition.facts import Fact
from recognition.rules.conditions import Measure, Value, conditions
from recognition.rules.filters.numbers import attribute, size
from recognition.rules.reading import MAX_COUNT, at, mapping, whole
from recognition.rules.terms import Terms
from recognition.rules.wording import AMOUNTS

QUANTITIES: Mapping[str, Callable[[Fact], int | None]] = {
    "size": size,
    **{name: attribute(name) for name in ("additions", "deletions", "comments", "body_length")},
}
"""What can be added up; a fact on which it is not known adds nothing."""

MAX_TOTAL = MAX_COUNT * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """The facts bring at least so much together; the state is the sum, not above that."""

    quantity: str
    at_least: int

    def value(self, fact: Fact) -> Value:
        """Give what the fact adds; a number below nothing is nobody's work."""
        return max(QUANTITIES[self.quantity](fact) or 0, 0)

    def start(self) -> Any:
        """Begin with nothing."""
        return 0

    def step(self, state: Any, value: Value) -> Any:
        """Add, until it is enough."""
        return min(state + value, self.at_least)

    def holds(self, state: Any, _number: int) -> bool:
        """Tell whether it is enough."""
        return bool(state >= self.at_least)

    def measure(self, state: Any, _number: int) -> Measure:
        """Give the sum."""
        words = AMOUNTS[self.quantity]
        return Measure("sum", state, self.at_least, words[self.at_least - state != 1])


@conditions("sum")
def total(value: object, _terms: Terms) -> tuple[Total, ...]:
    """Read `{additions: 1000}`; all of them must hold."""
    found = []
    for quantity, number in mapping(value, known=QUANTITIES).items():
        with at(quantity):
            found.append(Total(quantity=quantity, at_least=whole(number, most=MAX_TOTAL)))
    return tuple(found)
