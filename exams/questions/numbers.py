"""Read numbers that people type, exactly, as far as there is only one way to read them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

MAX_DIGITS = 40
MAX_EXPONENT = 60
"""More than the universe has of anything; and 10 to a billion would fill the memory."""

_SPACES = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")
"""Between groups of three digits."""

_MINUS = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-"})

_NUMBER = re.compile(
    r"(?P<sign>[+-]?)\s?(?P<digits>\d[\d.,]*|[.,]\d+)(?:[eE](?P<exponent>[+-]?\d+))?(?P<rest>.*)",
    re.ASCII | re.DOTALL,
)
_WHOLE_IN_GROUPS = re.compile(r"[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})+", re.ASCII)
_GROUPS_AND_PART = re.compile(r"[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*(?!\1)[.,]\d*", re.ASCII)
_PLAIN = re.compile(r"(\d*)([.,]?)(\d*)", re.ASCII)
_ONE_GROUP = re.compile(r"[1-9]\d{0,2},\d{3}", re.ASCII)

AMBIGUOUS = "it can be read in two ways; write it without a comma, such as 1234 or 1.234"
NO_NUMBER = "the answer must be a number, such as 9.81"
TOO_LARGE = f"the number has more than {MAX_DIGITS} digits, or is too large or small"


class NumberError(ValueError):
    """The text is no number, or not one only; its text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number, and what stands behind it.

    Attributes:
        unit: As it was typed, or empty.
    """

    value: Fraction
    unit: str


def read_quantity(text: str) -> Quantity:
    """Read `9.81`, `1 234,56 GiB`, `1,234.56` or `-3e-5 m`.

    A point or comma before the last digits is a decimal one, and those between groups of three
    are not; a space or apostrophe may stand between such groups. `1,234` is refused, since half
    of the world reads it as more than a thousand.

    Raises:
        NumberError: It is no number, too large to reckon with, or ambiguous.
    """
    text = _plain(text).translate(_MINUS).strip()
    match = _NUMBER.fullmatch(_SPACES.sub("", text))
    if match is None:
        raise NumberError(NO_NUMBER)
    digits, exponent = match["digits"], match["exponent"] or "0"
    if sum(character.isdigit() for character in digits) > MAX_DIGITS:
        raise NumberError(TOO_LARGE)
    # Leading noughts aside, a longer exponent is a larger one than we take.
    if len(exponent.lstrip("+-").lstrip("0")) > len(str(MAX_EXPONENT)):
        raise NumberError(TOO_LARGE)
    if abs(int(exponent)) > MAX_EXPONENT:
        raise NumberError(TOO_LARGE)
    unit = match["rest"].strip()
    if unit[:1].isnumeric():
        raise NumberError(NO_NUMBER)
    value = _decimal(digits) * Fraction(10) ** int(exponent)
    return Quantity(value=-value if match["sign"] == "-" else value, unit=unit)


def _plain(text: str) -> str:
    """Make full-width digits and odd spaces plain, and leave powers alone: 10³ is not 103."""
    return "".join(
        character
        if unicodedata.category(character) == "No"
        else unicodedata.normalize("NFKC", character)
        for character in text
    )


def _decimal(digits: str) -> Fraction:
    if _ONE_GROUP.fullmatch(digits):
        raise NumberError(AMBIGUOUS)
    if _WHOLE_IN_GROUPS.fullmatch(digits):
        return Fraction(re.sub("[.,]", "", digits))
    if _GROUPS_AND_PART.fullmatch(digits):
        point = max(digits.rfind("."), digits.rfind(","))
        whole = re.sub("[.,]", "", digits[:point])
        return Fraction(f"{whole}.{digits[point + 1 :]}0")
    plain = _PLAIN.fullmatch(digits)
    if plain is None:
        raise NumberError(NO_NUMBER)
    return Fraction(f"{plain[1] or 0}.{plain[3]}0")


def exact(text: str) -> Fraction | None:
    """Give a number as authors write it, `-0.25`, `1e-3` or `1/3`; `None` where it is none."""
    whole, slash, part = text.strip().partition("/")
    try:
        numerator = read_quantity(whole)
        denominator = read_quantity(part) if slash else Quantity(value=Fraction(1), unit="")
    except NumberError:
        return None
    if numerator.unit or denominator.unit or "," in text or not denominator.value:
        return None
    return Fraction(numerator.value, denominator.value)
