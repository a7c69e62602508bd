"""Take facts that other systems post, signed with a secret that only they and we know."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import structlog
from flask import Blueprint, Response, jsonify, request
from sqlalchemy import delete, func
from sqlmodel import col, select
from werkzeug.exceptions import RequestEntityTooLarge

from recognition.external import external_fact
from recognition.facts import FactError
from recognition.kernel.errors import RecognitionError
from recognition.kernel.web.base import no_store, web
from recognition.store import ExternalPostRow
from webhooks.signature import verify

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlmodel import Session

    from recognition.facts import Fact
    from webhooks.recorder import Recorder

log = structlog.get_logger(__name__)

PATH = "/api/v1/facts"
TIMESTAMP = "X-Recognition-Timestamp"
SIGNATURE = "X-Recognition-Signature"

WINDOW = timedelta(minutes=5)
"""How far a post's timestamp may be from our clock, either way."""

MOST_FACTS = 1000
MOST_A_MINUTE = 60

_SECONDS = re.compile(r"[0-9]{1,11}", re.ASCII)


class PostError(RecognitionError):
    """A post is not taken.

    Attributes:
        status: What an HTTP client understands of it.
        field: Where the post is wrong, such as `[2].kind`; empty where it is another reason.
    """

    def __init__(self, status: HTTPStatus, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a post has brought.

    Attributes:
        read: How many facts there were in it.
        new: How many were not known.
        changed: How many have another version now.
        repeated: The very same post was taken in before.
    """

    read: int
    new: int
    changed: int
    repeated: bool


def external_blueprint(
    recorder: Recorder, *, secrets: Sequence[bytes], wake: Callable[[], None]
) -> Blueprint:
    """Make the address where other systems post facts.

    Args:
        recorder: Records them.
        secrets: Any of which signs a post; none means that nobody may post.
        wake: Called when something may wait to be announced.
    """
    bp = Blueprint("external", __name__)

    @bp.post(PATH)
    def post() -> Response:
        """Record one fact or a list of them."""
        now = web().clock.now()
        try:
            body = _body()
            name = check(body, request.headers, secrets, now=now)
            facts = read_facts(body, now=now)
            with web().database.writing() as session:
                taken = take(session, name, facts, recorder=recorder, now=now)
        except PostError as error:
            return _refused(error)
        if taken.new or taken.changed:
            wake()
        log.info("external_facts_taken", read=taken.read, new=taken.new, changed=taken.changed)
        return no_store(
            jsonify(
                read=taken.read,
                new=taken.new,
                changed=taken.changed,
                known=taken.read - taken.new - taken.changed,
                repeated=taken.repeated,
            )
        )

    return bp


def check(body: bytes, headers: Any, secrets: Sequence[bytes], *, now: datetime) -> str:
    """Make sure that a post is of somebody who knows a secret, and of this moment.

    What is signed is the timestamp, a full stop and the body.

    Args:
        body: As it came.
        headers: The request's, by name.
        secrets: Those in force.
        now: The present moment.

    Returns:
        A name of the post that follows from its moment and its body.

    Raises:
        PostError: It is neither, or nobody may post here.
    """
    if not secrets:
        raise PostError(HTTPStatus.NOT_FOUND, "posts of facts are not set up here: EXT_SECRET")
    timestamp, signature = headers.get(TIMESTAMP, ""), headers.get(SIGNATURE)
    if not _SECONDS.fullmatch(timestamp):
        message = f"{TIMESTAMP} must be the time in whole seconds since 1970"
        raise PostError(HTTPStatus.UNAUTHORIZED, message)
    signed = verify(timestamp.encode() + b"." + body, signature, secrets)
    if signed is None:
        message = f"{SIGNATURE} does not fit: sha256= and the HMAC-SHA256 of timestamp.body"
        raise PostError(HTTPStatus.UNAUTHORIZED, message)
    if abs(now.timestamp() - int(timestamp)) > WINDOW.total_seconds():
        message = f"{TIMESTAMP} is more than 5 minutes from {now.astimezone(UTC):%FT%TZ}"
        raise PostError(HTTPStatus.UNAUTHORIZED, message)
    return sha256(signed).hexdigest()


def read_facts(body: bytes, *, now: datetime) -> tuple[Fact, ...]:
    """Read the fact, or the list of facts, that a post is.

    Raises:
        PostError: It is not; the message says what is wrong and the field where.
    """
    try:
        value = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise PostError(HTTPStatus.BAD_REQUEST, f"the body is not JSON: {error}") from error
    items = value if isinstance(value, list) else [value]
    if not 1 <= len(items) <= MOST_FACTS:
        message = f"a post holds from 1 to {MOST_FACTS} facts"
        raise PostError(HTTPStatus.BAD_REQUEST, message)
    facts = []
    for place, item in enumerate(items):
        within = f"[{place}]" if isinstance(value, list) else ""
        try:
            fact = external_fact(item)
            if fact.at > now + timedelta(days=1):
                raise FactError("at", "must not be in the future")  # noqa: TRY301  # named like the others
        except FactError as error:
            field = f"{within}.{error.field}".strip(".") if error.field else within
            raise PostError(HTTPStatus.BAD_REQUEST, str(error), field=field) from error
        facts.append(fact)
    return tuple(facts)


def take(
    session: Session, name: str, facts: Sequence[Fact], *, recorder: Recorder, now: datetime
) -> Taken:
    """Record a post in the caller's unit of work; the same post again changes nothing.

    Raises:
        PostError: There were too many posts within a minute.
    """
    received = col(ExternalPostRow.received_at)
    # A post that old is refused for its timestamp; there is no need to know it.
    session.connection().execute(delete(ExternalPostRow).where(received < now - 2 * WINDOW))
    if session.get(ExternalPostRow, name) is not None:
        return Taken(read=len(facts), new=0, changed=0, repeated=True)
    recent = select(func.count()).where(received > now - timedelta(minutes=1))
    if session.exec(recent).one() >= MOST_A_MINUTE:
        message = f"no more than {MOST_A_MINUTE} posts a minute, of up to {MOST_FACTS} facts each"
        raise PostError(HTTPStatus.TOO_MANY_REQUESTS, message)
    session.add(ExternalPostRow(id=name, received_at=now))
    stored = recorder.record(session, facts, now=now).stored
    return Taken(read=stored.read, new=stored.new, changed=stored.changed, repeated=False)


def _body() -> bytes:
    try:
        return request.get_data()
    except RequestEntityTooLarge as error:
        message = f"a post holds at most {request.max_content_length} bytes"
        raise PostError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message) from error


def _refused(error: PostError) -> Response:
    told = {"error": str(error)} | ({"field": error.field} if error.field else {})
    response = no_store(jsonify(told))
    response.status_code = error.status
    if error.status == HTTPStatus.TOO_MANY_REQUESTS:
        response.headers["Retry-After"] = "60"
    return response


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a JSON number")
