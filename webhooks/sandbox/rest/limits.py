"""Count what callers use against GitHub's primary rate limits."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from webhooks.sandbox.rest.problems import Problem
from webhooks.sandbox.vault import Caller

WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What GitHub limits, and how much of it there is in an hour.

    Attributes:
        name: As `X-RateLimit-Resource` has it.
        hourly: For an App's tokens.
        anonymous: For those who do not say who they are.
    """

    name: str
    hourly: int
    anonymous: int


# https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
REQUESTS = Resource(name="core", hourly=5_000, anonymous=60)
# https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
POINTS = Resource(name="graphql", hourly=5_000, anonymous=0)


class RateLimits:
    """What each caller used of a resource in the present hour; a test may set `hourly`."""

    def __init__(self, resource: Resource) -> None:
        self.hourly = resource.hourly
        self._resource = resource
        self._windows: dict[str, tuple[datetime, int]] = {}
        self._lock = threading.Lock()

    def count(self, caller: Caller, now: datetime, *, cost: int = 1) -> None:
        """Count a request, which may use more than what is left if anything is.

        Raises:
            Problem: The hour's share is used up.
        """
        with self._lock:
            started, used = self._window(caller, now)
            if used < self._limit(caller):
                self._windows[caller.key] = (started, used + cost)
                return
            self._windows[caller.key] = (started, used)
        raise Problem(
            HTTPStatus.FORBIDDEN,
            f"API rate limit exceeded for {caller.key.replace(':', ' ID ')}.",
        )

    def state(self, caller: Caller, now: datetime) -> dict[str, int]:
        """Give limit, remaining, reset (epoch seconds) and used, as `GET /rate_limit` does."""
        with self._lock:
            started, used = self._window(caller, now)
        limit = self._limit(caller)
        return {
            "limit": limit,
            "used": min(used, limit),
            "remaining": max(limit - used, 0),
            "reset": int((started + WINDOW).timestamp()),
        }

    def headers(self, caller: Caller, now: datetime) -> dict[str, str]:
        """Give the state as the headers of an answer."""
        state = self.state(caller, now)
        return {f"X-RateLimit-{name.title()}": str(value) for name, value in state.items()} | {
            "X-RateLimit-Resource": self._resource.name
        }

    def _limit(self, caller: Caller) -> int:
        return self._resource.anonymous if caller.app is None else self.hourly

    def _window(self, caller: Caller, now: datetime) -> tuple[datetime, int]:
        started, used = self._windows.get(caller.key, (now, 0))
        return (now, 0) if now >= started + WINDOW else (started, used)
