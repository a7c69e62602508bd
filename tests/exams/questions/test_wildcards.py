from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.questions.wildcards import is_near, matches


@pytest.mark.parametrize(
    ("pattern", "fitting", "others"),
    [
        ("mesh*", ("mesh", "Meshery", "MESH  sync"), ("amesh", "mes")),
        ("*sync", ("sync", "MeshSync"), ("synced",)),
        ("a*b*c", ("abc", "a x b y c", "aXbbc"), ("acb", "ab", "bc")),
        ("a**b", ("ab", "a-b"), ("a",)),
        (r"2 \* 3", ("2 * 3",), ("2 x 3", r"2 \* 3")),
        (r"\**", ("*", "*x"), ("x", "")),
        ("[a-z]+.*", ("[a-z]+.", "[A-Z]+.txt"), ("abc", "[a-z]+")),
        ("aba*aba", ("abaaba", "abaXaba"), ("aba", "ababa")),
        ("create  *", ("create x",), ("createx",)),
    ],
)
def test_a_star_takes_anything_and_all_else_means_itself(
    pattern: str, fitting: tuple[str, ...], others: tuple[str, ...]
) -> None:
    assert all(matches(text, pattern, case_sensitive=False) for text in fitting)
    assert not any(matches(text, pattern, case_sensitive=False) for text in others)


def test_case_matters_where_it_is_said() -> None:
    assert matches("MeshSync", "Mesh*", case_sensitive=True)
    assert not matches("meshsync", "Mesh*", case_sensitive=True)


@given(pieces=st.lists(st.text("ab", max_size=3), min_size=1, max_size=4), filling=st.text("abc"))
def test_whatever_fills_the_gaps_fits(pieces: list[str], filling: str) -> None:
    text = f"x{filling.join(pieces)}x"
    assert matches(text, f"x{'*'.join(pieces)}x", case_sensitive=False)


def test_a_pattern_of_many_stars_takes_no_time() -> None:
    before = time.process_time()
    assert not matches("a" * 2_000, "a*" * 500 + "b", case_sensitive=False)
    assert time.process_time() - before < 0.5


@pytest.mark.parametrize(
    ("text", "accepted", "near"),
    [
        ("kubernets", "kubernetes", True),
        ("Kubernetees", "kubernetes", True),
        ("kubenetse", "kubernetes", False),
        ("kuber", "kubernetes", False),
        ("docker", "kubernetes", False),
        ("--regster", "--register", True),
        ("abcdefghijklmnopq", "abcdefghijklmnopqrstuvw", True),
        ("abcdefghijklmnopq", "abcdefghijklmnopqrstuvwx", False),
        ("", "a", False),
    ],
)
def test_near_is_eighty_five_percent_in_common(text: str, accepted: str, near: bool) -> None:
    assert is_near(text, accepted, case_sensitive=False) == near


def test_long_texts_are_never_near() -> None:
    before = time.process_time()
    assert not is_near("ab" * 1_000, "ab" * 1_000 + "c", case_sensitive=False)
    assert time.process_time() - before < 0.5
