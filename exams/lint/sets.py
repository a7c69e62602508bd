"""Judge the fixed sets which the Academy's own pages serve one after the other."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from exams.blueprint import fixed_sets
from exams.lint.contract import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exams.bank import Bank


@rule("unequal-sets", "Order the questions so that every set is worth the same.")
def unequal_sets(bank: Bank) -> Iterator[Hit]:
    """Find exams whose attempts differ in what they are worth.

    Source: the Academy publishes the total of the first set for all of them.
    """
    sets = fixed_sets(bank)
    totals = [sum(question.public.marks for question in served) for served in sets]
    if any(one != other for one, other in pairwise(totals)):
        worth = ", ".join(str(total) for total in totals)
        size = bank.questions_per_attempt
        message = f"the Academy's sets of {size} questions are worth {worth} marks"
        yield Hit(1, f"{message}; make them equal")
