"""Our own colours keep what badge-maker's do not: contrast."""

from __future__ import annotations

import pytest

from recognition.render.colours import NAMED, contrast, text_on
from recognition.render.palette import LABEL_COLOR, LOOKS, Standing

ENOUGH = 4.5  # WCAG 2.2, 1.4.3, for text as small as a shield's


@pytest.mark.parametrize("background", [LABEL_COLOR, *(look.color for look in LOOKS.values())])
def test_the_text_that_a_shield_sets_is_readable_on_our_colours(background: str) -> None:
    assert contrast(text_on(background)[0], background) >= ENOUGH


def test_every_standing_has_a_look() -> None:
    assert set(LOOKS) == set(Standing)


def test_no_two_bad_news_look_alike_without_colour() -> None:
    symbols = [LOOKS[standing].symbol for standing in Standing if standing != Standing.CERTIFIED]
    assert len(set(symbols)) == len(symbols)


def test_the_reference_palette_would_not_have_passed() -> None:
    """The reason for a palette of our own; when this fails, badge-maker has mended it."""
    readable = [
        name for name, color in NAMED.items() if contrast(text_on(color)[0], color) >= ENOUGH
    ]
    assert readable == ["grey"]
