"""Draw the style that looks like a button with a speech bubble."""

from __future__ import annotations

from recognition.render.shield_face import Face, frame, linked, logo_image, number, odd_width
from recognition.render.xml import escape

_FONT_FAMILY = "Helvetica Neue,Helvetica,Arial,sans-serif"
_LABEL_PADDING = 5
_MESSAGE_PADDING = 4
_GUTTER = 6
_LAST_OF_THE_FIRST_PLANE = "\uffff"


def _capitalised(text: str) -> str:
    """Write the first letter large; JavaScript sees no letter in half a surrogate pair."""
    first = text[:1]
    return text if first > _LAST_OF_THE_FIRST_PLANE else first.upper() + text[1:]


def _twice(content: str, *, x: float, width: int, text_id: str = "") -> str:
    """Write a text and its light shadow one pixel below."""
    length = f'transform="scale(.1)" textLength="{10 * width}"'
    return (
        f'<text aria-hidden="true" x="{number(x)}" y="150" fill="#fff" {length}>{content}</text>'
        f'<text {text_id}x="{number(x)}" y="140" {length}>{content}</text>'
    )


def _label(face: Face, *, width: int, rect_width: int) -> str:
    x = 10 * (face.logo_width + face.logo_gap + _LABEL_PADDING) + 5 * width
    text = _twice(escape(face.label), x=x, width=width)
    button = (
        f'<rect id="llink{face.suffix}" stroke="#d5d5d5" fill="url(#a{face.suffix})" x=".5" y=".5"'
        f' width="{rect_width}" height="19" rx="2"/>'
    )
    if face.left_link and face.right_link:
        return linked(text + button, face.left_link)
    return button + text


def _bubble(*, left: int, rect_width: int) -> str:
    return (
        f'<rect x="{left}.5" y=".5" width="{rect_width}" height="19" rx="2" fill="#fafafa"/>'
        f'<rect x="{left}" y="7.5" width=".5" height="5" stroke="#fafafa"/>'
        f'<path d="M{left}.5 6.5 l-3 3v1 l3 3" fill="#fafafa"/>'
    )


def _message(face: Face, *, width: int, left: int, rect_width: int) -> str:
    text = _twice(
        escape(face.message),
        x=10 * left + 5 * rect_width,
        width=width,
        text_id=f'id="rlink{face.suffix}" ',
    )
    if not face.right_link:
        return text
    area = f'<rect width="{rect_width + 1}" x="{left}" height="20" fill="rgba(0,0,0,0)"/>'
    return linked(area + text, face.right_link)


def social(face: Face) -> str:
    """Draw the social style: 20 px high, light, bold Helvetica."""
    face = face._replace(label=_capitalised(face.label))
    suffix = face.suffix
    label_width = odd_width(face.label, "helvetica-bold-11px")
    message_width = odd_width(face.message, "helvetica-bold-11px")
    label_rect = label_width + face.logo_width + face.logo_gap + 2 * _LABEL_PADDING
    message_rect = message_width + 2 * _MESSAGE_PADDING
    left = label_rect + _GUTTER
    bubble = _bubble(left=left, rect_width=message_rect) if face.message else ""
    message = (
        _message(face, width=message_width, left=left, rect_width=message_rect)
        if face.message
        else ""
    )
    is_one_image = "false" if face.left_link and face.right_link else "true"
    body = (
        f"<style>a:hover #llink{suffix}{{fill:url(#b{suffix});stroke:#ccc}}"
        f"a:hover #rlink{suffix}{{fill:#4183c4}}</style>"
        f'<linearGradient id="a{suffix}" x2="0" y2="100%">'
        '<stop offset="0" stop-color="#fcfcfc" stop-opacity="0"/>'
        '<stop offset="1" stop-opacity=".1"/></linearGradient>'
        f'<linearGradient id="b{suffix}" x2="0" y2="100%">'
        '<stop offset="0" stop-color="#ccc" stop-opacity=".1"/>'
        '<stop offset="1" stop-opacity=".1"/></linearGradient>'
        '<g stroke="#d5d5d5"><rect stroke="none" fill="#fcfcfc" x=".5" y=".5"'
        f' width="{label_rect}" height="19" rx="2"/>{bubble}</g>'
        f"{logo_image(face, x=_LABEL_PADDING, height=20)}"
        f'<g aria-hidden="{is_one_image}" fill="#333" text-anchor="middle"'
        f' font-family="{_FONT_FAMILY}" text-rendering="geometricPrecision" font-weight="700"'
        ' font-size="110px" line-height="14px">'
        f"{_label(face, width=label_width, rect_width=label_rect)}{message}</g>"
    )
    width = label_rect + 1 + (_GUTTER + message_rect if face.message else 0)
    return frame(face, body, width=width, height=20)
