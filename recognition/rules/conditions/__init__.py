"""What the selected facts must add up to, beside their number: one module a condition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

from recognition.facts import Fact
from recognition.kernel.registry import Registry

Value: TypeAlias = int | str | None
"""What one fact brings to one condition; `None` where it brings nothing."""


class Condition(Protocol):
    """A fold over the values of the selected facts, in their order.

    The state is a JSON value. Once it holds it keeps holding, whatever follows.
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

    def holds(self, state: Any) -> bool:
        """Tell whether it is enough."""
        ...


conditions: Registry[Callable[[object], tuple[Condition, ...]]] = Registry("condition")
"""By key of the badge file: reads the value, refuses it with `RefusedError`, or makes them."""
