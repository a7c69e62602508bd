"""Say in a sentence what a JSON Schema has against a document, without repeating all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from exams.tasks.limits import shown

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator


def first_problem(validator: Validator, document: Any) -> str:
    """Give the most telling problem of a document, such as `spec.replicas: must be integer`.

    Returns:
        An empty text where the document is valid.
    """
    # It costs 50 ms to import, and most processes check no document at all.
    from jsonschema.exceptions import best_match  # noqa: PLC0415

    error = best_match(validator.iter_errors(document))
    if error is None:
        return ""
    place = ".".join(shown(part) for part in error.absolute_path)
    return f"{place}: {_words(error)}" if place else _words(error)


def _words(error: ValidationError) -> str:
    say = _SAYINGS.get(str(error.validator))
    return say(error) if say else shown(error.message)


def _type(error: Any) -> str:
    wanted = error.validator_value
    kinds = [wanted] if isinstance(wanted, str) else [kind for kind in wanted if kind != "null"]
    return f"must be {' or '.join(kinds)}"


def _missing(error: Any) -> str:
    missing = next(name for name in error.validator_value if name not in error.instance)
    return f"'{missing}' is missing"


def _extra(error: Any) -> str:
    known = error.schema.get("properties", {})
    extra = next(name for name in error.instance if name not in known)
    return f"'{shown(extra)}' is not a field of it"


_SAYINGS: Mapping[str, Callable[[Any], str]] = {
    "type": _type,
    "required": _missing,
    "additionalProperties": _extra,
    "enum": lambda error: f"must be one of {', '.join(map(str, error.validator_value))}",
    "minItems": lambda _error: "must not be empty",
    "minLength": lambda _error: "must not be empty",
}
"""By the keyword of the schema; what the library says of the others is cut short."""
