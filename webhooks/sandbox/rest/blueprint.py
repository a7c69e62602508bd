"""Serve the REST routes: identify the caller, count, spoil, answer, remember."""

from __future__ import annotations

import secrets
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, jsonify, request

from webhooks.sandbox.errors import RefusedError, UnknownError
from webhooks.sandbox.hookshot import Hookshot
from webhooks.sandbox.manifests import Registrations
from webhooks.sandbox.records import Fault, Faults, RequestRecord
from webhooks.sandbox.rest import apps, issues, places, pulls
from webhooks.sandbox.rest.limits import RateLimits
from webhooks.sandbox.rest.problems import Problem, not_found, unauthenticated
from webhooks.sandbox.rest.routing import Answer, Call, Route, read_body
from webhooks.sandbox.vault import ANONYMOUS, BadCredentialsError, Caller, Vault
from webhooks.sandbox.world import World

PREFIX = "/api/v3"


@dataclass(kw_only=True)
class Service:
    """The parts of one sandbox that its REST API and its pages share."""

    world: World
    vault: Vault
    hookshot: Hookshot
    registrations: Registrations
    faults: Faults = field(default_factory=Faults)
    limits: RateLimits = field(default_factory=RateLimits)
    records: list[RequestRecord] = field(default_factory=list)
    # Set when the server stops, so that requests waiting out a latency end at once.
    stopping: threading.Event = field(default_factory=threading.Event)


def all_routes() -> Iterator[Route]:
    """Give every route of the REST API."""
    for module in (apps, places, issues, pulls):
        yield from module.router.routes


def rest_blueprint(service: Service) -> Blueprint:
    """Build the blueprint that answers below `/api/v3`."""
    blueprint = Blueprint("rest", __name__, url_prefix=PREFIX)
    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]

    def serve(route: Route | None, arguments: dict[str, Any]) -> Response:
        fault = service.faults.take(request.method, request.path.removeprefix(PREFIX))
        if service.faults.latency:
            service.stopping.wait(service.faults.latency.total_seconds())
        caller, answer = ANONYMOUS, None
        if fault and fault.status:
            answer = _spoiled(fault)
        else:
            caller, answer = _answer(service, route, arguments)
        response = _respond(service, caller, answer)
        _remember(service, caller, answer, spoiled=fault is not None)
        if fault and not fault.status:
            _hang_up()
        return response

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
    service: Service, route: Route | None, arguments: dict[str, Any]
) -> tuple[Caller, Answer]:
    caller = ANONYMOUS
    try:
        caller = service.vault.identify(request.headers.get("Authorization"))
        service.limits.count(caller, service.world.now())
        if route is None:
            return caller, _absent()
        call = Call(
            world=service.world,
            vault=service.vault,
            hookshot=service.hookshot,
            registrations=service.registrations,
            limits=service.limits,
            caller=caller,
            arguments=arguments,
            query=request.args.to_dict(flat=True),
            body=read_body(request),
            method=request.method,
            url=f"{service.world.server_url}{request.path}",
        )
        with service.world.changed:
            return caller, route.view(call)
    except BadCredentialsError as error:
        return caller, _problem(unauthenticated(str(error)))
    except UnknownError:
        return caller, _problem(not_found())
    except RefusedError as error:
        return caller, _problem(Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)))
    except Problem as error:
        return caller, _problem(error)


def _problem(problem: Problem) -> Answer:
    return Answer(body=problem.as_json(), status=problem.status, headers=problem.headers)


def _absent() -> Answer:
    message = (
        f"The sandbox does not do {request.method} {request.path.removeprefix(PREFIX)}; "
        "it does what the App uses and no more."
    )
    return _problem(Problem(HTTPStatus.NOT_IMPLEMENTED, message))


def _spoiled(fault: Fault) -> Answer:
    body = {"message": fault.message}
    return Answer(body=body, status=HTTPStatus(fault.status), headers=dict(fault.headers))


def _respond(service: Service, caller: Caller, answer: Answer) -> Response:
    response = Response(status=answer.status) if answer.body is None else jsonify(answer.body)
    response.status_code = answer.status
    response.headers.update(service.limits.headers(caller, service.world.now()))
    response.headers["X-GitHub-Request-Id"] = secrets.token_hex(12).upper()
    response.headers["X-GitHub-Media-Type"] = "github.v3; format=json"
    response.headers.update(answer.headers or {})
    return response


def _remember(service: Service, caller: Caller, answer: Answer, *, spoiled: bool) -> None:
    record = RequestRecord(
        method=request.method,
        path=request.path.removeprefix(PREFIX),
        query=request.args.to_dict(flat=True),
        body=request.get_json(force=True, silent=True),
        status=answer.status,
        response=answer.body,
        caller=caller.key,
        spoiled=spoiled,
    )
    with service.world.change():
        service.records.append(record)


def _hang_up() -> None:
    """Cut the connection, so that the client never learns what came of its request."""
    connection = request.environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        connection.shutdown(socket.SHUT_RDWR)
