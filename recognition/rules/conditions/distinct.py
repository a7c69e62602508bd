"""Ask for variety: facts in so many different months, repositories, exams."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from recognition.facts import Fact
from recognition.rules.conditions import Value, conditions
from recognition.rules.filters.not_self import author_of
from recognition.rules.reading import at, mapping, whole
from recognition.rules.units import UNITS


def _repo(fact: Fact) -> Value:
    return fact.repo.id if fact.repo else None


def _exam(fact: Fact) -> Value:
    exam = fact.attrs.get("exam")
    return exam if isinstance(exam, str) else None


def _unit(name: str) -> Callable[[Fact], Value]:
    number = UNITS[name]
    return lambda fact: number(fact.at)


DIMENSIONS: Mapping[str, Callable[[Fact], Value]] = {
    **{name: _unit(name) for name in UNITS},
    "repo": _repo,
    "author": author_of,
    "exam": _exam,
}
"""What can be different about two facts."""

_ENOUGH = True
"""The state once the number is reached: the values need not be kept any longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distinct:
    """The facts have at least so many different values; the state is the list of them."""

    dimension: str
    at_least: int

    def value(self, fact: Fact) -> Value:
        """Give the fact's month, repository and so on."""
        return DIMENSIONS[self.dimension](fact)

    def start(self) -> Any:
        """Begin without any value."""
        return []

    def step(self, state: Any, value: Value) -> Any:
        """Add a value that is new."""
        if state is _ENOUGH or value is None or value in state:
            return state
        return _ENOUGH if len(state) + 1 >= self.at_least else [*state, value]

    def holds(self, state: Any) -> bool:
        """Tell whether there were enough."""
        return state is _ENOUGH


@conditions("distinct")
def distinct(value: object) -> tuple[Distinct, ...]:
    """Read `{month: 3, author: 10}`; all of them must hold."""
    found = []
    for dimension, number in mapping(value, known=DIMENSIONS).items():
        with at(dimension):
            found.append(Distinct(dimension=dimension, at_least=whole(number)))
    return tuple(found)
