"""Read the emblems of badges: small drawings, one file each, that art puts into its centre."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

from recognition.kernel.errors import ConfigurationError

EMBLEM_FOLDER = Path(__file__).resolve().parents[2] / "badge_templates" / "art"
"""The emblems that come with the program."""

VIEW_BOX = "0 0 96 96"
_NAMESPACE = "{http://www.w3.org/2000/svg}"
_ELEMENTS = frozenset(
    {"circle", "ellipse", "g", "line", "path", "polygon", "polyline", "rect"},
)
_ATTRIBUTES = frozenset(
    {
        *("d", "points", "x", "y", "x1", "y1", "x2", "y2", "width", "height"),
        *("cx", "cy", "r", "rx", "ry", "transform", "opacity"),
        *("fill", "fill-opacity", "fill-rule"),
        *("stroke", "stroke-width", "stroke-opacity", "stroke-linecap", "stroke-linejoin"),
    }
)
# An emblem stands in every image of its badge, and those must stay small.
_MOST_BYTES = 4096


@cache
def read_emblems(folder: Path = EMBLEM_FOLDER) -> dict[str, str]:
    """Read the drawings of a folder, by the file's name without its ending.

    An emblem is an SVG file of the size 96 by 96 that holds shapes and nothing else: no script,
    style, text, reference or address can come from a file into the images we serve.

    Returns:
        What stands inside each `<svg>` element, one line each.

    Raises:
        ConfigurationError: A file is no such drawing; the message names it and the reason.
    """
    return {file.stem: _read(file) for file in sorted(folder.glob("*.svg"))}


def _read(file: Path) -> str:
    text = file.read_text(encoding="utf-8")
    if len(text) > _MOST_BYTES:
        raise ConfigurationError(f"{file}: an emblem has at most {_MOST_BYTES} bytes")
    if "<!" in text:
        raise ConfigurationError(f"{file}: comments, entities and document types are not allowed")
    try:
        root = ET.fromstring(text)  # noqa: S314 - no declarations, as checked above
    except ET.ParseError as error:
        raise ConfigurationError(f"{file}: {error}") from error
    if root.tag != f"{_NAMESPACE}svg" or root.get("viewBox") != VIEW_BOX:
        raise ConfigurationError(f'{file}: an emblem is an <svg> with viewBox="{VIEW_BOX}"')
    return "".join(_shape(child, file) for child in root)


def _shape(element: ET.Element, file: Path) -> str:
    """Write a shape anew, so that nothing passes which is not named above."""
    name = element.tag.removeprefix(_NAMESPACE)
    if name not in _ELEMENTS:
        raise ConfigurationError(f"{file}: <{name}> is not a shape")
    attributes = ""
    for attribute, value in element.items():
        if attribute not in _ATTRIBUTES:
            raise ConfigurationError(f"{file}: <{name}> may not have {attribute}=")
        if "url(" in value or any(mark in value for mark in "<>&\"'"):
            raise ConfigurationError(f"{file}: {attribute}={value!r} is not allowed")
        attributes += f' {attribute}="{value}"'
    inside = "".join(_shape(child, file) for child in element)
    return f"<{name}{attributes}>{inside}</{name}>" if inside else f"<{name}{attributes}/>"
