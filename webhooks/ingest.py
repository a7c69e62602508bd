"""Take GitHub's webhook requests: verify, store, answer; everything else happens later."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import structlog
from prometheus_client import Counter

from recognition.kernel.clock import SystemClock
from recognition.kernel.errors import ConfigurationError
from recognition.kernel.ids import reference_id
from webhooks.inserts import NewDelivery, NotStoredError
from webhooks.signature import VerifiedBody, is_well_formed, verify

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import BinaryIO
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from recognition.kernel.clock import Clock
    from webhooks.writer import DeliveryStore

log = structlog.get_logger(__name__)

PATH = "/api/github/webhooks"

MAX_BODY_BYTES = 25 * 1024 * 1024
"""GitHub sends no larger payload: it drops the event instead.

Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap
"""

BODIES_AT_ONCE = 44
"""Bodies are read before their sender is known, and one that trickles in holds a thread of the
server; of its 64 some must be left for pages. Ordinary bodies are read in microseconds."""

LARGE_BODY_BYTES = 1024 * 1024
LARGE_BODIES_AT_ONCE = 4
"""Likewise strangers must not fill the memory."""

_GUID = re.compile(r"[A-Za-z0-9-]{1,64}", re.ASCII)
# A digit, too: GitHub sends `projects_v2_item`.
_EVENT = re.compile(r"[a-z0-9_]{1,64}", re.ASCII)
_LENGTH = re.compile(r"[0-9]{1,12}", re.ASCII)

_COUNTER = Counter(
    "recognition_webhook_requests", "Webhook requests by what became of them.", ["outcome"]
)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What to say.

    Attributes:
        status: With its reason phrase, as WSGI wants it.
        text: For the person who reads the App's list of deliveries on GitHub.
        outcome: The counter's label.
        headers: Beside the usual ones.
    """

    status: str
    text: bytes
    outcome: str
    headers: tuple[tuple[str, str], ...] = ()


_STORED = _Answer("202 Accepted", b"stored\n", "stored")
_DUPLICATE = _Answer("202 Accepted", b"duplicate\n", "duplicate")
_NOT_POST = _Answer(
    "405 Method Not Allowed",
    b"webhooks are posted\n",
    "wrong_method",
    (("Allow", "POST"),),
)
_NO_LENGTH = _Answer("411 Length Required", b"send Content-Length\n", "no_length")
_BAD_LENGTH = _Answer("400 Bad Request", b"Content-Length is not a number\n", "bad_length")
_TOO_LARGE = _Answer("413 Content Too Large", b"at most 25 MB are taken\n", "too_large")
_CUT_SHORT = _Answer("400 Bad Request", b"the body is shorter than Content-Length\n", "cut_short")
_UNVERIFIED = _Answer(
    "401 Unauthorized", b"X-Hub-Signature-256 is missing or wrong\n", "unverified"
)
_BAD_HEADERS = _Answer(
    "400 Bad Request", b"X-GitHub-Delivery or X-GitHub-Event is missing or odd\n", "bad_headers"
)
_WRONG_TYPE = _Answer(
    "415 Unsupported Media Type",
    b"send application/json or application/x-www-form-urlencoded, not compressed\n",
    "wrong_type",
)
_NO_PAYLOAD = _Answer("400 Bad Request", b"the form has no field payload\n", "no_payload")
_BUSY = _Answer(
    "503 Service Unavailable",
    b"not stored; please redeliver\n",
    "not_stored",
    (("Retry-After", "30"),),
)


