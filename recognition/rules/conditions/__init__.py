"""What the selected facts must add up to, beside their number: one module a condition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol, TypeAlias

from recognition.facts import Fact
from recognition.kernel.registry import Registry
from recognition.rules.terms import Terms

Value: TypeAlias = int | str | list[str] | None
"""What one fact brings to one condition; `None` where it brings nothing."""


class Measure(NamedTuple):
    """How far something is.

    Attributes:
        name: The key of the badge file that asks for it, such as `count` or `distinct`.
        done: How much there is, not more than `of`.
        of: How much it takes.
        unit: What is counted, in words that go with the number that is missing.
    """

    name: str
    done: int
    of: int
    unit: str

    @property
    def is_done(self) -> bool:
        """Tell whether nothing is missing."""
        return self.done >= self.of


class Condition(Protocol):
    """A fold over the values of the selected facts, in their order.

    The state is a JSON value. Once it holds for a number it keeps holding, whatever follows.
    """

    def value(self, fact: Fact) -> Value:
        """Give what the fact brings."""
        ...

    def start(self) -> Any:
        """Give the state before the first fact."""
        ...

    def step(self, state: Any, value: Value) -> Any:
        """Give the state after one more fact; the state given is not changed."""
        ...

    def holds(self, state: Any, number: int) -> bool:
        """Tell whether it is enough for a milestone of so many facts."""
        ...

    def measure(self, state: Any, number: int) -> Measure:
        """Say how far it is, for a milestone of so many facts."""
        ...


ConditionReader: TypeAlias = Callable[[object, Terms], tuple[Condition, ...]]

conditions: Registry[ConditionReader] = Registry("condition")
"""By key of the badge file: reads the value, refuses it with `RefusedError`, or makes them."""

ENOUGH = True
"""A state that holds for every number: what led there need not be kept any longer."""
