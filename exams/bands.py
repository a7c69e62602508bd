"""Tell a candidate what went well and what did not, without telling which answers were right."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from exams.bank import Competency

ENOUGH = 3
"""Of fewer questions together, a band would nearly say which were right."""

STRONG = Fraction(4, 5)
DEVELOPING = Fraction(1, 2)

OTHER = "Other subjects"


class Band(StrEnum):
    """How much of what a competency asked for was there."""

    STRONG = "strong"
    DEVELOPING = "developing"
    NEEDS_WORK = "needs work"

    @classmethod
    def of(cls, share: Fraction) -> Band:
        """Give the band of a share of the marks, 0 to 1."""
        if share >= STRONG:
            return cls.STRONG
        return cls.DEVELOPING if share >= DEVELOPING else cls.NEEDS_WORK


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What one question of a paper was worth and earned.

    Attributes:
        competency: The id of what it is about, or empty.
        study: Addresses to read up on it.
    """

    competency: str
    earned: Fraction
    possible: int
    study: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyResult:
    """How one competency went, or several small ones together.

    Attributes:
        questions: How many were asked, at least `ENOUGH`.
        study: Addresses to read up on it: its own, then those of all its questions on the
            paper, so that none tells which of them went badly. Of the web only, since what the
            linter says keeps no bank from being offered.
    """

    title: str
    questions: int
    band: Band
    study: tuple[str, ...]


def by_competency(
    marks: Sequence[Marks], competencies: Iterable[Competency]
) -> tuple[CompetencyResult, ...]:
    """Tell how each competency went, in the author's order.

    Competencies with fewer than `ENOUGH` questions are told together, with those of questions
    that name none; where these are still too few, the smallest of the others joins them.

    Returns:
        Nothing where the whole paper would be one competency: the score says that already.
    """
    known = {one.id: one for one in competencies}
    groups: dict[str, list[Marks]] = {name: [] for name in known}
    rest: list[Marks] = []
    for one in marks:
        groups.get(one.competency, rest).append(one)
    told = {name: group for name, group in groups.items() if len(group) >= ENOUGH}
    folded = [name for name, group in groups.items() if group and name not in told]
    rest += [one for name in folded for one in groups[name]]
    while told and 0 < len(rest) < ENOUGH:
        smallest = min(told, key=lambda name: len(told[name]))
        folded.append(smallest)
        rest += told.pop(smallest)
    results = [_result(known[name].title, told[name], [known[name]]) for name in told]
    if rest:
        results.append(_result(OTHER, rest, [known[name] for name in known if name in folded]))
    return tuple(results) if len(results) > 1 else ()


def _result(
    title: str, marks: Sequence[Marks], competencies: Sequence[Competency]
) -> CompetencyResult:
    earned = sum((one.earned for one in marks), start=Fraction(0))
    links = [*(one.study for one in competencies), *(one.study for one in marks)]
    study = dict.fromkeys(address for some in links for address in some if _is_web(address))
    return CompetencyResult(
        title=title,
        questions=len(marks),
        band=Band.of(Fraction(earned, sum(one.possible for one in marks))),
        study=tuple(study),
    )


def _is_web(address: str) -> bool:
    return address.lower().startswith(("https://", "http://"))
