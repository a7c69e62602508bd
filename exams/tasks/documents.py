"""Read the YAML and JSON that candidates wrote, within limits, and say kindly where it breaks."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from typing import Any

from exams.tasks.limits import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_NODES,
    UnreadableError,
    checked_size,
    shown,
)
from recognition.kernel.yaml import Limits, YamlError, read_yaml_documents

_LIMITS = Limits(size=MAX_BYTES, depth=MAX_DEPTH, nodes=MAX_NODES)

MAX_EXPONENT = 300
"""Of a number with a point: an exact one with more places would fill the memory."""


def read_documents(text: str) -> tuple[Any, ...]:
    """Read YAML of one or several documents; empty ones are left out.

    Raises:
        UnreadableError: It cannot be read, or there is nothing; says the line and the problem.
    """
    checked_size(text)
    try:
        documents = read_yaml_documents(text, file="", limits=_LIMITS)
    except YamlError as error:
        finding = error.finding
        raise UnreadableError(f"line {finding.line}: {finding.message}") from error
    values = tuple(one.value for one in documents if one.value is not None)
    if not values:
        raise UnreadableError("there is nothing in the answer")
    return values


def read_document(text: str) -> Any:
    """Read one document, JSON where it begins with a brace or bracket and YAML elsewhere.

    Raises:
        UnreadableError: It cannot be read, or is not one; says the line and the problem.
    """
    checked_size(text)
    if text.lstrip()[:1] in ("{", "["):
        return _json(text)
    values = read_documents(text)
    if len(values) > 1:
        raise UnreadableError(f"there are {len(values)} documents; one was asked for")
    return values[0]


def _json(text: str) -> Any:
    _check_shape(text)
    try:
        return json.loads(
            text,
            object_pairs_hook=_once_each,
            parse_constant=_refused_number,
            parse_float=_finite,
        )
    except json.JSONDecodeError as error:
        problem = f"line {error.lineno}: not valid JSON: {error.msg}"
        raise UnreadableError(problem) from error
    except ValueError as error:
        # Python refuses whole numbers of thousands of digits by itself.
        raise UnreadableError("a number is too long to be read") from error


def _check_shape(text: str) -> None:
    """Refuse what Python's reader, which calls itself for each level, should never see."""
    depth = values = 0
    inside = escaped = False
    for sign in text:
        if inside:
            inside = escaped or sign != '"'
            escaped = sign == "\\" and not escaped
        elif sign == '"':
            inside = True
        elif sign in "[{":
            depth += 1
            values += 1
        elif sign in "]}":
            depth -= 1
        else:
            values += sign in ",:"
        if depth > MAX_DEPTH:
            raise UnreadableError(f"nested deeper than {MAX_DEPTH} levels")
    if values > MAX_NODES:
        raise UnreadableError(f"there are more than {MAX_NODES} values")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        again, _times = Counter(key for key, _value in pairs).most_common(1)[0]
        raise UnreadableError(f"'{shown(again)}' stands twice in one object")
    return mapping


def _refused_number(word: str) -> Any:
    raise UnreadableError(f"{word} is not a number that JSON knows")


def _finite(text: str) -> Decimal:
    number = Decimal(text)
    if not -MAX_EXPONENT <= number.adjusted() <= MAX_EXPONENT:
        raise UnreadableError("a number is too large or too small to be read")
    return number
