"""Tell whether two texts ask the same, in the same words or nearly so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

NEAR_PERCENT = 90
"""Texts this alike ask the same in other words; two of them on one paper help a candidate."""

LEAST_LETTERS = 25
"""Two texts shorter than this differ in one word that is all they ask: a pod, or a job."""


def plain(text: str) -> str:
    """Give a text as two are compared: one case, single spaces."""
    return " ".join(text.casefold().split())


def near(one: str, other: str) -> bool:
    """Tell whether two texts are equal, or long and 90 % of both a common subsequence."""
    if min(len(one), len(other)) < LEAST_LETTERS:
        return one == other
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A plain text, prepared for many comparisons.

    Attributes:
        letters: A bit for every letter, and one more for each time it comes again.
        pairs: The same of two letters that stand side by side.
    """

    text: str
    letters: int
    pairs: int

    def is_near(self, other: Text) -> bool:
        """Tell whether the two are alike, without a slow comparison for most that are not."""
        return self.may_be_near(other) and near(self.text, other.text)

    def may_be_near(self, other: Text) -> bool:
        """Rule nearly all pairs out by counting.

        Of texts with T letters in all that are near, at most T/10 are struck out or put in.
        The letters they share are then 9/20 of T or more; and as each stroke breaks three
        pairs between the two texts at most, they share (T - 2 - 3T/10) / 2 pairs or more.
        """
        total = len(self.text) + len(other.text)
        return (
            20 * (self.letters & other.letters).bit_count() >= 9 * total
            and 20 * (self.pairs & other.pairs).bit_count() >= 7 * total - 20
        )


def prepared(texts: Sequence[str]) -> list[Text]:
    """Prepare texts that are to be compared with each other."""
    letters: dict[tuple[str, int], int] = {}
    pairs: dict[tuple[str, int], int] = {}
    return [
        Text(
            text=text,
            letters=_bits(list(text), letters),
            pairs=_bits([text[n : n + 2] for n in range(len(text) - 1)], pairs),
        )
        for text in map(plain, texts)
    ]


@lru_cache(maxsize=64)
def families(texts: tuple[str, ...]) -> tuple[int, ...]:
    """Give each text the number of its family: texts that are alike, and what is alike to them.

    A family's number is the place of its first text. The bank of an exam is asked for with
    every paper, so that the last answers are kept.
    """
    found: list[int] = []
    compared = prepared(texts)
    for place, text in enumerate(compared):
        found.append(place)
        for other in range(place):
            if found[other] != found[place] and text.is_near(compared[other]):
                first, later = sorted((found[other], found[place]))
                found = [first if family == later else family for family in found]
    return tuple(found)


def _bits(parts: list[str], known: dict[tuple[str, int], int]) -> int:
    """Set a bit for every part and each of its repetitions, numbered as they are first met."""
    bits = 0
    seen: Counter[str] = Counter()
    for part in parts:
        seen[part] += 1
        bits |= 1 << known.setdefault((part, seen[part]), len(known))
    return bits
