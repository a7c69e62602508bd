"""Make random numbers from a seed: the same on any machine, for ever."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORD = 1 << 64

T = TypeVar("T")


def words(seed: str, purpose: str) -> Iterator[int]:
    """Give an endless stream of 64-bit numbers: HMAC-SHA-256 of the purpose and a counter.

    Our own, because the library's shuffle may change between versions of Python.
    """
    key = seed.encode()
    counter = 0
    while True:
        block = hmac.digest(key, f"{purpose}:{counter}".encode(), hashlib.sha256)
        for start in range(0, len(block), 8):
            yield int.from_bytes(block[start : start + 8], "big")
        counter += 1


def below(limit: int, numbers: Iterator[int]) -> int:
    """Give a number from 0 up to but not including the limit, each equally likely.

    Numbers beyond the largest multiple of the limit are rejected; keeping them would favour
    small ones.
    """
    fair = _WORD - _WORD % limit
    return next(number for number in numbers if number < fair) % limit


def shuffle(items: Sequence[T], numbers: Iterator[int]) -> list[T]:
    """Shuffle by Fisher and Yates, from the end; every order is equally likely."""
    shuffled = list(items)
    for last in range(len(shuffled) - 1, 0, -1):
        other = below(last + 1, numbers)
        shuffled[last], shuffled[other] = shuffled[other], shuffled[last]
    return shuffled
