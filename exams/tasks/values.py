"""Compare values of documents: strictly by kind, numbers exactly, amounts as Kubernetes does."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

_SUFFIXES: Mapping[str, Fraction] = {
    "": Fraction(1),
    "n": Fraction(1, 1000**3),
    "u": Fraction(1, 1000**2),
    "m": Fraction(1, 1000),
    **{letter: Fraction(1000**power) for power, letter in enumerate("kMGTPE", start=1)},
    **{f"{letter}i": Fraction(1024**power) for power, letter in enumerate("KMGTPE", start=1)},
}
"""Source: the Kubernetes API's `resource.Quantity`; exponents are left out."""

MAX_DIGITS = 40
"""Of a quantity; more is no amount of anything."""

_OF_NUMBERS = frozenset("-+./0123456789")


def plain_fraction(text: str) -> Fraction | None:
    """Read a number that a person typed, such as `2`, `1.5` or `1/2`; `None` where it is none.

    Exponents are none: a short one would make a number that fills the memory.
    """
    if len(text) > MAX_DIGITS or not set(text) <= _OF_NUMBERS:
        return None
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def number(value: Any) -> Fraction | None:
    """Give a number exactly as it is written; `None` where it is none, and for true and false."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, Fraction)):
        return None
    return Fraction(str(value))


def quantity(value: Any) -> Fraction | None:
    """Give a number, or a text such as `500m` or `1.5Gi`, as an amount; else `None`."""
    if not isinstance(value, str):
        return number(value)
    digits = value.rstrip("numkKMGTPEi")
    unit = _SUFFIXES.get(value[len(digits) :])
    plain = digits.removeprefix("-").removeprefix("+").replace(".", "", 1)
    if unit is None or not (plain.isascii() and plain.isdigit()) or len(plain) > MAX_DIGITS:
        return None
    return Fraction(digits) * unit


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are equal: `3` is not `"3"`, `true` is not `1`, and `1` is `1.0`."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    first, second = number(one), number(other)
    if first is not None or second is not None:
        return first == second
    return type(one) is type(other) and bool(one == other)


def contains(value: Any, wanted: Any) -> bool:
    """Tell whether a text holds a text, a list an item, or a mapping all of another's entries."""
    if isinstance(value, str):
        return isinstance(wanted, str) and wanted in value
    if isinstance(value, list):
        return any(same(item, wanted) for item in value)
    if isinstance(value, dict) and isinstance(wanted, dict):
        return all(key in value and same(value[key], wanted[key]) for key in wanted)
    return False


def matches(text: Any, pattern: str) -> bool:
    """Tell whether a whole text is like a pattern, in which `*` is any number of characters.

    Each part between stars is looked for once, from left to right, so that no pattern is slow.
    """
    if not isinstance(text, str):
        return False
    first, *parts = pattern.split("*")
    if not parts:
        return text == pattern
    *inner, last = parts
    if not text.startswith(first):
        return False
    at = len(first)
    for part in inner:
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return len(text) - len(last) >= at and text.endswith(last)
