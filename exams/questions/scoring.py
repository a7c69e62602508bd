"""Name the policies by which partly right answers count, and keep what an author says to one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

NOTHING = Fraction(0)
ALL = Fraction(1)


class ScoringPolicy(StrEnum):
    """How the parts of an answer become a share of the marks."""

    ALL_OR_NOTHING = "all-or-nothing"
    NET_CORRECT = "net-correct"
    EACH_ANSWER = "each-answer"
    COVERAGE = "coverage"
    PROPORTIONAL_CORRECT = "proportional-correct"
    HALVES = "halves"
    OVER_SELECTION_CAP = "over-selection-cap"
    WEIGHTED = "weighted"
    MAPPING = "mapping"
    ABSOLUTE_POSITION = "absolute-position"
    ADJACENT_PAIRS = "adjacent-pairs"
    PREFIX = "prefix"


BY_VALUES = frozenset((ScoringPolicy.WEIGHTED, ScoringPolicy.MAPPING))
"""These need the author's values; all others need nothing but the key."""

FOR_ONE_TICK = (ScoringPolicy.ALL_OR_NOTHING, ScoringPolicy.WEIGHTED)
FOR_TICKS = (
    ScoringPolicy.ALL_OR_NOTHING,
    ScoringPolicy.NET_CORRECT,
    ScoringPolicy.EACH_ANSWER,
    ScoringPolicy.COVERAGE,
    ScoringPolicy.PROPORTIONAL_CORRECT,
    ScoringPolicy.HALVES,
    ScoringPolicy.OVER_SELECTION_CAP,
    ScoringPolicy.WEIGHTED,
    ScoringPolicy.MAPPING,
)
FOR_ORDER = (
    ScoringPolicy.ALL_OR_NOTHING,
    ScoringPolicy.ABSOLUTE_POSITION,
    ScoringPolicy.ADJACENT_PAIRS,
    ScoringPolicy.PREFIX,
)
FOR_PARTS = (ScoringPolicy.ALL_OR_NOTHING, ScoringPolicy.EACH_ANSWER, ScoringPolicy.MAPPING)

WORDS: Mapping[ScoringPolicy, str] = {
    ScoringPolicy.ALL_OR_NOTHING: "all or nothing",
    ScoringPolicy.NET_CORRECT: "a wrong one cancels a right one",
    ScoringPolicy.EACH_ANSWER: "each one counts",
    ScoringPolicy.COVERAGE: "wrong ones make right ones worth less",
    ScoringPolicy.PROPORTIONAL_CORRECT: "each right one counts, a wrong one ends it",
    ScoringPolicy.HALVES: "half for one slip, a quarter for two",
    ScoringPolicy.OVER_SELECTION_CAP: "each right one counts, less for too many",
    ScoringPolicy.WEIGHTED: "some count more than others",
    ScoringPolicy.MAPPING: "some count more than others",
    ScoringPolicy.ABSOLUTE_POSITION: "each right place counts",
    ScoringPolicy.ADJACENT_PAIRS: "each right neighbour counts",
    ScoringPolicy.PREFIX: "counts up to the first mistake",
}
"""What a candidate reads beside the question, before answering."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Scoring:
    """A policy with what the author said to it; the values tell the key, so none is printed.

    Attributes:
        values: By option, by part, or by `part=answer`: the share it adds, -1 to 1. Only the
            policies of `BY_VALUES` read them.
        default: What an answer adds that has no value.
        lower: The least share of an answer, 0 to 1.
        upper: The greatest, not below `lower`.
    """

    policy: ScoringPolicy = ScoringPolicy.ALL_OR_NOTHING
    values: Mapping[str, Fraction] = field(default_factory=dict)
    default: Fraction = NOTHING
    lower: Fraction = NOTHING
    upper: Fraction = ALL

    def __repr__(self) -> str:
        return f"<Scoring {self.policy}>"

    @property
    def words(self) -> str:
        """Say the policy to candidates."""
        return WORDS[self.policy]

    def as_json(self) -> dict[str, object]:
        """Give the stored form; what is as usual is left out, so that its bytes are one."""
        stored: dict[str, object] = {"policy": str(self.policy)}
        if self.values:
            stored["values"] = {name: str(self.values[name]) for name in sorted(self.values)}
        for name, value, usual in (
            ("default", self.default, NOTHING),
            ("lower", self.lower, NOTHING),
            ("upper", self.upper, ALL),
        ):
            if value != usual:
                stored[name] = str(value)
        return stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Scoring:
        """Read a stored scoring back."""
        return cls(
            policy=ScoringPolicy(stored["policy"]),
            values={name: Fraction(value) for name, value in stored.get("values", {}).items()},
            default=Fraction(stored.get("default", "0")),
            lower=Fraction(stored.get("lower", "0")),
            upper=Fraction(stored.get("upper", "1")),
        )

    def in_key(self) -> dict[str, object]:
        """Give what a stored key says of it: nothing where it is the usual one."""
        return {} if self == USUAL else {"scoring": self.as_json()}

    @classmethod
    def from_key(cls, stored: Mapping[str, Any]) -> Scoring:
        """Read it out of a stored key."""
        return cls.from_json(stored["scoring"]) if "scoring" in stored else USUAL

    def bounded(self, total: Fraction) -> Fraction:
        """Keep a sum of values within the author's bounds, and within 0 and 1 in any case."""
        within = min(max(total, self.lower), self.upper)
        return min(max(within, NOTHING), ALL)


USUAL = Scoring()
"""All or nothing: what a question without `scoring` has.

Source: the Academy's documentation, "no partial credit".
"""
