"""Judge what is typed: whether people who know the answer can hit the accepted spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exams.lint.contract import Hit, rule
from exams.questions.short_answer import TextKey
from exams.questions.typed import comparable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exams.bank import Bank


@rule("one-spelling", "List under 'accept' what else a person who knows it would type.")
def one_spelling(bank: Bank) -> Iterator[Hit]:
    """Find short answers of which one spelling is taken, and nobody looks at what is near."""
    for question in bank.pool:
        key = question.key
        if isinstance(key, TextKey) and not key.wildcard and not key.near_miss:
            taken = {comparable(t, case_sensitive=key.case_sensitive) for t in key.accepted}
            if len(taken) == 1:
                yield Hit(question.line, f"{question.id}: only one spelling is accepted")
