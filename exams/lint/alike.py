"""Find questions that ask the same, in the same words or nearly so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exams.alike import plain, prepared
from exams.blueprint import are_enemies
from exams.lint.contract import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exams.bank import Bank, Question


@rule("duplicate-text", "Remove one of the two.")
def duplicate_text(bank: Bank) -> Iterator[Hit]:
    """Find texts that are equal; each is told once, beside the first."""
    first: dict[str, Question] = {}
    for question in bank.pool:
        one = first.setdefault(plain(question.public.text), question)
        if one is not question:
            message = f"{question.id}: the same text as {one.id} on line {one.line}"
            yield Hit(question.line, message)


@rule("similar-text", "Name the two as enemies of each other, or make them differ.")
def similar_text(bank: Bank) -> Iterator[Hit]:
    """Find texts that are nearly equal; each is told once, beside the first it is like.

    Of texts that are equal the first stands for the others. Named enemies are not told.
    """
    by_text: dict[str, Question] = {}
    for question in bank.pool:
        by_text.setdefault(plain(question.public.text), question)
    asked, texts = list(by_text.values()), prepared(list(by_text))
    for place, other in enumerate(asked):
        for one, text in zip(asked[:place], texts, strict=False):
            if texts[place].is_near(text) and not are_enemies(one, other):
                message = f"{other.id}: nearly the same text as {one.id} on line {one.line}"
                yield Hit(other.line, message)
                break
