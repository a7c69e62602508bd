"""Find questions that ask the same, in the same words or nearly so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exams.lint.asked import plain
from exams.lint.contract import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from exams.bank import Bank, Question

NEAR_PERCENT = 90
"""Texts this alike ask the same in other words; two of them on one paper help a candidate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stem:
    """A question's text, prepared for many comparisons.

    Attributes:
        letters: A bit for every letter, and one more for each time it comes again.
        pairs: The same of two letters that stand side by side.
    """

    question: Question
    text: str
    letters: int
    pairs: int


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
    """Find texts that are nearly equal; each is told once, beside the first it is like."""
    stems = _stems(bank.pool)
    for place, other in enumerate(stems):
        for one in stems[:place]:
            if _may_be_near(one, other) and near(one.text, other.text):
                message = f"{other.question.id}: nearly the same text as {one.question.id}"
                yield Hit(other.question.line, f"{message} on line {one.question.line}")
                break


def near(one: str, other: str) -> bool:
    """Tell whether the longest common subsequence is 90 % of both texts or more."""
    return 200 * common_length(one, other) >= NEAR_PERCENT * (len(one) + len(other))


def common_length(one: str, other: str) -> int:
    """Give the length of the longest common subsequence.

    One bit a letter of the first text, in the bits of one number, so that a letter of the
    second costs a few operations. Source: H. Hyyro, "Bit-parallel LCS-length computation
    revisited" (2004).
    """
    start = 0
    shorter = min(len(one), len(other))
    while start < shorter and one[start] == other[start]:
        start += 1
    end = 0
    while end < shorter - start and one[-1 - end] == other[-1 - end]:
        end += 1
    one, other = one[start : len(one) - end], other[start : len(other) - end]
    places: dict[str, int] = {}
    for place, letter in enumerate(one):
        places[letter] = places.get(letter, 0) | 1 << place
    full = (1 << len(one)) - 1
    open_places = full
    for letter in other:
        matched = open_places & places.get(letter, 0)
        open_places = ((open_places + matched) | (open_places - matched)) & full
    return start + end + len(one) - open_places.bit_count()


def _may_be_near(one: _Stem, other: _Stem) -> bool:
    """Rule nearly all pairs out by counting; what is left needs the slow comparison.

    Of texts with T letters in all that are near, at most T/10 are struck out or put in. The
    letters they share are then 9/20 of T or more; and as each stroke breaks three pairs
    between the two texts at most, they share (T - 2 - 3T/10) / 2 pairs or more.
    """
    total = len(one.text) + len(other.text)
    return (
        20 * (one.letters & other.letters).bit_count() >= 9 * total
        and 20 * (one.pairs & other.pairs).bit_count() >= 7 * total - 20
    )


def _stems(questions: Sequence[Question]) -> Sequence[_Stem]:
    """Prepare different texts; of equal ones the first stands for the others."""
    texts: dict[str, Question] = {}
    for question in questions:
        texts.setdefault(plain(question.public.text), question)
    letters: dict[tuple[str, int], int] = {}
    pairs: dict[tuple[str, int], int] = {}
    return [
        _Stem(
            question=question,
            text=text,
            letters=_bits(list(text), letters),
            pairs=_bits([text[n : n + 2] for n in range(len(text) - 1)], pairs),
        )
        for text, question in texts.items()
    ]


def _bits(parts: list[str], known: dict[tuple[str, int], int]) -> int:
    """Set a bit for every part and each of its repetitions, numbered as they are first met."""
    bits = 0
    seen: Counter[str] = Counter()
    for part in parts:
        seen[part] += 1
        bits |= 1 << known.setdefault((part, seen[part]), len(known))
    return bits
