"""Draw the three styles that share one layout: flat, flat-square and plastic."""

from __future__ import annotations

from typing import NamedTuple

from recognition.render.colours import text_on
from recognition.render.shield_face import (
    FONT_FAMILY,
    Face,
    frame,
    linked,
    logo_image,
    odd_width,
)
from recognition.render.xml import escape

_PADDING = 5
_GROUP = (
    f'<g fill="#fff" text-anchor="middle" font-family="{FONT_FAMILY}"'
    ' text-rendering="geometricPrecision" font-size="110">'
)
_BLUR = '<filter id="blur"><feGaussianBlur stdDeviation="16"/></filter>'
_FLAT_STOPS = (
    '<stop offset="0" stop-color="#bbb" stop-opacity=".1"/><stop offset="1" stop-opacity=".1"/>'
)
_PLASTIC_STOPS = (
    '<stop offset="0" stop-color="#fff" stop-opacity=".7"/>'
    '<stop offset=".1" stop-color="#aaa" stop-opacity=".1"/>'
    '<stop offset=".9" stop-color="#000" stop-opacity=".3"/>'
    '<stop offset="1" stop-color="#000" stop-opacity=".5"/>'
)


class _Layout(NamedTuple):
    """Widths and left edges in pixels, and the colour of the left side."""

    label_margin: int
    label_width: int
    left: int
    message_margin: int
    message_width: int
    right: int
    label_color: str


def _layout(face: Face) -> _Layout:
    logo_width = face.logo_width + face.logo_gap
    has_left_side = bool(face.label or face.label_color)
    label_width = odd_width(face.label, "verdana-11px") if face.label else 0
    left = label_width + 2 * _PADDING + logo_width if has_left_side else 0
    message_width = odd_width(face.message, "verdana-11px")
    message_margin = left - (1 if face.message else 0)
    right = message_width + 2 * _PADDING
    if not has_left_side:
        message_margin += logo_width + _PADDING if face.logo else 1
        if face.logo:
            right += logo_width + (_PADDING - 1 if face.message else 0)
    label_color = face.label_color or "#555"
    return _Layout(
        label_margin=logo_width + 1,
        label_width=label_width,
        left=left,
        message_margin=message_margin,
        message_width=message_width,
        right=right,
        label_color=label_color if has_left_side or face.logo else face.color,
    )


def _text(content: str, *, margin: int, width: int, y: int, background: str, shadow: bool) -> str:
    if not content:
        return ""
    content = escape(content)
    length = 10 * width
    colour, shadow_colour = text_on(background)
    # Ten times the size and scaled down: fractions of a pixel stay whole numbers.
    x = 10 * (margin + _PADDING) + 5 * width
    fill = "" if colour == "#fff" else f' fill="{colour}"'
    if not shadow:
        return (
            f'<text x="{x}" y="{y}" textLength="{length}" transform="scale(.1)"{fill}>'
            f"{content}</text>"
        )
    below = y + 10
    return (
        f'<g transform="scale(.1)"><g aria-hidden="true" fill="{shadow_colour}">'
        f'<text x="{x}" y="{below}" fill-opacity=".8" filter="url(#blur)"'
        f' textLength="{length}">{content}</text>'
        f'<text x="{x}" y="{below}" fill-opacity=".3" textLength="{length}">{content}</text>'
        f'</g><text x="{x}" y="{y}" textLength="{length}"{fill}>{content}</text></g>'
    )


def _target(link: str, content: str, *, margin: int, width: int, height: int) -> str:
    """Make a text a link that can be clicked beside its letters too."""
    if not link or not content:
        return content
    x = margin + 1 if margin > 1 else 0
    area = f'<rect width="{width}" x="{x}" height="{height}" fill="rgba(0,0,0,0)"/>'
    return linked(area + content, link)


def _foreground(face: Face, layout: _Layout, *, y: int, height: int, shadow: bool) -> str:
    label = _text(
        face.label,
        margin=layout.label_margin,
        width=layout.label_width,
        y=y,
        background=layout.label_color,
        shadow=shadow,
    )
    message = _text(
        face.message,
        margin=layout.message_margin,
        width=layout.message_width,
        y=y,
        background=face.color,
        shadow=shadow,
    )
    if face.right_link:
        label = _target(
            face.left_link, label, margin=layout.label_margin, width=layout.left, height=height
        )
        message = _target(
            face.right_link,
            message,
            margin=layout.message_margin,
            width=layout.right,
            height=height,
        )
    logo = logo_image(face, x=_PADDING, height=height)
    return f"{_GROUP}{logo}{label}{message}</g>"


def _sides(layout: _Layout, color: str, *, height: int) -> str:
    return (
        f'<rect width="{layout.left}" height="{height}" fill="{layout.label_color}"/>'
        f'<rect x="{layout.left}" width="{layout.right}" height="{height}"'
        f' fill="{color}"/>'
    )


def _rounded(face: Face, *, height: int, radius: int, y: int, stops: str) -> str:
    layout = _layout(face)
    width = layout.left + layout.right
    suffix = face.suffix
    body = (
        f'{_BLUR}<linearGradient id="s{suffix}" x2="0" y2="100%">{stops}</linearGradient>'
        f'<clipPath id="r{suffix}"><rect width="{width}" height="{height}" rx="{radius}"/>'
        f'</clipPath><g clip-path="url(#r{suffix})">{_sides(layout, face.color, height=height)}'
        f'<rect width="{width}" height="{height}" fill="url(#s{suffix})"/></g>'
        f"{_foreground(face, layout, y=y, height=height, shadow=True)}"
    )
    return frame(face, body, width=width, height=height)


def flat(face: Face) -> str:
    """Draw the usual style: 20 px high, rounded, with a faint gradient."""
    return _rounded(face, height=20, radius=3, y=140, stops=_FLAT_STOPS)


def plastic(face: Face) -> str:
    """Draw the glossy style of the first shields: 18 px high."""
    return _rounded(face, height=18, radius=4, y=130, stops=_PLASTIC_STOPS)


def flat_square(face: Face) -> str:
    """Draw the plain style: 20 px high, square corners, no shadow."""
    layout = _layout(face)
    body = (
        f'<g shape-rendering="crispEdges">{_sides(layout, face.color, height=20)}</g>'
        f"{_foreground(face, layout, y=140, height=20, shadow=False)}"
    )
    return frame(face, body, width=layout.left + layout.right, height=20)
