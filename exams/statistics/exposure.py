"""How often each question version was shown: what everybody has seen is soon no secret."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exams.statistics.records import AttemptRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """How often a question version stood on a paper.

    Attributes:
        papers: That had it.
        of_papers: All papers from the first to the last that had it; positive.
    """

    papers: int
    of_papers: int

    @property
    def rate(self) -> Fraction:
        """The share of the papers, above 0 to 1."""
        return Fraction(self.papers, self.of_papers)


def exposures(attempts: Sequence[AttemptRecord]) -> dict[str, Exposure]:
    """Count by version.

    Only papers between the first and the last with a version count against it: a question that
    came later, or was replaced, could not stand on the others.

    Args:
        attempts: In the order in which they began.
    """
    papers: Counter[str] = Counter()
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for number, attempt in enumerate(attempts):
        for version in attempt.form:
            papers[version] += 1
            first.setdefault(version, number)
            last[version] = number
    return {
        version: Exposure(papers=count, of_papers=last[version] - first[version] + 1)
        for version, count in sorted(papers.items())
    }
