"""Read colours the way badge-maker does, and tell which text stays readable on them."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Final, NamedTuple

from recognition.render.css_names import CSS_NAMES
from recognition.render.xml import legal

# JavaScript's white space: what its `trim` takes away and its `\s` matches.
WHITE_SPACE: Final = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)

# The names of badge-maker 6.0.0; their values changed with that version.
NAMED: Final = {
    "brightgreen": "#4b0",
    "green": "#67ac09",
    "yellow": "#d8b800",
    "yellowgreen": "#95991a",
    "orange": "#ea7233",
    "red": "#dd4343",
    "blue": "#007ec6",
    "grey": "#555",
    "lightgrey": "#939393",
}
ALIASES: Final = {
    "gray": "grey",
    "lightgray": "lightgrey",
    "critical": "red",
    "important": "orange",
    "success": "brightgreen",
    "informational": "blue",
    "inactive": "lightgrey",
}

_S = f"[{WHITE_SPACE}]*"
_ALPHA = r"(?:0|1|0?\.[0-9]+|[0-9]+%)"
_BARE_HEX = re.compile(r"(?:[0-9a-fA-F]{3}){1,2}")
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")


def _rgb_form(number: str, between: str, before_alpha: str) -> re.Pattern[str]:
    channels = between.join([f"({number})"] * 3)
    return re.compile(rf"rgba?\({_S}{channels}(?:{_S}{before_alpha}{_S}{_ALPHA})?{_S}\)")


_RGB = tuple(
    _rgb_form(number, between, before_alpha)
    for number in ("[0-9]+", "[0-9]+%")
    for between, before_alpha in ((f"{_S},{_S}", ","), (f"[{WHITE_SPACE}]+", "/"))
)
_HSL = re.compile(
    rf"hsla?\({_S}([0-9]+)(deg|rad|grad|turn)?{_S},{_S}([0-9]+)%{_S},{_S}([0-9]+)%"
    rf"(?:{_S},{_S}{_ALPHA})?{_S}\)"
)
_DEGREES_IN: Final = {"": 1.0, "deg": 1.0, "grad": 0.9, "rad": 180 / math.pi, "turn": 360.0}


class Rgb(NamedTuple):
    """A colour by its three channels, each 0 to 255; not a number where the source overflowed."""

    red: float
    green: float
    blue: float


def css_colour(text: str) -> Rgb | None:
    """Read a CSS colour: a name, `#` with 3, 4, 6 or 8 digits, `rgb()` or `hsl()`; else `None`.

    Case and surrounding blanks count, as in the css-color-converter that badge-maker asks.
    The opacity is read over: it never decides about the text colour.
    """
    if named := CSS_NAMES.get(text):
        return Rgb(*named)
    if _HEX.fullmatch(text):
        digits = text[1:]
        if len(digits) <= 4:  # noqa: PLR2004 - one digit a channel, the fourth is the opacity
            digits = "".join(digit * 2 for digit in digits)
        return Rgb(*(int(digits[start : start + 2], 16) for start in (0, 2, 4)))
    for form in _RGB:
        if match := form.fullmatch(text):
            return Rgb(*(_channel(_decimal(channel)) for channel in match.groups()))
    if match := _HSL.fullmatch(text):
        hue, unit, saturation, lightness = match.groups()
        degrees = float(hue) * _DEGREES_IN[unit or ""]
        if math.isfinite(degrees):
            degrees = math.floor(degrees * 1e5 + 0.5) / 1e5
        return _from_hsl(degrees, float(saturation), float(lightness))
    return None


def _decimal(number: str) -> float:
    return float(number[:-1]) * 255 / 100 if number.endswith("%") else float(number)


def _channel(value: float) -> float:
    """Cut a value to a whole channel, as JavaScript's `parseInt` and `Math.min` do together.

    `parseInt` reads the written number: up to the point, and of 1e21 and 5e-7 only the "1" and
    the "5", since that is where the scientific notation begins.
    """
    if not math.isfinite(value):
        return math.nan
    if value and not 1e-6 <= abs(value) < 1e21:  # noqa: PLR2004 - ECMAScript, Number::toString
        value = float(repr(value).partition("e")[0])
    return float(max(min(math.trunc(value), 255), 0))


def _from_hsl(hue: float, saturation: float, lightness: float) -> Rgb:
    sector, saturation, lightness = hue / 60, saturation / 100, lightness / 100
    chroma = (1 - abs(2 * lightness - 1)) * saturation
    within = math.fmod(sector, 2) if math.isfinite(sector) else math.nan
    second = chroma * (1 - abs(within - 1))
    # Hues of a full turn and more stay in the last sector: the reference does not wrap them.
    channels = (
        (chroma, second, 0.0),
        (second, chroma, 0.0),
        (0.0, chroma, second),
        (0.0, second, chroma),
        (second, 0.0, chroma),
        (chroma, 0.0, second),
    )[int(min(sector, 5))]
    offset = lightness - chroma / 2
    return Rgb(*(_channel((channel + offset) * 255) for channel in channels))


@lru_cache(maxsize=1024)
def svg_colour(text: str | None) -> str | None:
    """Give what to write into the SVG for a colour as people write it, or `None` for no colour.

    Args:
        text: A name of badge-maker, 3 or 6 hexadecimal digits without `#`, or any CSS colour.
    """
    if text is None:
        return None
    named = NAMED.get(ALIASES.get(text, text))
    if named is not None:
        return named
    if _BARE_HEX.fullmatch(text):
        return f"#{text.lower()}"
    return legal(text.lower()) if css_colour(text.strip(WHITE_SPACE)) else None


@lru_cache(maxsize=1024)
def text_on(colour: str) -> tuple[str, str]:
    """Give the colours of text and of its shadow that badge-maker sets on a background."""
    rgb = css_colour(colour)
    brightness = 0.0
    if rgb is not None:
        brightness = (rgb.red * 299 + rgb.green * 587 + rgb.blue * 114) / 255_000
    # Rounding first is the reference's: 0.694 counts as 0.69. Not a number counts as bright.
    if round(brightness, 2) <= 0.69:  # noqa: PLR2004 - the reference's threshold
        return "#fff", "#010101"
    return "#333", "#ccc"


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours, 1 to 21.

    Source: WCAG 2.2, definitions of "contrast ratio" and "relative luminance".

    Raises:
        ValueError: One of them is no colour.
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    rgb = css_colour(colour)
    if rgb is None:
        raise ValueError(f"{colour!r} is no colour")
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB
        for channel in (value / 255 for value in rgb)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
