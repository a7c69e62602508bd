"""Colours: everybody can read the text and find the controls, by day and by night.

The variables are taken from the two style sheets as a browser would take them: Pico first, ours
over it, and in the dark what the dark rules say on top. The bounds are those of WCAG 2.2, level
AA: 4.5 to 1 for text, 3 to 1 for what shows where a control is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import recognition.kernel.web

STATIC = Path(recognition.kernel.web.__file__).parent / "static"
SHEETS = (STATIC / "vendor/pico-2.1.1/pico.min.css", STATIC / "recognition.css")

Colour = tuple[float, float, float, float]

ALWAYS = {":root": 0, ":root:not([data-theme=dark])": 1}
"""Selectors of the page itself, with how specific they are."""

IN_THE_DARK = {":root:not([data-theme])": 1}
"""Stands in both sheets only where the visitor's system asks for dark colours."""

PAGE = "--pico-background-color"

TEXTS = [
    ("--pico-color", PAGE),
    ("--pico-muted-color", PAGE),
    ("--pico-h1-color", PAGE),
    ("--pico-h2-color", PAGE),
    ("--pico-h3-color", PAGE),
    ("--pico-primary", PAGE),
    ("--pico-primary-hover", PAGE),
    ("--pico-primary", "--pico-card-background-color"),
    ("--pico-color", "--pico-card-background-color"),
    ("--pico-primary-inverse", "--pico-primary-background"),
    ("--pico-primary-inverse", "--pico-primary-hover-background"),
    ("--pico-secondary-inverse", "--pico-secondary-background"),
    ("--pico-form-element-color", "--pico-form-element-background-color"),
    ("--pico-form-element-placeholder-color", "--pico-form-element-background-color"),
    ("--pico-code-color", "--pico-code-background-color"),
    ("--good", "--good-soft"),
    ("--bad", "--bad-soft"),
    ("--wait", "--wait-soft"),
    ("--pico-color", "--good-soft"),
    ("--pico-color", "--bad-soft"),
    ("--pico-color", "--wait-soft"),
    ("--good", PAGE),
    ("--bad", PAGE),
]

CONTROLS = [
    ("--pico-form-element-border-color", PAGE),
    ("--pico-form-element-border-color", "--pico-form-element-background-color"),
    ("--pico-form-element-active-border-color", PAGE),
    ("--pico-primary-background", PAGE),
    ("--pico-primary-border", PAGE),
    ("--pico-primary-hover-border", PAGE),
    ("--pico-primary-focus", PAGE),
    ("--pico-primary-focus", "--pico-card-background-color"),
    ("--good", PAGE),
    ("--bad", PAGE),
    ("--wait", PAGE),
]


def rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Give each selector of a style sheet with its declarations."""
    sheet = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL).replace('"', "")
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet):
        for selector in selectors.split(","):
            yield selector.strip(), body


def variables(*, dark: bool) -> dict[str, str]:
    """Give the page's variables as the cascade leaves them."""
    counted = ALWAYS | IN_THE_DARK if dark else ALWAYS
    found: list[tuple[int, int, str, str]] = []
    for sheet in SHEETS:
        for selector, body in rules(sheet.read_text(encoding="utf-8")):
            if selector in counted:
                for name, value in re.findall(r"(--[\w-]+)\s*:\s*([^;]+)", body):
                    found.append((counted[selector], len(found), name, value.strip()))
    return {name: value for _specific, _order, name, value in sorted(found)}


def colour(value: str, of: dict[str, str]) -> Colour:
    """Read a colour, following variables; channels and opacity from 0 to 1."""
    if named := re.fullmatch(r"var\((--[\w-]+)\)", value):
        return colour(of[named[1]], of)
    if hexadecimal := re.fullmatch(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})", value):
        digits = hexadecimal[1]
        if len(digits) == 3:
            digits = "".join(digit * 2 for digit in digits)
        red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
        return red, green, blue, 1.0
    parts = re.fullmatch(r"rgba?\(([^)]*)\)", value)
    assert parts, f"no colour: {value}"
    numbers = [
        float(part.rstrip("%")) / (100 if part.endswith("%") else 1)
        for part in re.split(r"[\s,/]+", parts[1].strip())
    ]
    red, green, blue = (number / 255 for number in numbers[:3])
    return red, green, blue, numbers[3] if len(numbers) == 4 else 1.0


def over(front: Colour, back: Colour) -> Colour:
    """Lay a colour that may let light through on one that does not."""
    alpha = front[3]
    red, green, blue = (
        alpha * f + (1 - alpha) * b for f, b in zip(front[:3], back[:3], strict=True)
    )
    return red, green, blue, 1.0


def luminance(of: Colour) -> float:
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in of[:3]
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(front: Colour, back: Colour) -> float:
    light, dark = sorted((luminance(over(front, back)), luminance(back)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def contrast_of(front: str, back: str, *, dark: bool) -> float:
    of = variables(dark=dark)
    return contrast(colour(of[front], of), over(colour(of[back], of), colour(of[PAGE], of)))


def test_contrast_is_computed_as_the_standard_does() -> None:
    white, black = colour("#fff", {}), colour("rgb(0, 0, 0)", {})
    assert contrast(black, white) == pytest.approx(21)
    assert contrast(white, white) == pytest.approx(1)
    assert contrast(colour("#767676", {}), white) == pytest.approx(4.54, abs=0.01)
    assert contrast(colour("rgb(0 0 0 / 50%)", {}), white) == pytest.approx(3.98, abs=0.05)


def test_the_sheets_have_a_day_and_a_night() -> None:
    day, night = variables(dark=False), variables(dark=True)
    assert luminance(colour(day[PAGE], day)) > 0.9
    assert luminance(colour(night[PAGE], night)) < 0.05


def test_the_dark_rules_stand_only_where_dark_is_asked_for() -> None:
    ours = SHEETS[1].read_text(encoding="utf-8")
    before, asked, after = ours.partition("@media (prefers-color-scheme: dark) {")
    assert asked
    assert ":root:not([data-theme])" not in before
    assert after.count(":root") == 1


@pytest.mark.parametrize("dark", [False, True], ids=["day", "night"])
@pytest.mark.parametrize(("front", "back"), TEXTS)
def test_text_can_be_read(front: str, back: str, *, dark: bool) -> None:
    assert contrast_of(front, back, dark=dark) >= 4.5


@pytest.mark.parametrize("dark", [False, True], ids=["day", "night"])
@pytest.mark.parametrize(("front", "back"), CONTROLS)
def test_controls_can_be_found(front: str, back: str, *, dark: bool) -> None:
    assert contrast_of(front, back, dark=dark) >= 3.0
