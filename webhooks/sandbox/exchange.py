"""Take an API request through everything that is common to REST and GraphQL.

The caller is identified and counted, a planned fault spoils the answer, and what was asked
and answered is remembered.
"""

from __future__ import annotations

import secrets
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from flask import Response, jsonify, request

from webhooks.sandbox.hookshot import Hookshot
from webhooks.sandbox.manifests import Registrations
from webhooks.sandbox.records import Fault, Faults, RequestRecord
from webhooks.sandbox.rest.limits import POINTS, REQUESTS, RateLimits
from webhooks.sandbox.rest.problems import Problem, unauthenticated
from webhooks.sandbox.rest.routing import Answer
from webhooks.sandbox.vault import ANONYMOUS, BadCredentialsError, Caller, Vault
from webhooks.sandbox.world import World


@dataclass(kw_only=True)
class Service:
    """The parts of one sandbox that its APIs and its pages share.

    Attributes:
        limits: The requests of REST in an hour.
        points: The points of GraphQL in an hour.
        stopping: Set when the server stops, so that requests waiting out a latency end at once.
    """

    world: World
    vault: Vault
    hookshot: Hookshot
    registrations: Registrations
    faults: Faults = field(default_factory=Faults)
    limits: RateLimits = field(default_factory=lambda: RateLimits(REQUESTS))
    points: RateLimits = field(default_factory=lambda: RateLimits(POINTS))
    records: list[RequestRecord] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)


def exchange(
    service: Service, path: str, limits: RateLimits, answer_to: Callable[[Caller], Answer]
) -> Response:
    """Answer the request under way.

    Args:
        service: The sandbox.
        path: What is remembered as the path, and what faults are matched with.
        limits: What the answer tells of the caller's limits.
        answer_to: Carries the request out; a Problem it raises is the answer.
    """
    fault = service.faults.take(request.method, path)
    if service.faults.latency:
        service.stopping.wait(service.faults.latency.total_seconds())
    caller = ANONYMOUS
    if fault and fault.status:
        answer = _spoiled(fault)
    else:
        try:
            caller = service.vault.identify(request.headers.get("Authorization"))
            answer = answer_to(caller)
        except BadCredentialsError as error:
            answer = answer_of(unauthenticated(str(error)))
        except Problem as error:
            answer = answer_of(error)
    response = _response(service, limits, caller, answer)
    _remember(service, path, caller, answer, spoiled=fault is not None)
    if fault and not fault.status:
        _hang_up()
    return response


def answer_of(problem: Problem) -> Answer:
    """Give a problem as the answer that it is."""
    return Answer(body=problem.as_json(), status=problem.status, headers=problem.headers)


def _spoiled(fault: Fault) -> Answer:
    body = {"message": fault.message}
    return Answer(body=body, status=HTTPStatus(fault.status), headers=dict(fault.headers))


def _response(service: Service, limits: RateLimits, caller: Caller, answer: Answer) -> Response:
    response = Response(status=answer.status) if answer.body is None else jsonify(answer.body)
    response.status_code = answer.status
    response.headers.update(limits.headers(caller, service.world.now()))
    response.headers["X-GitHub-Request-Id"] = secrets.token_hex(12).upper()
    response.headers["X-GitHub-Media-Type"] = "github.v3; format=json"
    response.headers.update(answer.headers or {})
    return response


def _remember(
    service: Service, path: str, caller: Caller, answer: Answer, *, spoiled: bool
) -> None:
    record = RequestRecord(
        method=request.method,
        path=path,
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
