"""Check queries, and the sandbox's schema, against GitHub's own GraphQL schema.

The schema is the file `schema.graphql` of the npm package `@octokit/graphql-schema`, in
`.cache/octokit-graphql/` below the project. It is not part of the project: without it the
tests that need it are skipped, and fail where REQUIRE_CONTRACT=1.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    get_named_type,
    get_operation_ast,
    is_required_argument,
    parse,
    print_ast,
    validate,
)
from graphql.execution.values import get_variable_values

FILE = Path(__file__).resolve().parent.parent / ".cache" / "octokit-graphql" / "schema.graphql"


@lru_cache(maxsize=1)
def read_schema() -> GraphQLSchema:
    """Read the schema of this clone; raises FileNotFoundError where it has none."""
    # GitHub's file holds a few things that the newest rules for schemas would refuse.
    return build_schema(FILE.read_text(encoding="utf-8"), assume_valid=True)


def require_schema() -> GraphQLSchema:
    """Give GitHub's schema, or skip the test; REQUIRE_CONTRACT=1 makes its absence fail."""
    if FILE.is_file():
        return read_schema()
    reason = f"{FILE} is absent: unpack schema.graphql of npm's @octokit/graphql-schema there"
    if os.environ.get("REQUIRE_CONTRACT") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def faults(query: str) -> list[str]:
    """Say everything that GitHub would find wrong with a query; empty where all is well."""
    return [error.message for error in validate(require_schema(), parse(query))]


def request_faults(body: Mapping[str, Any]) -> list[str]:
    """Say what is wrong with the query and the variables of a request to GraphQL."""
    schema = require_schema()
    try:
        document = parse(body["query"])
    except GraphQLError as error:
        return [error.message]
    operation = get_operation_ast(document, body.get("operationName"))
    if operation is None:
        return ["which operation is meant is not said"]
    values = get_variable_values(
        schema, operation.variable_definitions or (), dict(body.get("variables") or {})
    )
    wrong = values if isinstance(values, list) else []
    return faults(body["query"]) + [it.message for it in wrong]


def differences(ours: GraphQLSchema, theirs: GraphQLSchema) -> list[str]:
    """Say where a schema promises what the other does not keep; empty for a true part of it."""
    given = {
        get_named_type(field.type).name
        for kind in ours.type_map.values()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        for field in kind.fields.values()
    }
    return [
        fault
        for name, kind in ours.type_map.items()
        if not name.startswith("__")
        for fault in _type_faults(kind, theirs.type_map.get(name), is_given=name in given)
    ]


def _type_faults(
    ours: GraphQLNamedType, theirs: GraphQLNamedType | None, *, is_given: bool
) -> Iterator[str]:
    if theirs is None or type(ours) is not type(theirs):
        yield f"{ours.name}: there is no such type"
    elif isinstance(ours, GraphQLEnumType) and isinstance(theirs, GraphQLEnumType):
        # A value that ours lacks could come from GitHub; what is only sent may lack some.
        known, real = set(ours.values), set(theirs.values)
        if not known <= real or (is_given and known != real):
            yield f"{ours.name}: has the values {', '.join(theirs.values)}"
    elif isinstance(ours, GraphQLUnionType) and isinstance(theirs, GraphQLUnionType):
        unknown = {it.name for it in ours.types} - {it.name for it in theirs.types}
        if unknown:
            yield f"{ours.name}: is never {', '.join(sorted(unknown))}"
    elif isinstance(ours, GraphQLInputObjectType) and isinstance(theirs, GraphQLInputObjectType):
        for name, field in ours.fields.items():
            if name not in theirs.fields or str(field.type) != str(theirs.fields[name].type):
                yield f"{ours.name}.{name}: is not so"
    elif isinstance(ours, GraphQLObjectType | GraphQLInterfaceType) and isinstance(
        theirs, GraphQLObjectType | GraphQLInterfaceType
    ):
        yield from _field_faults(ours, theirs)


def _field_faults(
    ours: GraphQLObjectType | GraphQLInterfaceType,
    theirs: GraphQLObjectType | GraphQLInterfaceType,
) -> Iterator[str]:
    missing = {it.name for it in ours.interfaces} - {it.name for it in theirs.interfaces}
    if missing:
        yield f"{ours.name}: does not implement {', '.join(sorted(missing))}"
    for name, field in ours.fields.items():
        where, real = f"{ours.name}.{name}", theirs.fields.get(name)
        if real is None:
            yield f"{where}: there is no such field"
            continue
        if str(field.type) != str(real.type):
            yield f"{where}: is {real.type}, not {field.type}"
        for argument, said in field.args.items():
            if argument not in real.args:
                yield f"{where}: takes no {argument}"
            elif _written(said) != _written(real.args[argument]):
                yield f"{where}: takes {argument} as {_written(real.args[argument])}"
        for argument, said in real.args.items():
            if is_required_argument(said) and argument not in field.args:
                yield f"{where}: needs {argument}"


def _written(argument: GraphQLArgument) -> str:
    default = argument.ast_node.default_value if argument.ast_node else None
    return f"{argument.type} = {print_ast(default)}" if default else str(argument.type)