class Ingest:
    """A WSGI application that takes the webhook path for itself and hands on all others.

    It stands before Flask because Flask's request machinery costs five times what the rest
    does. It never parses a payload: what is verified is kept, whatever it is.

    Args:
        app: The application for every other path.
        secrets: Every webhook secret in force, at least one.
        store: Keeps the deliveries.
        path: Where GitHub posts to.
        clock: Says when a request came in.

    Raises:
        ConfigurationError: There is no secret, or an empty one, so anybody could post.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        secrets: Sequence[bytes],
        store: DeliveryStore,
        path: str = PATH,
        clock: Clock | None = None,
    ) -> None:
        if not secrets or not all(secrets):
            raise ConfigurationError("WEBHOOK_SECRET: set it, or anybody could post webhooks")
        self._app = app
        self._secrets = tuple(secrets)
        self._store = store
        self._path = path
        self._clock = clock or SystemClock()
        self._bodies = threading.BoundedSemaphore(BODIES_AT_ONCE)
        self._large_bodies = threading.BoundedSemaphore(LARGE_BODIES_AT_ONCE)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if environ.get("PATH_INFO") != self._path:
            return self._app(environ, start_response)
        try:
            answer = self._answer(environ)
        except Exception:
            # Whatever was not foreseen, GitHub gets a plain answer that counts as a failure,
            # so that the delivery is sent again; the trace goes to the log alone.
            log.exception("ingest_failed", reference=reference_id())
            answer = _BUSY
        _COUNTER.labels(answer.outcome).inc()
        start_response(
            answer.status,
            [
                ("Content-Type", "text/plain; charset=utf-8"),
                ("Content-Length", str(len(answer.text))),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
                *answer.headers,
            ],
        )
        return [answer.text]

    def _answer(self, environ: WSGIEnvironment) -> _Answer:
        if environ["REQUEST_METHOD"] != "POST":
            return _NOT_POST
        length = _content_length(environ)
        if isinstance(length, _Answer):
            return length
        signature = environ.get("HTTP_X_HUB_SIGNATURE_256")
        if not is_well_formed(signature):
            return _UNVERIFIED
        places = self._large_bodies if length > LARGE_BODY_BYTES else self._bodies
        if not places.acquire(blocking=False):
            return _BUSY
        try:
            raw = _read(environ["wsgi.input"], length)
        finally:
            places.release()
        return _CUT_SHORT if raw is None else self._keep(environ, raw, signature)

    def _keep(self, environ: WSGIEnvironment, raw: bytes, signature: str | None) -> _Answer:
        verified = verify(raw, signature, self._secrets)
        if verified is None:
            return _UNVERIFIED
        guid = environ.get("HTTP_X_GITHUB_DELIVERY", "")
        event = environ.get("HTTP_X_GITHUB_EVENT", "")
        if not (_GUID.fullmatch(guid) and _EVENT.fullmatch(event)):
            return _BAD_HEADERS
        body = _json_of(verified, environ)
        if isinstance(body, _Answer):
            return body
        delivery = NewDelivery(guid=guid, event=event, body=body, received_at=self._clock.now())
        try:
            return _STORED if self._store.store(delivery) else _DUPLICATE
        except NotStoredError as error:
            log.warning("delivery_not_stored", guid=guid, reason=str(error))
            return _BUSY


def _content_length(environ: WSGIEnvironment) -> int | _Answer:
    text = environ.get("CONTENT_LENGTH", "")
    if text == "":
        return _NO_LENGTH
    if not _LENGTH.fullmatch(text):
        return _BAD_LENGTH
    length = int(text)
    return length if length <= MAX_BODY_BYTES else _TOO_LARGE


def _read(stream: BinaryIO, length: int) -> bytes | None:
    """Read exactly so many bytes; `None` where the sender broke off."""
    parts = []
    try:
        while length and (part := stream.read(length)):
            parts.append(part)
            length -= len(part)
    except OSError:
        return None
    return None if length else b"".join(parts)


def _json_of(body: VerifiedBody, environ: WSGIEnvironment) -> VerifiedBody | _Answer:
    """Give the JSON of either content type that a webhook may be set to.

    Compressed bodies are refused: GitHub sends none, and unpacking one could fill the memory.
    """
    if environ.get("HTTP_CONTENT_ENCODING", "identity").lower() != "identity":
        return _WRONG_TYPE
    media_type = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    if media_type == "application/json":
        return body
    if media_type != "application/x-www-form-urlencoded":
        return _WRONG_TYPE
    try:
        # Latin-1 both ways keeps every byte as it is, whatever the text's own encoding.
        fields = parse_qs(body.decode("latin-1"), encoding="latin-1", max_num_fields=8)
    except ValueError:
        return _NO_PAYLOAD
    payloads = fields.get("payload", [])
    return VerifiedBody(payloads[0].encode("latin-1")) if len(payloads) == 1 else _NO_PAYLOAD
