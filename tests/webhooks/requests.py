"""Make webhook requests as GitHub does, to a WSGI application or to a real server."""

from __future__ import annotations

import io
import itertools
import json
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from webhooks.ingest import PATH
from webhooks.signature import sign

if TYPE_CHECKING:
    from collections.abc import Callable
    from wsgiref.types import WSGIApplication

SECRET = b"a webhook secret of the tests, long enough"
BODY = json.dumps({"zen": "Keep it logically awesome.", "hook_id": 1}).encode()

_numbers = itertools.count(1)


def new_guid() -> str:
    """Make a GUID that no other request of this process has."""
    return f"00000000-0000-4000-8000-{next(_numbers):012d}"


def webhook_headers(
    body: bytes, *, secret: bytes = SECRET, guid: str | None = None, event: str = "ping"
) -> dict[str, str]:
    """Make the headers GitHub sends with a body."""
    return {
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "User-Agent": "GitHub-Hookshot/0000000",
        "X-GitHub-Delivery": new_guid() if guid is None else guid,
        "X-GitHub-Event": event,
        "X-Hub-Signature-256": sign(body, secret),
    }


def until(holds: Callable[[], bool], *, seconds: float = 10.0) -> None:
    """Wait for something that another thread brings about and tells nobody of."""
    pause = threading.Event()
    for _ in range(int(seconds / 0.005)):
        if holds():
            return
        pause.wait(0.005)
    raise AssertionError("it did not come about in time")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a WSGI application answered."""

    status: int
    headers: dict[str, str]
    text: str


def call(app: WSGIApplication, environ: dict[str, Any]) -> Answer:
    """Call a WSGI application with an environ that stands for one request."""
    seen: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
        seen["status"] = int(status.split(maxsplit=1)[0])
        seen["headers"] = dict(headers)

    text = b"".join(app(environ, start_response)).decode()
    return Answer(status=seen["status"], headers=seen["headers"], text=text)


def environ_of(
    body: bytes = BODY,
    *,
    method: str = "POST",
    path: str = PATH,
    stream: Any = None,
    headers: dict[str, str | None] | None = None,
    **signing: Any,
) -> dict[str, Any]:
    """Make the environ of a webhook request.

    Args:
        body: What is signed, and sent unless a stream is given.
        method: The HTTP method.
        path: The path.
        stream: Stands for the connection in place of the body.
        headers: Replaces some headers; `None` removes one.
        **signing: Goes to `webhook_headers`.
    """
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "wsgi.input": io.BytesIO(body) if stream is None else stream,
    }
    for name, value in (webhook_headers(body, **signing) | (headers or {})).items():
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        if value is not None:
            environ[key] = value
    return environ


def post(app: WSGIApplication, body: bytes = BODY, **request: Any) -> Answer:
    """Post a webhook to a WSGI application."""
    return call(app, environ_of(body, **request))
