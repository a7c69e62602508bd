"""Count requests against GitHub's primary rate limit."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from http import HTTPStatus

from webhooks.sandbox.rest.problems import Problem
from webhooks.sandbox.vault import Caller

# https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
WINDOW = timedelta(hours=1)
ANONYMOUS_REQUESTS = 60


class RateLimits:
    """The requests of each caller in the present hour; `requests` may be set by a test."""

    def __init__(self, *, requests: int = 5_000) -> None:
        self.requests = requests
        self._windows: dict[str, tuple[datetime, int]] = {}
        self._lock = threading.Lock()

    def count(self, caller: Caller, now: datetime) -> None:
        """Count a request.

        Raises:
            Problem: The hour's requests are used up.
        """
        with self._lock:
            started, used = self._window(caller, now)
            self._windows[caller.key] = (started, used + 1)
        if used >= self._limit(caller):
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
            "X-RateLimit-Resource": "core"
        }

    def _limit(self, caller: Caller) -> int:
        return ANONYMOUS_REQUESTS if caller.app is None else self.requests

    def _window(self, caller: Caller, now: datetime) -> tuple[datetime, int]:
        started, used = self._windows.get(caller.key, (now, 0))
        return (now, 0) if now >= started + WINDOW else (started, used)
