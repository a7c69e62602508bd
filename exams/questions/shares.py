"""Compute what share of a question's marks an answer in parts earns, by a policy that has a name.

Each policy is the exact one of an engine that many candidates know; the formulas stand beside
the functions. Nothing is rounded, nothing is negative, and a question left open earns nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, takewhile

from exams.questions.scoring import ALL, BY_VALUES, NOTHING, Scoring, ScoringPolicy

HALF = Fraction(1, 2)
QUARTER = Fraction(1, 4)

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
