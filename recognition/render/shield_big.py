"""Draw the large style in capitals, for the badge."""

from __future__ import annotations

from typing import NamedTuple

from recognition.render.colours import text_on
from recognition.render.shield_face import FONT_FAMILY, Face, frame, linked, logo_image, number
from recognition.render.text_width import Font, text_width
from recognition.render.xml import escape

_HEIGHT = 28
_TEXT_MARGIN = 12
_LOGO_MARGIN = 9
_LOGO_GUTTER = 6
_SPACING = 1.25


class _Layout(NamedTuple):
    """Widths and left edges in pixels; `left` is 0 where there is no left side."""

    label_x: int
    label_width: float
    left: float
    message_x: float
    message_width: float
    right: float


def _spaced_width(text: str, font: Font) -> float:
    """Give the width with letter spacing, which counts UTF-16 units as JavaScript does."""
    units = len(text.encode("utf-16-le")) // 2
    return int(text_width(text, font)) + _SPACING * units


def _layout(face: Face) -> _Layout:
    label_width = _spaced_width(face.label, "verdana-10px")
    message_width = _spaced_width(face.message, "verdana-bold-10px")
    gutter = _LOGO_GUTTER if face.label or face.message else _LOGO_GUTTER - _LOGO_MARGIN
    label_x = _LOGO_MARGIN + face.logo_width + gutter if face.logo else _TEXT_MARGIN
    left = 0.0
    message_x: float = _TEXT_MARGIN
    right = 2 * _TEXT_MARGIN + message_width
    if face.label:
        left = label_x + label_width + _TEXT_MARGIN
    elif face.logo and face.label_color:
        left = 2 * _LOGO_MARGIN + face.logo_width
    if left:
        message_x += left
    elif face.logo:
        message_x += face.logo_width + gutter
        right += face.logo_width + gutter
    return _Layout(label_x, label_width, left, message_x, message_width, right)


def _text(content: str, *, x: float, width: float, background: str, weight: str) -> str:
    colour, _ = text_on(background)
    fill = "" if colour == "#fff" else f' fill="{colour}"'
    return (
        f'<text transform="scale(.1)" x="{number(10 * (x + width / 2))}" y="175"'
        f' textLength="{number(10 * width)}"{weight}{fill}>{escape(content)}</text>'
    )


def for_the_badge(face: Face) -> str:
    """Draw the style for-the-badge: 28 px high, square, spaced capitals, bold message."""
    face = face._replace(label=face.label.upper(), message=face.message.upper())
    label_color = face.label_color or "#555"
    layout = _layout(face)
    left, right = number(layout.left), number(layout.right)
    label = ""
    if face.label:
        label = _text(
            face.label,
            x=layout.label_x,
            width=layout.label_width,
            background=label_color,
            weight="",
        )
        if face.left_link and face.right_link:
            area = f'<rect width="{left}" height="28" fill="rgba(0,0,0,0)"/>'
            label = linked(area + label, face.left_link)
    message = _text(
        face.message,
        x=layout.message_x,
        width=layout.message_width,
        background=face.color,
        weight=' font-weight="bold"',
    )
    if face.right_link:
        area = f'<rect width="{right}" height="28" x="{left}" fill="rgba(0,0,0,0)"/>'
        message = linked(area + message, face.right_link)
    sides = f'<rect width="{right}" height="28" fill="{face.color}"/>'
    if layout.left:
        sides = (
            f'<rect width="{left}" height="28" fill="{label_color}"/>'
            f'<rect x="{left}" width="{right}" height="28" fill="{face.color}"/>'
        )
    body = (
        f'<g shape-rendering="crispEdges">{sides}</g>'
        f'<g fill="#fff" text-anchor="middle" font-family="{FONT_FAMILY}"'
        ' text-rendering="geometricPrecision" font-size="100">'
        f"{logo_image(face, x=_LOGO_MARGIN, height=_HEIGHT)}{label}{message}</g>"
    )
    return frame(face, body, width=layout.left + layout.right, height=_HEIGHT)
