"""Draw a badge: a medal or a shield with its emblem, its name on a ribbon, its tier in metal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from recognition.render.emblems import read_emblems
from recognition.render.fitting import fit_lines
from recognition.render.palette import LOOKS, Standing
from recognition.render.xml import escape, legal

if TYPE_CHECKING:
    from collections.abc import Mapping

Template = Literal["round", "shield"]
TEMPLATES: Final[tuple[Template, ...]] = ("round", "shield")

DEFAULT_EMBLEM: Final = "star"
"""Drawn where the catalog names an emblem that nobody drew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metal:
    """What a tier is made of: shades of its rim, and its number of stars."""

    light: str
    middle: str
    dark: str
    stars: int


TEAL_RIM: Final = Metal(light="#6ff5da", middle="#00b39f", dark="#00665b", stars=0)
METALS: Final[dict[str, Metal]] = {
    "bronze": Metal(light="#f6cfa6", middle="#c9793a", dark="#75421a", stars=1),
    "silver": Metal(light="#ffffff", middle="#a9b6be", dark="#5a6870", stars=2),
    "gold": Metal(light="#fff3bd", middle="#e3b023", dark="#8a6206", stars=3),
    "platinum": Metal(light="#ffffff", middle="#a8cfe0", dark="#4b7d94", stars=4),
}

_FONT = "Helvetica Neue,Helvetica,Arial,sans-serif"
_NAME_WIDTH = 186
_FOOT = 234
_SUFFIX = re.compile(r"[A-Za-z0-9_-]*")

_SHIELD = (
    "M120 6c26 15 58 21 94 17 4-.5 8 2.5 8 7v98c0 60-40 104-96 129-4 2-8 2-12 0C58 232 18 188 "
    "18 128V30c0-4.5 4-7.5 8-7 36 4 68-2 94-17z"
)
_STAR = "M0-8.6 2.5-3 8.6-2.4 4.1 1.7 5.4 7.7 0 4.6-5.4 7.7-4.1 1.7-8.6-2.4-2.5-3z"


def badge_art(
    name: str,
    *,
    template: Template = "round",
    emblem: str = DEFAULT_EMBLEM,
    tier: str | None = None,
    standing: Standing | None = None,
    id_suffix: str = "",
    emblems: Mapping[str, str] | None = None,
) -> str:
    """Draw the art of a badge.

    Args:
        name: What stands on the ribbon; it is fitted, whatever its length.
        template: The silhouette: `round` for projects, `shield` for achievements and
            certifications.
        emblem: Name of a drawing; an unknown one falls back to a star.
        tier: Decides the metal; an unknown one is written on the foot in words.
        standing: Expired and revoked badges are drawn grey, with the word on the foot.
        id_suffix: Makes the ids unique on a page that shows several badges inline.
        emblems: The drawings to choose from; those of the program by default.

    Returns:
        One SVG element, 240 by 264: deterministic, without scripts and outside references.

    Raises:
        ValueError: The suffix holds more than letters, digits, `-` and `_`.
    """
    if not _SUFFIX.fullmatch(id_suffix):
        raise ValueError(f"{id_suffix!r} cannot end an id")
    drawings = read_emblems() if emblems is None else emblems
    drawing = drawings.get(emblem) or drawings.get(DEFAULT_EMBLEM, "")
    metal = METALS.get((tier or "").lower(), TEAL_RIM)
    is_lost = standing in (Standing.EXPIRED, Standing.REVOKED)
    if template == "round":
        body = _medal(drawing, id_suffix) + _ribbon(name, id_suffix, middle=190)
    else:
        body = _crest(drawing, id_suffix) + _ribbon(name, id_suffix, middle=178)
    grey = f' filter="url(#grey{id_suffix})"' if is_lost else ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 264" width="240" height="264"'
        f' role="img" aria-labelledby="t{id_suffix} d{id_suffix}">'
        f"{_words(name, tier, standing, id_suffix)}"
        f"<defs>{_paints(metal, id_suffix, is_lost=is_lost)}</defs>"
        f"<g{grey}>{body}</g>{_foot(metal, tier, standing if is_lost else None, id_suffix)}</svg>"
    )


