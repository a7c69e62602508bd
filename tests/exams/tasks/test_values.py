from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.tasks.values import contains, matches, plain_fraction, quantity, same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (3, 3),
        (3, 3.0),
        (0.1, Decimal("0.1")),
        ("3", "3"),
        (None, None),
        ([1, "a"], [1, "a"]),
        ({"a": {"b": [True]}}, {"a": {"b": [True]}}),
    ],
)
def test_values_of_one_kind_are_the_same(one: Any, other: Any) -> None:
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (3, "3"),
        (True, 1),
        (1, True),
        (False, 0),
        (None, ""),
        (None, False),
        ([1], [1, 1]),
        ([1, 2], [2, 1]),
        ({"a": 1}, {"a": 1, "b": 1}),
        ({"a": 1}, [["a", 1]]),
        (0.1 + 0.2, 0.3),
    ],
)
def test_values_that_only_look_alike_are_not(one: Any, other: Any) -> None:
    assert not same(one, other)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("500m", Fraction(1, 2)),
        ("1Gi", 1024**3),
        ("1.5Mi", 3 * 512 * 1024),
        ("128M", 128_000_000),
        ("2", 2),
        ("-1k", -1000),
        ("100n", Fraction(1, 10**7)),
        (0.5, Fraction(1, 2)),
    ],
)
def test_amounts_are_read_as_kubernetes_reads_them(written: Any, amount: Fraction) -> None:
    assert quantity(written) == amount


@pytest.mark.parametrize(
    "written",
    ["", "m", "1gi", "1 Gi", "1Gii", "1mm", "1.2.3", "--1", "٣", "9" * 41, True, None, []],
)
def test_what_is_no_amount_has_none(written: Any) -> None:
    assert quantity(written) is None


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("nginx:1.27", "nginx"),
        ([1, "a"], "a"),
        ({"a": 1, "b": 2}, {"b": 2}),
        ([{"a": 1}], {"a": 1}),
    ],
)
def test_values_hold_what_is_in_them(value: Any, wanted: Any) -> None:
    assert contains(value, wanted)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [("nginx", "apache"), ("1", 1), (["1"], 1), ({"a": 1}, "a"), ({"a": 1}, {"a": 2}), (3, 3)],
)
def test_values_do_not_hold_what_is_not_in_them(value: Any, wanted: Any) -> None:
    assert not contains(value, wanted)


@pytest.mark.parametrize(
    ("text", "pattern", "fits"),
    [
        ("nginx:1.27", "nginx:*", True),
        ("nginx", "nginx:*", False),
        ("a/b/c.tar", "*.tar", True),
        ("abab", "ab*ab", True),
        ("ab", "ab*ab", False),
        ("aXbYc", "a*b*c", True),
        ("anything", "*", True),
        ("", "*", True),
        ("", "", True),
        ("a", "", False),
        ("a.c", "a?c", False),
    ],
)
def test_a_star_is_any_number_of_characters(text: str, pattern: str, *, fits: bool) -> None:
    assert matches(text, pattern) is fits


@pytest.mark.parametrize(
    ("typed", "value"), [("2", 2), ("1.5", Fraction(3, 2)), ("-1/2", Fraction(-1, 2)), (".5", 0.5)]
)
def test_numbers_are_read_as_they_are_typed(typed: str, value: Fraction) -> None:
    assert plain_fraction(typed) == value


@pytest.mark.parametrize("typed", ["", "x", "1e9", "1e999999999", "1/0", "1 2", "nan", "9" * 41])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert plain_fraction(typed) is None


@given(parts=st.lists(st.text("ab", max_size=3), min_size=1, max_size=5), fill=st.text("abc"))
def test_a_text_made_from_a_pattern_fits_it(parts: list[str], fill: str) -> None:
    assert matches(fill.join(parts), "*".join(parts))


@given(
    value=st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text()
        | st.floats(allow_nan=False, allow_infinity=False),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=10,
    )
)
def test_every_value_is_the_same_as_itself(value: Any) -> None:
    assert same(value, value)
