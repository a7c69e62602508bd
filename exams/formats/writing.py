"""Write YAML as bank files have it: texts in quotes, one key a line, lists of words in one."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Iterable

Authored: TypeAlias = (
    "str | int | float | bool | Sequence[Authored] | Mapping[str, Authored] | None"
)
"""A value of a bank file, as YAML would give it."""

Item: TypeAlias = Mapping[str, Authored]
"""A question, an option or another thing that stands in a list of a bank file."""

_PLAIN_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]*", re.ASCII)
_WORDS_OF_YAML = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))
_MUST_ESCAPE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""What YAML does not take as it is, or would read as the end of a line."""

_NOT_IN_A_BLOCK = re.compile(r"[\x00-\x09\x0b-\x1f]|^ +$", re.MULTILINE)
"""Control characters, and lines of nothing but spaces, which editors like to remove."""


def bank_text(front: Item, questions: Iterable[Item], *, body: str = "") -> str:
    """Write a whole bank file.

    Args:
        front: The keys above the questions, in the order they are to have.
        questions: In our dialect of the Academy's YAML.
        body: Markdown below the front matter.
    """
    lines = ["---", *mapping_lines({**front, "questions": list(questions)}), "---"]
    return "\n".join([*lines, "", body.strip(), ""] if body.strip() else [*lines, ""])


def mapping_lines(mapping: Item) -> list[str]:
    """Give a mapping in block style, not indented."""
    return [line for name, value in mapping.items() for line in key_lines(name, value)]


def key_lines(name: str, value: Authored) -> list[str]:
    """Give a key and its value in block style, not indented."""
    key = _key(name)
    if isinstance(value, str) and _reads_well_as_block(value):
        return [f"{key}: |-", *(f"  {line}" if line else "" for line in value.split("\n"))]
    if isinstance(value, Mapping) and value:
        return [f"{key}:", *(f"  {line}" if line else "" for line in mapping_lines(value))]
    if is_list(value) and any(isinstance(item, Mapping) and item for item in value):
        items = (item_lines(item) for item in value)
        return [f"{key}:", *(f"  {line}" if line else "" for lines in items for line in lines)]
    return [f"{key}: {in_line(value)}"]


def item_lines(item: Authored, *, dash: str = "- ") -> list[str]:
    """Give an item of a list, its dash in front."""
    lines = mapping_lines(item) if isinstance(item, Mapping) and item else [in_line(item)]
    return [
        (dash if number == 0 else " " * len(dash) if line else "") + line
        for number, line in enumerate(lines)
    ]


def in_line(value: Authored) -> str:
    """Give a value within one line: texts in double quotes, lists and mappings in brackets."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            return quoted(value)
        case Mapping():
            pairs = (f"{_key(name)}: {in_line(part)}" for name, part in value.items())
            return "{" + ", ".join(pairs) + "}"
        case Sequence():
            return "[" + ", ".join(in_line(item) for item in value) + "]"


def quoted(text: str) -> str:
    """Give a text in double quotes; YAML knows every escape that JSON has."""
    return _MUST_ESCAPE.sub(
        lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False)
    )


def _key(name: str) -> str:
    if _PLAIN_KEY.fullmatch(name) and name.lower() not in _WORDS_OF_YAML:
        return name
    return quoted(name)


def is_list(value: Authored) -> TypeGuard[Sequence[Authored]]:
    """Tell a list from a text, which Python counts among the sequences."""
    return isinstance(value, Sequence) and not isinstance(value, str)


def _reads_well_as_block(text: str) -> bool:
    """Tell whether several lines can stand as they are, below the key."""
    return (
        "\n" in text
        and text == text.strip()
        and not _NOT_IN_A_BLOCK.search(text)
        and not _MUST_ESCAPE.search(text)
    )
