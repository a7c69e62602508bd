"""Ask GitHub's GraphQL interface, and sort what it answers as the REST interface's is sorted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit, urlunsplit

import requests
import structlog
from github import Github

from webhooks.github.answers import MAX_MESSAGE, Answer, error_of
from webhooks.github.errors import (
    GitHubError,
    GoneError,
    MissingPermissionError,
    RateLimitedError,
    RefusedError,
    ServerError,
    UnauthorizedError,
)
from webhooks.github.limits import limited_until

if TYPE_CHECKING:
    from recognition.kernel.clock import Clock
    from webhooks.github.auth import RenewableAuth

log = structlog.get_logger(__name__)

TIMEOUT_SECONDS = 30
"""GitHub itself gives up on a query after ten seconds, and may be slow to say so."""

Path: TypeAlias = "tuple[str | int, ...]"
"""Where in the answer something is: names of fields, and places in lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What a query took of the hour's points, and what is left of them.

    Attributes:
        cost: Points of the query.
        remaining: Points that are left until `reset_at`.
        reset_at: When there will be the full number again.
    """

    cost: int
    remaining: int
    reset_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back.

    Attributes:
        data: By the names of the query; lists may hold `None` for what we may not see.
        budget: `None` where the server does not limit us.
        missing: What GitHub could not find, where the caller said that it may be so.
    """

    data: Mapping[str, Any]
    budget: Budget | None
    missing: frozenset[Path] = frozenset()


class GraphQl:
    """GitHub's GraphQL interface under one authorisation.

    Every query asks for `rateLimit { cost remaining resetAt }` beside what it is for.

    Args:
        auth: The same as for the REST interface; the App itself may not ask here.
        url: Such as `https://api.github.com/graphql`.
        clock: Says what time it is.
    """

    def __init__(self, auth: RenewableAuth, *, url: str, clock: Clock) -> None:
        self._auth = auth
        self._clock = clock
        parts = urlsplit(url)
        self._path = parts.path
        self.github = Github(
            auth=auth,
            base_url=urlunsplit((parts.scheme, parts.netloc, "", "", "")),
            timeout=TIMEOUT_SECONDS,
            user_agent="meshery-recognition",
            # When to wait and what to repeat is decided by whoever asks.
            retry=None,
            seconds_between_requests=0,
            seconds_between_writes=0,
        )

    def query(self, query: str, *, may_lack: bool = False, **variables: Any) -> Reply:
        """Ask one query.

        An item of a list that GitHub will not show is `None` in it. That is so for an issue in
        a repository without the App, for instance, and no reason to miss the others.

        Args:
            query: The document; one operation, with a name for the log.
            may_lack: Things that are not found are told in `Reply.missing`, and no error.
            variables: Values of its variables.

        Raises:
            GitHubError: Anything else is missing. `ServerError` also where the query took
                GitHub too long: less at a time may do.
        """
        answer = self._call(query, variables)
        body = answer.body()
        if not isinstance(body, Mapping):
            raise ServerError(f"{answer.path}: the answer is no JSON object")
        data = body.get("data")
        missing: set[Path] = set()
        for fault in body.get("errors") or ():
            path = tuple(fault.get("path") or ())
            if data is not None and may_lack and fault.get("type") == "NOT_FOUND":
                missing.add(path)
            elif data is not None and _strikes_an_item(fault.get("type"), path):
                log.info("graphql_item_hidden", path=".".join(map(str, path)))
            else:
                raise self._error_of(fault, answer)
        if not isinstance(data, Mapping):
            raise ServerError(f"{answer.path}: the answer holds neither data nor errors")
        return Reply(data=data, budget=_budget(data), missing=frozenset(missing))

    def close(self) -> None:
        """Give the connections back."""
        self.github.close()

    def _call(self, query: str, variables: Mapping[str, Any]) -> Answer:
        answer = self._send(query, variables)
        error = error_of(answer, now=self._clock.now())
        if isinstance(error, UnauthorizedError):
            self._auth.refused(answer.headers)
            answer = self._send(query, variables)
            error = error_of(answer, now=self._clock.now())
        if error is not None:
            raise error
        return answer

    def _send(self, query: str, variables: Mapping[str, Any]) -> Answer:
        name = operation_name(query)
        body = {"query": query, "variables": dict(variables)}
        try:
            status, headers, text = self.github.requester.requestJson(
                "POST", self._path, input=body
            )
        except (requests.RequestException, RuntimeError) as error:
            # PyGithub has no class of its own for redirects that leave the configured host.
            raise ServerError(f"{name}: {type(error).__name__}") from error
        # Sorted as a reading: to ask a query twice does no harm.
        return Answer(verb="QUERY", path=name, status=status, headers=headers, text=text)

    def _error_of(self, fault: Mapping[str, Any], answer: Answer) -> GitHubError:
        kind = fault.get("type") or (fault.get("extensions") or {}).get("code") or ""
        said = f"{answer.path}: {kind} {fault.get('message')}"[:MAX_MESSAGE]
        if kind in _LIMITED:
            until = limited_until(answer.headers, now=self._clock.now())
            return RateLimitedError(said, not_before=until)
        if kind in _FORBIDDEN:
            where = ".".join(map(str, fault.get("path") or ()))
            wanted = f"what it takes to read {where or answer.path}"
            return MissingPermissionError(f"the App lacks {wanted} ({said})", permissions=wanted)
        return _KINDS.get(kind, ServerError)(said)


def operation_name(query: str) -> str:
    """Give the name of a document's operation, such as `PullRequests`.

    Raises:
        ValueError: The document does not begin with a named query.
    """
    word, _, rest = query.lstrip().partition(" ")
    name = rest.lstrip().split("(", 1)[0].split("{", 1)[0].strip()
    if word != "query" or not name.isidentifier():
        raise ValueError("a query begins with the word query and its name")
    return name


def graphql_url_of(api_url: str) -> str:
    """Say where the GraphQL interface lies that belongs to a REST interface.

    `https://api.github.com` has it at `/graphql`; an Enterprise Server, whose REST interface
    is `https://host/api/v3`, at `/api/graphql`.
    """
    base = api_url.rstrip("/")
    return f"{base.removesuffix('/v3')}/graphql"


_LIMITED = frozenset({"RATE_LIMITED", "RATE_LIMIT", "graphql_rate_limit"})

_FORBIDDEN = frozenset({"FORBIDDEN", "INSUFFICIENT_SCOPES"})

_KINDS: Mapping[str, type[GitHubError]] = {
    "NOT_FOUND": GoneError,
    # The query itself is wrong; the contract tests are there so that this does not happen.
    "undefinedField": RefusedError,
    "argumentNotAccepted": RefusedError,
    "variableMismatch": RefusedError,
    "missingRequiredArguments": RefusedError,
    "MAX_NODE_LIMIT_EXCEEDED": RefusedError,
    "EXCESSIVE_PAGINATION": RefusedError,
    "MISSING_PAGINATION_BOUNDARIES": RefusedError,
}
"""What kinds of errors mean; all others are GitHub's, such as time-outs, which have no kind."""


def _strikes_an_item(kind: str | None, path: Path) -> bool:
    hidden = kind == "NOT_FOUND" or kind in _FORBIDDEN
    return hidden and bool(path) and isinstance(path[-1], int)


def _budget(data: Mapping[str, Any]) -> Budget | None:
    told = data.get("rateLimit")
    if told is None:
        return None
    return Budget(
        cost=told["cost"],
        remaining=told["remaining"],
        reset_at=datetime.fromisoformat(told["resetAt"]),
    )
