"""What a fact must be like to be selected: one small module a filter."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from recognition.facts import Fact
from recognition.kernel.registry import Registry

Predicate: TypeAlias = Callable[[Fact], bool]

filters: Registry[Callable[[object], Predicate]] = Registry("filter")
"""By key of `where`: reads the value, refuses it with `RefusedError`, or makes a predicate."""
