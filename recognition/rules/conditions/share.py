"""Limit what one counterpart can bring: at most so many percent of a number of facts.

It is no condition of its own: it says how facts are counted towards a milestone, so it stands
in a badge file beside `count` and `tiers`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from recognition.facts import Fact
from recognition.rules.conditions import ENOUGH, Measure, Value
from recognition.rules.conditions.distinct import DIMENSIONS
from recognition.rules.reading import RefusedError, at, mapping
from recognition.rules.wording import DIMENSIONS as WORDS
from recognition.rules.wording import noun

COUNTERPARTS: Mapping[str, Callable[[Fact], Value]] = {
    "author": DIMENSIONS["author"],
    "repo": DIMENSIONS["repo"],
}
"""Whose part can be limited. Facts without one are counted as those of one more."""

ALL = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """No counterpart brings more than its share of a milestone's number.

    For `25` and 40 %, each author counts for 10 facts at most, and 25 must come together that
    way. So a further fact never takes anything away, as it would if the share were one of what
    there is. At least one fact of each is counted. What is enough for a larger milestone is
    enough for the smaller ones, even where whole numbers make their share a little smaller. The
    state says how many facts there are of each, not above the share of the largest number.
    """

    dimension: str
    percent: int
    numbers: tuple[int, ...]
    kinds: frozenset[str] = field(default=frozenset())

    def of(self, number: int) -> int:
        """Give how many facts of one counterpart count towards a milestone of a number."""
        return max(number * self.percent // ALL, 1)

    def value(self, fact: Fact) -> Value:
        """Name the counterpart."""
        return str(COUNTERPARTS[self.dimension](fact))

    def start(self) -> Any:
        """Begin without any fact."""
        return {}

    def step(self, state: Any, value: Value) -> Any:
        """Count one more, until it is enough for the largest milestone."""
        if state is ENOUGH:
            return state
        had, largest = state.get(value, 0), max(self.numbers)
        if had >= self.of(largest):
            return state
        counted = {**state, value: had + 1}
        return ENOUGH if self._counted(counted, largest) >= largest else counted

    def _counted(self, state: Any, number: int) -> int:
        most = self.of(number)
        return min(sum(min(int(had), most) for had in state.values()), number)

    def holds(self, state: Any, number: int) -> bool:
        """Tell whether enough came together."""
        return state is ENOUGH or any(
            self._counted(state, one) >= one for one in self.numbers if one >= number
        )

    def measure(self, state: Any, number: int) -> Measure:
        """Give how many count."""
        done = number if self.holds(state, number) else self._counted(state, number)
        unit = f"{noun(self.kinds, number - done)} of other {WORDS[self.dimension][1]}"
        return Measure("max_share", done, number, unit)


_PERCENT = re.compile(r"([1-9][0-9]?)%")


def shares(value: object) -> tuple[tuple[str, int], ...]:
    """Read `{author: 40%}`: counterparts and percents."""
    found = []
    for dimension, percent in mapping(value, known=COUNTERPARTS).items():
        with at(dimension):
            match = _PERCENT.fullmatch(percent) if isinstance(percent, str) else None
            if match is None:
                raise RefusedError("must be a percentage below 100, such as 40%")
            found.append((dimension, int(match[1])))
    return tuple(found)
