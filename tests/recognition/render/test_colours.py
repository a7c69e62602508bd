"""Colours are read as badge-maker reads them, and contrast as WCAG defines it."""

from __future__ import annotations

import pytest

from recognition.render.colours import contrast, css_colour, svg_colour, text_on


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("brightgreen", "#4b0"),
        ("success", "#4b0"),
        ("gray", "#555"),
        ("00B39F", "#00b39f"),
        ("#00B39F", "#00b39f"),
        ("#abcd", "#abcd"),
        ("rebeccapurple", "rebeccapurple"),
        (" rebeccapurple ", " rebeccapurple "),
        ("RebeccaPurple", None),
        ("rgb(1, 2, 3)", "rgb(1, 2, 3)"),
        ("rgb(10%\u20032% 3% / .5)", "rgb(10%\u20032% 3% / .5)"),
        ("hsl(120deg, 50%, 50%)", "hsl(120deg, 50%, 50%)"),
        ("hsl(120 50% 50%)", None),
        ("abcd", None),
        ("no such colour", None),
        ("constructor", None),
        ("", None),
        ("red\n", "red\n"),
        ("\vred", "red"),
    ],
)
def test_colours_are_recognised_as_people_write_them(written: str, drawn: str | None) -> None:
    assert svg_colour(written) == drawn


@pytest.mark.parametrize(
    ("written", "channels"),
    [
        ("#fff", (255, 255, 255)),
        ("#00b39f80", (0, 179, 159)),
        ("tomato", (255, 99, 71)),
        ("rgb(300,-0,0)", None),
        ("rgb(300,0,7)", (255, 0, 7)),
        ("rgb(50%, 0%, 100%)", (127, 0, 255)),
        ("hsl(0,100%,50%)", (255, 0, 0)),
        ("hsl(60,100%,50%)", (255, 255, 0)),
        ("hsl(120,100%,50%)", (0, 255, 0)),
        ("hsl(180,100%,50%)", (0, 255, 255)),
        ("hsl(240,100%,50%)", (0, 0, 255)),
        ("hsl(300,100%,50%)", (255, 0, 255)),
        # JavaScript writes this number 1e+21, and parseInt stops at the "e".
        ("rgb(1000000000000000000000,0,0)", (1, 0, 0)),
    ],
)
def test_channels_are_cut_as_the_reference_cuts_them(
    written: str, channels: tuple[int, int, int] | None
) -> None:
    assert css_colour(written) == channels


def test_a_number_beyond_all_bounds_counts_as_bright() -> None:
    assert text_on(f"rgb({'9' * 400},0,0)") == ("#333", "#ccc")
    assert text_on(f"hsl({'9' * 400},50%,10%)") == ("#333", "#ccc")


@pytest.mark.parametrize(
    ("background", "text"),
    [("#555", "#fff"), ("#b1b1b1", "#fff"), ("#b2b2b2", "#333"), ("#fff", "#333"), ("?", "#fff")],
)
def test_text_is_dark_on_bright_backgrounds(background: str, text: str) -> None:
    assert text_on(background)[0] == text


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777", "#fff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#fff", "#00b39f") == pytest.approx(2.64, abs=0.01)


def test_contrast_of_no_colour_is_an_error() -> None:
    with pytest.raises(ValueError, match="no colour"):
        contrast("#fff", "teal-ish")
