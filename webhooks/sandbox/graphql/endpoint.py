"""Answer GraphQL queries over HTTP as GitHub does: a refused query is answered with 200."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request
from graphql import (
    DocumentNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    execute_sync,
    get_operation_ast,
    parse,
    validate,
)

from webhooks.sandbox.exchange import Service, exchange
from webhooks.sandbox.graphql.cost import Cost, cost_of
from webhooks.sandbox.graphql.fields import View, attribute
from webhooks.sandbox.graphql.refusals import Refusal, error_json, refusal_json
from webhooks.sandbox.graphql.schema import read_schema, type_of
from webhooks.sandbox.rest.problems import Problem, unauthenticated
from webhooks.sandbox.rest.routing import Answer, read_body
from webhooks.sandbox.vault import Caller

# On GitHub Enterprise Server REST is at /api/v3 and GraphQL beside it.
PATH = "/api/graphql"


def graphql_blueprint(service: Service) -> Blueprint:
    """Build the blueprint that answers at PATH; it is remembered and spoiled as `/graphql`."""
    blueprint = Blueprint("graphql", __name__)

    @blueprint.post(PATH)
    def serve() -> Response:
        return exchange(
            service, "/graphql", service.points, lambda caller: _answer(service, caller)
        )

    return blueprint


def _answer(service: Service, caller: Caller) -> Answer:
    if caller.app is None or caller.is_app:
        raise unauthenticated("This endpoint requires you to be authenticated.")
    if caller.installation and caller.installation.suspended_at:
        raise Problem(HTTPStatus.FORBIDDEN, "This installation has been suspended")
    body = read_body(request)
    variables = body.get("variables") or {}
    try:
        document, operation = _read(body)
        if faults := validate(read_schema(), document):
            return Answer(body={"errors": [error_json(it) for it in faults]})
        cost = cost_of(read_schema(), document, operation, variables)
        _pay(service, caller, cost)
    except Refusal as refusal:
        return Answer(body={"errors": [refusal_json(refusal)]})
    except GraphQLError as error:
        return Answer(body={"errors": [error_json(error)]})
    return Answer(body=_execute(service, caller, document, operation, variables, cost))


def _read(body: Mapping[str, Any]) -> tuple[DocumentNode, OperationDefinitionNode]:
    """Parse the query, check it, and find the operation that is meant."""
    text = body.get("query")
    if not isinstance(text, str):
        raise Refusal("BAD_REQUEST", "A query attribute must be specified and must be a string.")
    document = parse(text)
    operation = get_operation_ast(document, body.get("operationName"))
    if operation is None:
        raise Refusal("BAD_REQUEST", "An operation name is required.")
    if operation.operation is not OperationType.QUERY:
        raise Refusal("NOT_IMPLEMENTED", "The sandbox answers queries; changes go through REST.")
    return document, operation


def _pay(service: Service, caller: Caller, cost: Cost) -> None:
    try:
        service.points.count(caller, service.world.now(), cost=cost.points)
    except Problem as problem:
        raise Refusal("RATE_LIMITED", str(problem)) from None


def _execute(
    service: Service,
    caller: Caller,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
    cost: Cost,
) -> dict[str, Any]:
    view = View(
        world=service.world,
        caller=caller,
        cost=cost,
        budget=service.points.state(caller, service.world.now()),
    )
    with service.world.changed:
        result = execute_sync(
            read_schema(),
            document,
            context_value=view,
            variable_values=dict(variables),
            operation_name=operation.name.value if operation.name else None,
            field_resolver=attribute,
            type_resolver=type_of,
        )
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        answer["errors"] = [error_json(it) for it in result.errors]
    return answer
