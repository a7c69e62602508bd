"""Put the passes of a certification's exams together into one figure, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exams.grading import Score


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite:
    """The mean of the shares of several exams, each of the same weight.

    Source: the certification's own description, "each domain weighted at 20%" of five.

    Attributes:
        exams: How many belong to it.
        passed: How many of them have a pass that counts.
        share: The exact mean, 0 to 1; `None` before all are passed.
    """

    exams: int
    passed: int
    share: Fraction | None

    @property
    def percent(self) -> str:
        """Give the mean as a percentage with two decimals, cut off; empty where there is none."""
        if self.share is None:
            return ""
        hundredths = 10_000 * self.share.numerator // self.share.denominator
        return f"{hundredths // 100}.{hundredths % 100:02d}"

    @property
    def weight(self) -> str:
        """Say what each exam weighs."""
        return f"{Fraction(100, self.exams)} %" if 100 % self.exams == 0 else f"1/{self.exams}"


def composite(best: Mapping[str, Score | None]) -> Composite:
    """Put exams together.

    Args:
        best: For each exam that belongs to it, the best score of a pass that counts now, or
            `None`.
    """
    scores = [score for score in best.values() if score is not None]
    is_whole = bool(best) and len(scores) == len(best)
    total = sum((score.share for score in scores), start=Fraction(0))
    return Composite(
        exams=len(best), passed=len(scores), share=Fraction(total, len(best)) if is_whole else None
    )
