"""Turn figures into flags: what is odd about a question, and what to do about it.

A flag is a reason to read the question again, never a verdict. Its message names no option, so
that it can stand where keys may not; the options it is about stand beside it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from exams.statistics.records import MIN_ATTEMPTS
from exams.statistics.thirds import Third

if TYPE_CHECKING:
    from exams.statistics.distractors import OptionTable
    from exams.statistics.exposure import Exposure
    from exams.statistics.items import ItemStatistics
    from exams.statistics.timing import Timing

TOO_EASY = Fraction(95, 100)
"""Above this facility a question tells hardly anybody from anybody; Moodle's highest band."""

TOO_HARD = Fraction(25, 100)
"""What blind ticking of one option of four earns; a question below it asks for luck."""

DEAD = Fraction(5, 100)
"""A wrong option that fewer choose is one nobody has to think about."""

OVER_EXPOSED = Fraction(3, 2)
"""Times the share of papers that an even draw would give a question."""

SLOW = 2
"""Times an even part of the time limit."""


class Flag(StrEnum):
    """What can be odd about a question."""

    NEGATIVE_DISCRIMINATION = "negative-discrimination"
    TOO_HARD = "too-hard"
    TOO_EASY = "too-easy"
    DEAD_DISTRACTOR = "dead-distractor"
    OVER_EXPOSED = "over-exposed"
    SLOW = "slow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One flag with what to do.

    Attributes:
        message: One or two sentences for the author; they tell nothing of the key.
        options: Ids of the options it is about; not in its printed form, for they tell the key.
    """

    flag: Flag
    message: str
    options: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What the author's plan asks of a question.

    Attributes:
        right: Ids of the options that are right; empty for typed answers. Never printed.
        rate: The share of papers an even draw puts it on; `None` where it is drawn no more.
        pace: An even part of the time limit; `None` without limit.
    """

    right: frozenset[str] = field(default=frozenset(), repr=False)
    rate: Fraction | None = None
    pace: timedelta | None = None


def advise(
    item: ItemStatistics,
    table: OptionTable,
    exposure: Exposure,
    timing: Timing,
    expected: Expectation,
) -> tuple[Advice, ...]:
    """Give the flags of a question version, the gravest first; none where all is withheld."""
    found = (
        _negative_discrimination(item, table, expected),
        _too_hard(item),
        _too_easy(item),
        _dead_distractors(item, table, expected),
        _over_exposed(exposure, expected),
        _slow(timing, expected),
    )
    return tuple(advice for advice in found if advice is not None)


def _negative_discrimination(
    item: ItemStatistics, table: OptionTable, expected: Expectation
) -> Advice | None:
    """Look for a wrong key: an index below nought by more than its error, 100/sqrt(n)."""
    index = item.discrimination
    if index is None or index >= -100 / math.sqrt(item.attempts):
        return None
    favourite = _favourite(table, Third.UPPER)
    message = (
        "Those who did well on the rest did worse here than those who did not. Probably the key "
        "is wrong, or the question says something else than it means: check both first."
    )
    options = (favourite,) if favourite and favourite not in expected.right else ()
    if options:
        message += " The upper third mostly chose an option that counts as wrong."
    return Advice(flag=Flag.NEGATIVE_DISCRIMINATION, message=message, options=options)


def _favourite(table: OptionTable, third: Third) -> str:
    """Give the option that most of a third chose; empty where there is none."""
    counts = [(option.by_third[third], option.option) for option in table.options]
    most, name = max(counts, default=(0, ""), key=lambda entry: entry[0])
    return name if most else ""


def _too_hard(item: ItemStatistics) -> Advice | None:
    if item.facility is None or item.facility >= TOO_HARD:
        return None
    return Advice(
        flag=Flag.TOO_HARD,
        message="Hardly anybody gets it. Check the key; then ask whether it can be known from the "
        "documentation, and whether the text leaves more than one reading.",
    )


def _too_easy(item: ItemStatistics) -> Advice | None:
    if item.facility is None or item.facility <= TOO_EASY:
        return None
    return Advice(
        flag=Flag.TOO_EASY,
        message="Nearly everybody gets it, so it tells nobody apart. Look for wording that gives "
        "the answer away; sharpen the wrong options, or retire it.",
    )


def _dead_distractors(
    item: ItemStatistics, table: OptionTable, expected: Expectation
) -> Advice | None:
    if not expected.right or item.facility is None or item.facility > TOO_EASY:
        return None
    dead = tuple(
        option.option
        for option in table.options
        if option.option not in expected.right and option.chosen < DEAD * table.attempts
    )
    if not dead:
        return None
    number = "One wrong option was" if len(dead) == 1 else f"{len(dead)} wrong options were"
    return Advice(
        flag=Flag.DEAD_DISTRACTOR,
        message=f"{number} chosen by fewer than one person in twenty. Replace what nobody "
        "believes by a mistake that people really make.",
        options=dead,
    )


def _over_exposed(exposure: Exposure, expected: Expectation) -> Advice | None:
    if expected.rate is None or exposure.of_papers < MIN_ATTEMPTS:
        return None
    if exposure.rate <= min(Fraction(1), OVER_EXPOSED * expected.rate):
        return None
    return Advice(
        flag=Flag.OVER_EXPOSED,
        message="It stands on far more papers than an even draw would put it on. Write more "
        "questions of its competency and difficulty, or let it rest.",
    )


def _slow(timing: Timing, expected: Expectation) -> Advice | None:
    if timing.median is None or expected.pace is None or timing.median <= SLOW * expected.pace:
        return None
    return Advice(
        flag=Flag.SLOW,
        message="Half of the people need more than twice an even part of the time. Shorten the "
        "text, part the question in two, or give more time.",
    )