def _words(name: str, tier: str | None, standing: Standing | None, suffix: str) -> str:
    title = f"{name}, {tier}" if tier else name
    state = f"This badge is {standing}." if standing else "A badge for contributors."
    return (
        f'<title id="t{suffix}">{escape(legal(title))}</title><desc id="d{suffix}">{state}</desc>'
    )


def _paints(metal: Metal, suffix: str, *, is_lost: bool) -> str:
    """Define the gradients, the mesh behind the emblem and, where wanted, the loss of colour."""
    paints = (
        f'<linearGradient id="rim{suffix}" x1=".1" y1="0" x2=".9" y2="1">'
        f'<stop offset="0" stop-color="{metal.light}"/>'
        f'<stop offset=".32" stop-color="{metal.middle}"/>'
        f'<stop offset=".55" stop-color="{metal.dark}"/>'
        f'<stop offset=".72" stop-color="{metal.middle}"/>'
        f'<stop offset="1" stop-color="{metal.light}"/></linearGradient>'
        f'<linearGradient id="plate{suffix}" x2="0" y2="1">'
        f'<stop offset=".1" stop-color="{metal.light}"/>'
        f'<stop offset=".9" stop-color="{metal.middle}"/></linearGradient>'
        f'<radialGradient id="field{suffix}" cx=".5" cy=".38" r=".72">'
        '<stop offset="0" stop-color="#0a5f58"/><stop offset=".5" stop-color="#1f3b3d"/>'
        '<stop offset="1" stop-color="#182124"/></radialGradient>'
        f'<linearGradient id="band{suffix}"><stop offset="0" stop-color="#00564d"/>'
        '<stop offset=".5" stop-color="#007f6d"/><stop offset="1" stop-color="#00564d"/>'
        "</linearGradient>"
        f'<pattern id="mesh{suffix}" width="24" height="41.6" patternUnits="userSpaceOnUse">'
        '<path d="M0 0l24 41.6M24 0L0 41.6M0 20.8h24M0 0h24M0 20.8L12 0l12 20.8M0 20.8l12 20.8 '
        '12-20.8" fill="none" stroke="#00d3a9" stroke-width=".7" stroke-opacity=".3"/></pattern>'
    )
    if is_lost:
        paints += (
            f'<filter id="grey{suffix}"><feColorMatrix type="saturate" values=".08"/></filter>'
        )
    return paints


def _emblem(drawing: str, *, x: float, y: float, size: float) -> str:
    return f'<g transform="translate({x} {y}) scale({size / 96:.4f})">{drawing}</g>'


def _medal(drawing: str, suffix: str) -> str:
    """Draw the round silhouette: a milled rim around a dark field."""
    return (
        f'<circle cx="120" cy="120" r="112" fill="url(#rim{suffix})"/>'
        '<circle cx="120" cy="120" r="109.5" fill="none" stroke="#182124" stroke-opacity=".35"'
        ' stroke-width="5" stroke-dasharray="2.15 5"/>'
        '<circle cx="120" cy="120" r="101" fill="#182124"/>'
        f'<circle cx="120" cy="120" r="98" fill="none" stroke="url(#rim{suffix})"'
        ' stroke-width="1.5"/>'
        f'<circle cx="120" cy="120" r="95" fill="url(#field{suffix})"/>'
        f'<circle cx="120" cy="120" r="95" fill="url(#mesh{suffix})"/>'
        '<path d="M33 82a95 95 0 0 1 174 0c-30-22-60-30-87-30s-57 8-87 30z" fill="#fff"'
        ' fill-opacity=".07"/>'
        f"{_emblem(drawing, x=69, y=48, size=102)}"
    )


