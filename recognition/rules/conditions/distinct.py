"""Ask for variety: facts in so many different months, repositories, exams."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from recognition.facts import Fact
from recognition.rules.conditions import ENOUGH, Measure, Value, conditions
from recognition.rules.filters.not_self import author_of
from recognition.rules.reading import at, mapping, whole
from recognition.rules.terms import Terms
from recognition.rules.units import UNITS
from recognition.rules.wording import DIMENSIONS as WORDS


def _repo(fact: Fact) -> Value:
    return fact.repo.id if fact.repo else None


def _labels(fact: Fact) -> Value:
    return sorted({label.lower() for label in fact.attrs.get("labels") or ()})


def _attribute(name: str) -> Callable[[Fact], Value]:
    def value(fact: Fact) -> Value:
        found = fact.attrs.get(name)
        return found if isinstance(found, str) else None

    return value


def _unit(name: str) -> Callable[[Fact], Value]:
    number = UNITS[name]
    return lambda fact: number(fact.at)


DIMENSIONS: Mapping[str, Callable[[Fact], Value]] = {
    **{name: _unit(name) for name in UNITS},
    **{name: _attribute(name) for name in ("exam", "badge", "team")},
    "repo": _repo,
    "author": author_of,
    "label": _labels,
    "kind": lambda fact: str(fact.kind),
}
"""What can be different about two facts, beside their domains; one may have several labels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distinct:
    """The facts have at least so many different values; the state is the list of them."""

    dimension: str
    at_least: int
    of: Callable[[Fact], Value] = field(repr=False)

    def value(self, fact: Fact) -> Value:
        """Give the fact's month, repository and so on."""
        return self.of(fact)

    def start(self) -> Any:
        """Begin without any value."""
        return []

    def step(self, state: Any, value: Value) -> Any:
        """Add what is new of a value, or of several."""
        if state is ENOUGH or value is None:
            return state
        new = [one for one in (value if isinstance(value, list) else [value]) if one not in state]
        if not new:
            return state
        return ENOUGH if len(state) + len(new) >= self.at_least else [*state, *new]

    def holds(self, state: Any, _number: int) -> bool:
        """Tell whether there were enough."""
        return state is ENOUGH

    def measure(self, state: Any, _number: int) -> Measure:
        """Count the values."""
        done = self.at_least if state is ENOUGH else len(state)
        words = WORDS[self.dimension]
        return Measure("distinct", done, self.at_least, words[self.at_least - done != 1])


@conditions("distinct")
def distinct(value: object, terms: Terms) -> tuple[Distinct, ...]:
    """Read `{month: 3, author: 10}`; all of them must hold."""

    def domains(fact: Fact) -> Value:
        return sorted(terms.domains.of(fact))

    known = {**DIMENSIONS, "domain": domains}
    found = []
    for dimension, number in mapping(value, known=known).items():
        with at(dimension):
            found.append(
                Distinct(dimension=dimension, at_least=whole(number), of=known[dimension])
            )
    return tuple(found)
