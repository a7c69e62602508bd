from __future__ import annotations

import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.questions.numbers import NumberError, exact, read_quantity


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("9.81", "9.81", ""),
        ("9,81", "9.81", ""),
        (" -9.81 ", "-9.81", ""),
        ("−3", "-3", ""),
        ("+4", "4", ""),
        (".5", "0.5", ""),
        ("5.", "5", ""),
        ("007", "7", ""),
        ("1 234,56", "1234.56", ""),
        ("1\u202f234,56", "1234.56", ""),
        ("1,234.56", "1234.56", ""),
        ("1.234,56", "1234.56", ""),
        ("1'234'567.8", "1234567.8", ""),
        ("1,234,567", "1234567", ""),
        ("1.234.567", "1234567", ""),
        ("1 234 567", "1234567", ""),
        ("1.234", "1.234", ""),
        ("0,234", "0.234", ""),
        ("1234,567", "1234.567", ""),
        ("3e5", "300000", ""),
        ("-3E-5 m", "-0.00003", "m"),
        ("1e0000000000001", "10", ""),
        ("９.８", "9.8", ""),
        ("384MiB", "384", "MiB"),
        ("9.81 m/s²", "9.81", "m/s²"),
        ("70 %", "70", "%"),
    ],
)
def test_a_number_is_read_where_it_can_be_read_in_one_way(
    text: str, value: str, unit: str
) -> None:
    quantity = read_quantity(text)
    assert (quantity.value, quantity.unit) == (Fraction(value), unit)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("1,234", "two ways"),
        ("12,345", "two ways"),
        ("1,23,4", "must be a number"),
        ("1.2.3", "must be a number"),
        ("1,234,56", "must be a number"),
        ("12 34", "must be a number"),
        ("10³", "must be a number"),
        ("5½", "must be a number"),
        ("nine", "must be a number"),
        ("NaN", "must be a number"),
        ("inf", "must be a number"),
        ("-Infinity", "must be a number"),
        ("-", "must be a number"),
        ("٣", "must be a number"),
        ("1e999999999", "too large"),
        ("1e-61", "too large"),
        ("9" * 41, "more than 40 digits"),
        ("1" * 4_000, "more than 40 digits"),
        ("1e" + "9" * 4_000, "too large"),
        (", " * 2_000, "must be a number"),
        ("1 " * 2_000, "must be a number"),
    ],
)
def test_what_is_no_number_or_too_large_is_refused_at_once(text: str, problem: str) -> None:
    before = time.process_time()
    with pytest.raises(NumberError, match=problem):
        read_quantity(text)
    assert time.process_time() - before < 0.5


@given(
    whole=st.integers(-(10**12), 10**12),
    places=st.integers(0, 6),
    point=st.sampled_from(".,"),
)
def test_every_decimal_is_read_back_exactly(whole: int, places: int, point: str) -> None:
    value = Fraction(whole, 10**places)
    digits = f"{abs(whole):0{places + 1}d}"
    text = f"{digits[: len(digits) - places]}{point}{digits[len(digits) - places :]}"
    if point == "," and places == 3 and len(digits) < 7 and digits[0] != "0":
        return
    assert read_quantity(f"-{text}" if whole < 0 else text).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.25", "1/4"), ("-1/3", "-1/3"), ("1e-3", "1/1000"), ("1,5", None), ("5 m", None),
     ("1/0", None), ("", None), ("1/2/3", None), ("x", None)],
)  # fmt: skip
def test_authors_write_numbers_in_one_way(text: str, value: str | None) -> None:
    assert exact(text) == (None if value is None else Fraction(value))
