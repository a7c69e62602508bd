"""Names fit, however long they are."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.render.fitting import Fitted, fit_lines


def fit(text: str) -> Fitted:
    return fit_lines(text, width=186, one_line=22, two_lines=17)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120))
def test_every_line_fits_the_width_and_keeps_a_readable_size(text: str) -> None:
    fitted = fit(text)
    assert len(fitted.lines) <= 2
    assert all(width <= 186.1 for _, width in fitted.lines)
    assert fitted.size >= 11


def test_a_short_name_stands_large_on_one_line() -> None:
    assert fit("Meshery").size == 22
    assert [line for line, _ in fit("Meshery").lines] == ["Meshery"]


def test_a_long_name_is_broken_where_the_halves_are_most_alike() -> None:
    lines = [line for line, _ in fit("Certified Meshery Contributor").lines]
    assert lines == ["Certified Meshery", "Contributor"]


def test_a_name_too_long_for_two_lines_fills_the_first_and_is_cut_at_its_end() -> None:
    name = "A very long name that somebody thought would be a good idea for a badge"
    first, second = (line for line, _ in fit(name).lines)
    assert name.startswith(f"{first} ")
    assert second.endswith("…")
    assert name.startswith(f"{first} {second[:-1]}")


def test_one_endless_word_is_cut() -> None:
    (line, _), *rest = fit("W" * 200).lines
    assert line.endswith("…")
    assert not rest


def test_an_endless_first_word_leaves_the_second_line_its_words() -> None:
    lines = [line for line, _ in fit("W" * 200 + " end").lines]
    assert lines[0].endswith("…")
    assert lines[1] == "end"


def test_blanks_count_once() -> None:
    assert fit("  Meshery \n Docs ") == fit("Meshery Docs")
