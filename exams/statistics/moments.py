"""Sums of squares and products about the mean, exactly."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Number = int | Fraction


def whole(values: Sequence[Number]) -> tuple[list[int], int]:
    """Give values as whole multiples of one part of a unit, and how many parts a unit has.

    Sums and comparisons of whole numbers are many times faster than those of fractions.
    """
    parts = math.lcm(1, *{value.denominator for value in values})
    return [value.numerator * (parts // value.denominator) for value in values], parts


def scatter(xs: Sequence[Number], ys: Sequence[Number]) -> Fraction:
    """Give the sum of (x - mean x)(y - mean y) over pairs; divided by n - 1 it is a covariance.

    Args:
        xs: At least one.
        ys: As many.
    """
    count = len(xs)
    (whole_xs, x_parts), (whole_ys, y_parts) = whole(xs), whole(ys)
    products = sum(x * y for x, y in zip(whole_xs, whole_ys, strict=True))
    scattered = count * products - sum(whole_xs) * sum(whole_ys)
    return Fraction(scattered, count * x_parts * y_parts)


def correlation(xs: Sequence[Number], ys: Sequence[Number]) -> float | None:
    """Give Pearson's coefficient, -1 to 1; `None` where either does not vary."""
    spread = scatter(xs, xs) * scatter(ys, ys)
    if spread == 0:
        return None
    # Cauchy and Schwarz keep the exact quotient in bounds; a rounded root might not.
    return max(-1.0, min(1.0, float(scatter(xs, ys)) / math.sqrt(spread)))


def deviation(xs: Sequence[Number]) -> float | None:
    """Give the sample's standard deviation, with n - 1; `None` of fewer than two."""
    if len(xs) <= 1:
        return None
    return math.sqrt(scatter(xs, xs) / (len(xs) - 1))
