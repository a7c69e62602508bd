"""What a fact must be like to be selected: one small module a filter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from recognition.facts import Fact
from recognition.kernel.registry import Registry
from recognition.rules.terms import Terms

Predicate: TypeAlias = Callable[[Fact], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One demand on a fact: a function to be fast, and its words to be explained.

    Attributes:
        holds: Tells whether a fact meets it; judging a fact calls nothing else.
        wanted: What is demanded, a phrase behind "pull requests", such as `labelled bug`.
        found: Says what a fact has in that place, such as `no labels`.
        name: Its key in `where`.
        parts: The filters a combination is made of.
    """

    holds: Predicate
    wanted: str
    found: Callable[[Fact], str]
    name: str = ""
    parts: tuple[Filter, ...] = ()


Reader: TypeAlias = Callable[[object, Terms], Filter]

filters: Registry[Reader] = Registry("filter")
"""By key of `where`: reads the value, refuses it with `RefusedError`, or makes a filter."""
