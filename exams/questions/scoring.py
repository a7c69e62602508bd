"""Say what share of a question's marks an answer in parts earns, by policies that have names.

Each policy is the exact one of an engine that many candidates know; the formulas stand beside
the functions. Nothing is rounded, nothing is negative, and a question left open earns nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise, takewhile
from typing import Any

NOTHING = Fraction(0)
ALL = Fraction(1)
HALF = Fraction(1, 2)
QUARTER = Fraction(1, 4)


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


# --- ticks ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ticks:
    """Counts of one answer: ticked rightly and wrongly, of so many right ones and options."""

    right: int
    wrong: int
    key: int
    options: int

    @property
    def errors(self) -> int:
        """Ticked though wrong, or right and not ticked."""
        return self.wrong + self.key - self.right


def _all_or_nothing(ticks: _Ticks) -> Fraction:
    return NOTHING if ticks.errors else ALL


def _net_correct(ticks: _Ticks) -> Fraction:
    return max(NOTHING, Fraction(ticks.right - ticks.wrong, ticks.key))


def _each_answer(ticks: _Ticks) -> Fraction:
    return Fraction(ticks.options - ticks.errors, ticks.options)


def _coverage(ticks: _Ticks) -> Fraction:
    return Fraction(ticks.right * ticks.right, ticks.key * (ticks.right + ticks.wrong))


def _proportional_correct(ticks: _Ticks) -> Fraction:
    return NOTHING if ticks.wrong else Fraction(ticks.right, ticks.key)


def _halves(ticks: _Ticks) -> Fraction:
    """Open edX: half for one error of three options or more, a quarter for two of five."""
    if ticks.errors == 0:
        return ALL
    if ticks.errors == 1 and ticks.options >= 3:  # noqa: PLR2004 - the policy's own numbers
        return HALF
    if ticks.errors == 2 and ticks.options >= 5:  # noqa: PLR2004
        return QUARTER
    return NOTHING


def _over_selection_cap(ticks: _Ticks) -> Fraction:
    return Fraction(max(0, min(ticks.right, ticks.key - ticks.wrong)), ticks.key)


_BY_COUNTS: Mapping[ScoringPolicy, Callable[[_Ticks], Fraction]] = {
    ScoringPolicy.ALL_OR_NOTHING: _all_or_nothing,
    ScoringPolicy.NET_CORRECT: _net_correct,
    ScoringPolicy.EACH_ANSWER: _each_answer,
    ScoringPolicy.COVERAGE: _coverage,
    ScoringPolicy.PROPORTIONAL_CORRECT: _proportional_correct,
    ScoringPolicy.HALVES: _halves,
    ScoringPolicy.OVER_SELECTION_CAP: _over_selection_cap,
}


def share_of_ticks(
    scoring: Scoring,
    ticked: AbstractSet[str],
    *,
    right: AbstractSet[str],
    options: AbstractSet[str],
    disregarded: AbstractSet[str] = frozenset(),
    always_correct: AbstractSet[str] = frozenset(),
) -> Fraction:
    """Give the share for ticked options.

    Args:
        scoring: One of `FOR_TICKS`.
        ticked: Ids of options; none of them earns nothing, under every policy.
        right: The options that are right; at least one is not disregarded.
        options: All options of the question.
        disregarded: Flawed options that count neither way, ticked or not.
        always_correct: Flawed options that everybody who answers gains, ticked or not.

    Source: relate's `~DISREGARD~` and `~ALWAYS_CORRECT~` for the flawed ones.
    """
    if not ticked:
        return NOTHING
    ticked = (ticked - disregarded) | always_correct
    if not ticked:
        return NOTHING
    right = (right - disregarded) | always_correct
    if scoring.policy in BY_VALUES:
        values = (scoring.values.get(name, scoring.default) for name in ticked)
        return scoring.bounded(sum(values, start=NOTHING))
    counts = _Ticks(
        right=len(ticked & right),
        wrong=len(ticked - right),
        key=len(right),
        options=len(options - disregarded),
    )
    return _BY_COUNTS[scoring.policy](counts)


# --- order ----------------------------------------------------------------------------------


def share_of_order(
    scoring: Scoring, given: Sequence[str | None], *, right: Sequence[str]
) -> Fraction:
    """Give the share for things put in order.

    Args:
        scoring: One of `FOR_ORDER`.
        given: What stands at each place; `None` where nothing does, or more than one thing.
        right: The right order, of two things at least; as long as `given`.
    """
    places = [mine == theirs for mine, theirs in zip(given, right, strict=True)]
    if scoring.policy is ScoringPolicy.ABSOLUTE_POSITION:
        return Fraction(sum(places), len(places))
    if scoring.policy is ScoringPolicy.PREFIX:
        return Fraction(len(list(takewhile(bool, places))), len(places))
    if scoring.policy is ScoringPolicy.ADJACENT_PAIRS:
        wanted = set(pairwise(right))
        return Fraction(sum(pair in wanted for pair in pairwise(given)), len(wanted))
    return Fraction(int(all(places)))


# --- parts ----------------------------------------------------------------------------------


def share_of_parts(
    scoring: Scoring, given: Mapping[str, str], *, right: AbstractSet[str], parts: AbstractSet[str]
) -> Fraction:
    """Give the share for an answer in parts, such as pairs that match or gaps that are filled.

    By values, a part adds what stands under `part=answer`, else, where it is right, under its
    own name, else the default; a part left open adds nothing.

    Args:
        scoring: One of `FOR_PARTS`.
        given: What was answered, by part; open parts are absent.
        right: The parts that were answered rightly.
        parts: All parts of the question, one at least.
    """
    if not given:
        return NOTHING
    if scoring.policy is ScoringPolicy.EACH_ANSWER:
        return Fraction(len(right), len(parts))
    if scoring.policy is ScoringPolicy.MAPPING:
        total = sum(
            (_value(scoring, part, answer, right) for part, answer in given.items()),
            start=NOTHING,
        )
        return scoring.bounded(total)
    return Fraction(int(right == parts))


def _value(scoring: Scoring, part: str, answer: str, right: AbstractSet[str]) -> Fraction:
    own = scoring.values.get(f"{part}={answer}")
    if own is not None:
        return own
    return scoring.values.get(part, scoring.default) if part in right else scoring.default
