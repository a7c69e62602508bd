"""Serve the REST routes: count, find the view, answer."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request

from webhooks.sandbox.errors import RefusedError, UnknownError
from webhooks.sandbox.exchange import Service, answer_of, exchange
from webhooks.sandbox.rest import apps, checks, contents, issues, places, pulls
from webhooks.sandbox.rest.problems import Problem, not_found
from webhooks.sandbox.rest.routing import Answer, Call, Route, read_body
from webhooks.sandbox.vault import Caller

PREFIX = "/api/v3"


def all_routes() -> Iterator[Route]:
    """Give every route of the REST API."""
    for module in (apps, places, contents, checks, issues, pulls):
        yield from module.router.routes


def rest_blueprint(service: Service) -> Blueprint:
    """Build the blueprint that answers below `/api/v3`."""
    blueprint = Blueprint("rest", __name__, url_prefix=PREFIX)
    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]

    def serve(route: Route | None, arguments: dict[str, Any]) -> Response:
        return exchange(
            service,
            request.path.removeprefix(PREFIX),
            service.limits,
            lambda caller: _answer(service, route, arguments, caller),
        )

    for number, route in enumerate(all_routes()):
        blueprint.add_url_rule(
            route.rule,
            f"{number}-{route.view.__name__}",
            lambda route=route, **arguments: serve(route, arguments),
            methods=[route.method],
            provide_automatic_options=False,
        )
    blueprint.add_url_rule(
        "/<path:rest>", "absent", lambda rest: serve(None, {"rest": rest}), methods=methods
    )
    return blueprint


def _answer(
    service: Service, route: Route | None, arguments: dict[str, Any], caller: Caller
) -> Answer:
    service.limits.count(caller, service.world.now())
    if route is None:
        return _absent()
    call = Call(
        world=service.world,
        vault=service.vault,
        hookshot=service.hookshot,
        registrations=service.registrations,
        limits=service.limits,
        points=service.points,
        caller=caller,
        arguments=arguments,
        query=request.args.to_dict(flat=True),
        body=read_body(request),
        method=request.method,
        url=f"{service.world.server_url}{request.path}",
    )
    try:
        with service.world.changed:
            return route.view(call)
    except UnknownError:
        raise not_found() from None
    except RefusedError as error:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from None


def _absent() -> Answer:
    message = (
        f"The sandbox does not do {request.method} {request.path.removeprefix(PREFIX)}; "
        "it does what the App uses and no more."
    )
    return answer_of(Problem(HTTPStatus.NOT_IMPLEMENTED, message))
