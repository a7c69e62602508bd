"""The shapes of Meshery's documents, as far as a person writes them by hand.

Written from the published schemas of Meshery (`v1beta1` of designs, models and components,
`v1alpha3` of relationships): the same names, kinds and words. What the platform fills in by
itself, such as ids, styles and counts, is not asked for, and may be there.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from exams.tasks.limits import CheckerError
from exams.tasks.schema_errors import first_problem

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

SCHEMAS = ("design", "model", "component", "relationship")


def document_problem(document: Any, kind: str) -> str:
    """Give what is wrong with a document, in public words; empty where it has its shape.

    Args:
        document: As it was read.
        kind: One of `SCHEMAS`.

    Raises:
        CheckerError: The schema is not there.
    """
    return first_problem(_validator(kind), document)


@lru_cache(maxsize=len(SCHEMAS))
def _validator(kind: str) -> Draft202012Validator:
    # It costs 50 ms to import, and most processes check no document at all.
    from jsonschema import Draft202012Validator  # noqa: PLC0415
    from referencing import Registry, Resource  # noqa: PLC0415

    schemas = {name: _schema(name) for name in SCHEMAS}
    registry: Registry[Any] = Registry().with_resources(
        (f"{name}.json", Resource.from_contents(schema)) for name, schema in schemas.items()
    )
    return Draft202012Validator(schemas[kind], registry=registry)


def _schema(name: str) -> Any:
    try:
        return json.loads(files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CheckerError(f"the schema of a {name} is not there") from error
