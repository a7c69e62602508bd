"""Draw the small image of a README, byte for byte as badge-maker 6.0.0 draws it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, cast

from recognition.kernel.errors import UserError
from recognition.render.colours import WHITE_SPACE, svg_colour
from recognition.render.shield_big import for_the_badge
from recognition.render.shield_face import Face
from recognition.render.shield_plain import flat, flat_square, plastic
from recognition.render.shield_social import social
from recognition.render.xml import escape, legal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Style = Literal["plastic", "flat", "flat-square", "for-the-badge", "social"]

STYLES: Final[dict[str, Callable[[Face], str]]] = {
    "plastic": plastic,
    "flat": flat,
    "flat-square": flat_square,
    "for-the-badge": for_the_badge,
    "social": social,
}

_MOST_LINKS = 2
_LOGO_WIDTH = 14
_LOGO_GAP = 3
_SUFFIX = re.compile(r"[a-zA-Z0-9\-_]*")
_FIELDS: Final = (
    "label", "message", "labelColor", "color", "style", "logoBase64", "links", "idSuffix",
)  # fmt: skip
_TEXT_FIELDS: Final = ("labelColor", "color", "message", "label", "logoBase64")


class ValidationError(UserError):
    """The description of a shield does not hold; the sentence is badge-maker's."""


def shield(
    label: str,
    message: str,
    *,
    color: str | None = None,
    label_color: str | None = None,
    style: Style = "flat",
    links: Sequence[str] = (),
    logo: str | None = None,
    id_suffix: str = "",
) -> str:
    """Draw a shield.

    Control characters and lone surrogates are left out of every text: badge-maker writes them,
    and its output is then no XML. That is the only difference from its bytes, besides its reading
    of `toString` and other property names of JavaScript objects as colours.

    Args:
        label: Left text; "" leaves the left side away.
        message: Right text.
        color: Background of the message: a badge-maker name, hex digits or a CSS colour. `None`
            and what is no colour give badge-maker's green.
        label_color: Background of the label, likewise; `None` is its grey.
        style: One of the five styles.
        links: At most two addresses, of the label and of the message. They work where the SVG is
            part of a page, not where it is shown as an image.
        logo: A `data:` address of an image, set 14 px high on the left.
        id_suffix: Makes the ids unique on a page that shows several shields.

    Returns:
        One SVG element.

    Raises:
        ValidationError: The style, the links or the suffix are not allowed.
    """
    if style not in STYLES:
        raise ValidationError(f"Field `style` must be one of ({','.join(STYLES)})")
    if id_suffix and not _SUFFIX.fullmatch(id_suffix):
        raise ValidationError("Field `idSuffix` must contain only numbers, letters, -, and _")
    left_link = right_link = ""
    if links:
        if len(links) > _MOST_LINKS:
            raise ValidationError("Field `links` must not have more than 2 elements")
        left_link, right_link = (*(escape(legal(link)) for link in links), "")[:2]
    label = legal(label).strip(WHITE_SPACE)
    return STYLES[style](
        Face(
            label=label,
            message=legal(message).strip(WHITE_SPACE),
            color=svg_colour(color) or "#4b0",
            label_color=svg_colour(label_color),
            left_link=left_link,
            right_link=right_link,
            logo=escape(legal(logo)) if logo else "",
            logo_width=_LOGO_WIDTH if logo else 0,
            logo_gap=_LOGO_GAP if logo and label else 0,
            suffix=id_suffix,
        )
    )


def shield_from(description: Mapping[str, object]) -> str:
    """Draw a shield from badge-maker's own description of one, as its `makeBadge` does.

    Args:
        description: `message`, and optionally `label`, `labelColor`, `color`, `style`,
            `logoBase64`, `links`, `idSuffix`.

    Raises:
        ValidationError: A field is missing, unknown or of the wrong type.
    """
    _check(description)
    names = {"labelColor": "label_color", "logoBase64": "logo", "idSuffix": "id_suffix"}
    options = {names.get(field, field): value for field, value in description.items()}
    label, message = options.pop("label", ""), options.pop("message")
    # The check above has proved the types; a mapping cannot carry them.
    return shield(cast("str", label), cast("str", message), **cast("dict[str, str]", options))  # type: ignore[arg-type]


def _check(description: Mapping[str, object]) -> None:
    """Refuse what badge-maker refuses, in its order and words."""
    if "message" not in description:
        raise ValidationError("Field `message` is required")
    for field in _TEXT_FIELDS:
        if field in description and not isinstance(description[field], str):
            raise ValidationError(f"Field `{field}` must be of type string")
    _check_links(description.get("links", []))
    # A tuple, since what has no hash must be refused too, not fail.
    if description.get("style", "flat") not in tuple(STYLES):
        raise ValidationError(f"Field `style` must be one of ({','.join(STYLES)})")
    suffix = description.get("idSuffix", "")
    if not isinstance(suffix, str) or not _SUFFIX.fullmatch(suffix):
        raise ValidationError("Field `idSuffix` must contain only numbers, letters, -, and _")
    for field in description:
        if field not in _FIELDS:
            raise ValidationError(
                f"Unexpected field '{field}'. Allowed values are ({','.join(_FIELDS)})"
            )


def _check_links(links: object) -> None:
    if not isinstance(links, list):
        raise ValidationError("Field `links` must be an array of strings")
    if len(links) > _MOST_LINKS:
        raise ValidationError("Field `links` must not have more than 2 elements")
    if not all(isinstance(link, str) for link in links):
        raise ValidationError("Field `links` must be an array of strings")
