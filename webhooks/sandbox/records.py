"""Remember the API requests that were made, and spoil some of them on request."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRecord:
    """One API request and its answer; bodies are parsed JSON, None where there was none.

    Attributes:
        path: Without the `/api/v3` prefix; `/graphql` for GraphQL.
        query: Names to values as they came; a repeated name keeps the last.
        caller: Who asked, such as `app:902310`.
        spoiled: Whether a fault made the answer, and not the sandbox's state.
    """

    method: str
    path: str
    query: dict[str, str]
    body: Any
    status: int
    response: Any
    caller: str
    spoiled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What happens to the next requests that match.

    Attributes:
        times: How many requests it spoils.
        status: The answer in place of the real one; 0 loses the answer of a request that
            was carried out.
        headers: Headers of the answer, such as Retry-After.
        message: The message of the answer.
        method: Only requests of this method; empty for all.
        path: Only requests whose path holds this text; empty for all.
    """

    times: int = 1
    status: int = HTTPStatus.BAD_GATEWAY
    headers: tuple[tuple[str, str], ...] = ()
    message: str = "Server Error"
    method: str = ""
    path: str = ""

    def matches(self, method: str, path: str) -> bool:
        """Tell whether the request is one to spoil."""
        return self.times > 0 and self.method in {"", method} and self.path in path


class Faults:
    """The switches for what goes wrong between the sandbox and its client."""

    def __init__(self) -> None:
        self.latency = timedelta(0)
        self._planned: deque[Fault] = deque()
        self._lock = threading.Lock()

    def plan(self, fault: Fault) -> None:
        """Spoil the next requests that match; earlier plans come first."""
        with self._lock:
            self._planned.append(fault)

    def fail(self, times: int = 1, *, status: int = 502, method: str = "", path: str = "") -> None:
        """Answer the next requests with a server error, without carrying them out."""
        self.plan(Fault(times=times, status=status, method=method, path=path))

    def limit(self, times: int = 1, *, retry_after: timedelta = timedelta(seconds=1)) -> None:
        """Answer the next requests as a secondary rate limit does."""
        seconds = str(int(retry_after.total_seconds()))
        self.plan(
            Fault(
                times=times,
                status=HTTPStatus.FORBIDDEN,
                headers=(("Retry-After", seconds),),
                message="You have exceeded a secondary rate limit. "
                "Please wait a few minutes before you try again.",
            )
        )

    def lose_reply(self, times: int = 1, *, method: str = "", path: str = "") -> None:
        """Carry out the next requests and cut the connection instead of answering."""
        self.plan(Fault(times=times, status=0, method=method, path=path))

    def clear(self) -> None:
        """Forget what is planned, and answer at once again."""
        with self._lock:
            self._planned.clear()
            self.latency = timedelta(0)

    def take(self, method: str, path: str) -> Fault | None:
        """Give the fault that this request runs into, if any, and count it."""
        with self._lock:
            for index, fault in enumerate(self._planned):
                if fault.matches(method, path):
                    self._planned[index] = replace(fault, times=fault.times - 1)
                    return fault
            return None
