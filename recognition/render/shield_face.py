"""What all styles of shields share: the description they draw, its frame, and its numbers."""

from __future__ import annotations

from typing import Final, NamedTuple

from recognition.render.text_width import Font, text_width
from recognition.render.xml import escape

FONT_FAMILY: Final = "Verdana,Geneva,DejaVu Sans,sans-serif"


class Face(NamedTuple):
    """One shield to draw; a named tuple, because making one is a tenth of the drawing.

    Attributes:
        label: Trimmed and legal, not yet escaped, since its characters are measured; may be "".
        message: Likewise.
        color: Background of the message, as SVG writes it.
        label_color: Background of the label; `None` where nobody chose one.
        left_link: Escaped address behind the label, or "".
        right_link: Escaped address behind the message, or "".
        logo: Escaped address of the logo, or "".
        logo_width: In pixels; 0 without a logo.
        logo_gap: Between the logo and the label, in pixels.
        suffix: Appended to each id.
    """

    label: str
    message: str
    color: str
    label_color: str | None
    left_link: str
    right_link: str
    logo: str
    logo_width: int
    logo_gap: int
    suffix: str


def odd_width(text: str, font: Font) -> int:
    """Give the width of a text in whole pixels, made odd: its middle then falls on a pixel."""
    return int(text_width(text, font)) | 1


def number(value: float) -> str:
    """Write a number as JavaScript does: without a point where it is whole."""
    whole = int(value)
    return str(whole if whole == value else value)


def logo_image(face: Face, *, x: int, height: int) -> str:
    """Draw the logo, 14 px high and centred in the height; "" without one."""
    if not face.logo:
        return ""
    return (
        f'<image x="{x}" y="{(height - 14) // 2}" width="{face.logo_width}" height="14"'
        f' href="{face.logo}"/>'
    )


def linked(content: str, link: str) -> str:
    """Wrap drawn content into a link."""
    return f'<a target="_blank" href="{link}">{content}</a>'


def frame(face: Face, body: str, *, width: float, height: int) -> str:
    """Put the drawn body into its SVG element.

    A screen reader reads the whole as one image, unless both halves are links of their own. A
    link on the label only counts for the whole body.
    """
    if face.left_link and not face.right_link:
        body = linked(body, face.left_link)
    start = f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(width)}" height="{height}"'
    if face.left_link and face.right_link:
        return f"{start}>{body}</svg>"
    words = escape(f"{face.label}: {face.message}" if face.label else face.message)
    return f'{start} role="img" aria-label="{words}"><title>{words}</title>{body}</svg>'