def _crest(drawing: str, suffix: str) -> str:
    """Draw the shield: a metal edge, a dark field, and arrows pointing to the foot."""
    inside = "translate(120 129) scale({}) translate(-120 -129)"
    return (
        f'<path d="{_SHIELD}" fill="url(#rim{suffix})"/>'
        f'<path d="{_SHIELD}" fill="#182124" transform="{inside.format(".91")}"/>'
        f'<path d="{_SHIELD}" fill="none" stroke="url(#rim{suffix})" stroke-width="1.8"'
        f' transform="{inside.format(".88")}"/>'
        f'<path d="{_SHIELD}" fill="url(#field{suffix})" transform="{inside.format(".85")}"/>'
        f'<path d="{_SHIELD}" fill="url(#mesh{suffix})" transform="{inside.format(".85")}"/>'
        '<path d="M59 190l61 34 61-34c-4 8-9 15-15 22l-46 26-46-26c-6-7-11-14-15-22z"'
        ' fill="#00b39f"/>'
        f'<circle cx="120" cy="90" r="57" fill="#182124" fill-opacity=".55"'
        f' stroke="url(#rim{suffix})" stroke-width="3"/>'
        f"{_emblem(drawing, x=79, y=49, size=82)}"
    )


def _ribbon(name: str, suffix: str, *, middle: int) -> str:
    fitted = fit_lines(legal(name), width=_NAME_WIDTH, one_line=22, two_lines=17)
    step = fitted.size * 1.14
    # Capitals reach 0.72 of the font size above the line they stand on.
    y = middle + fitted.size * 0.36 - step * (len(fitted.lines) - 1) / 2
    text = "".join(
        f'<text x="120" y="{y + step * at:.1f}" textLength="{width:g}"'
        f' lengthAdjust="spacingAndGlyphs">{escape(line)}</text>'
        for at, (line, width) in enumerate(fitted.lines)
    )
    return (
        f'<g transform="translate(0 {middle})">'
        '<path d="M24-15H2l9 22-9 22h36zM216-15h22l-9 22 9 22h-36z" fill="#00665b"/>'
        '<path d="M16 22l14 8v-8zM224 22l-14 8v-8z" fill="#003d37"/>'
        f'<rect x="16" y="-24" width="208" height="48" rx="3" fill="url(#band{suffix})"/>'
        '<path d="M20-20.5h200M20 20.5h200" stroke="#6ff5da" stroke-opacity=".55"'
        ' stroke-dasharray="3 2.5"/></g>' + f'<g fill="#fff" font-family="{_FONT}"'
        f' font-weight="700" font-size="{fitted.size:g}" text-anchor="middle">{text}</g>'
    )


def _foot(metal: Metal, tier: str | None, lost: Standing | None, suffix: str) -> str:
    """Draw what hangs under the ribbon: stars of the tier, its word, or the loss of the badge."""
    if lost is not None:
        look = LOOKS[lost]
        return _plate(lost.upper(), fill=look.color, text="#fff", edge="#fff")
    if metal.stars:
        half = 9 + 11 * metal.stars
        stars = "".join(
            f'<path d="{_STAR}" transform="translate({120 + 22 * (at - (metal.stars - 1) / 2):g}'
            f' {_FOOT})"/>'
            for at in range(metal.stars)
        )
        return (
            f'<rect x="{120 - half}" y="{_FOOT - 14}" width="{2 * half}" height="28" rx="14"'
            f' fill="url(#plate{suffix})" stroke="#182124" stroke-width="2.5"/>'
            f'<g fill="#182124">{stars}</g>'
        )
    return _plate(tier, fill="#252e31", text="#fff", edge="#00b39f") if tier else ""


def _plate(word: str, *, fill: str, text: str, edge: str) -> str:
    fitted = fit_lines(legal(word), width=120, one_line=14, two_lines=14)
    line, width = fitted.lines[0]
    half = round(width / 2 + 14)
    return (
        f'<rect x="{120 - half}" y="{_FOOT - 14}" width="{2 * half}" height="28" rx="14"'
        f' fill="{fill}" stroke="{edge}" stroke-width="2.5"/>'
        f'<text x="120" y="{_FOOT + fitted.size * 0.36:.1f}" fill="{text}" font-family="{_FONT}"'
        f' font-weight="700" font-size="{fitted.size:g}" text-anchor="middle"'
        f' textLength="{width:g}" lengthAdjust="spacingAndGlyphs">{escape(line)}</text>'
    )
