"""Read GitHub's answers: which of them are errors, and which kind of error."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from webhooks.github.errors import (
    GitHubError,
    GoneError,
    MissingPermissionError,
    MovedError,
    RateLimitedError,
    RefusedError,
    ServerError,
    UnauthorizedError,
    UnknownOutcomeError,
)
from webhooks.github.limits import limited_until

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_MESSAGE = 300

CLOSED = ("locked", "archived", "suspended", "blocked", "disabled")
"""Words of the 403 answers of places where nobody, or not we, may write any more."""

LIMITED = ("rate limit", "abuse detection")

FORBIDDEN = ("not accessible by integration", "must have admin rights")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back.

    Attributes:
        headers: With names in lower case.
        text: The body as it came.
    """

    verb: str
    path: str
    status: int
    headers: Mapping[str, str]
    text: str

    def body(self) -> Any:
        """Give the JSON value; `None` where there is no body.

        Raises:
            ServerError: Something between us and GitHub answered in its place.
        """
        if not self.text:
            return None
        try:
            return json.loads(self.text)
        except ValueError as error:
            raise _broken(self, "not JSON") from error


def error_of(answer: Answer, *, now: datetime) -> GitHubError | None:
    """Sort an answer; `None` where it is what was asked for."""
    if answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    message = _message(answer)
    if answer.status < HTTPStatus.BAD_REQUEST:
        return MovedError(message)
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _broken(answer, message)
    if answer.status == HTTPStatus.FORBIDDEN:
        return _forbidden(answer, message, now=now)
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimitedError(message, not_before=limited_until(answer.headers, now=now))
    return _KINDS.get(answer.status, RefusedError)(message)


_KINDS: dict[int, type[GitHubError]] = {
    HTTPStatus.UNAUTHORIZED: UnauthorizedError,
    HTTPStatus.NOT_FOUND: GoneError,
    HTTPStatus.GONE: GoneError,
    HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS: GoneError,
    HTTPStatus.REQUEST_TIMEOUT: ServerError,
    HTTPStatus.CONFLICT: ServerError,
}
"""What the statuses mean of which there is only one meaning."""


def _forbidden(answer: Answer, message: str, *, now: datetime) -> GitHubError:
    words = message.casefold()
    if any(phrase in words for phrase in FORBIDDEN):
        wanted = answer.headers.get(
            "x-accepted-github-permissions", "a permission it did not name"
        )
        return MissingPermissionError(
            f"the App lacks the permission {wanted} ({message})", permissions=wanted
        )
    not_before = limited_until(answer.headers, now=now)
    if not_before is not None or any(phrase in words for phrase in LIMITED):
        return RateLimitedError(message, not_before=not_before)
    if any(word in words for word in CLOSED):
        return GoneError(message)
    return RefusedError(message)


def _broken(answer: Answer, message: str) -> ServerError:
    # GitHub's front may give up on a request that its back still carries out.
    if answer.verb == "POST":
        return UnknownOutcomeError(message)
    return ServerError(message)


def _message(answer: Answer) -> str:
    """Give GitHub's words; a proxy that answers in its place has none that we could use."""
    try:
        said = json.loads(answer.text)["message"]
    except (ValueError, TypeError, KeyError):
        said = "(no reason given)"
    text = f"{answer.verb} {answer.path}: {answer.status} {said}"
    return text if len(text) <= MAX_MESSAGE else text[:MAX_MESSAGE] + "…"
