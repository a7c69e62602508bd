"""Slow down whoever tries something again and again, such as guessing a code."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta

MOST_NAMES = 10_000
"""Of so many people the attempts are remembered; who tried longest ago is forgotten first."""


class Attempts:
    """Counts what each tried lately; kept in memory, for each process by itself.

    Args:
        most: How many attempts within the span.
        span: How long an attempt counts.
    """

    def __init__(self, *, most: int, span: timedelta) -> None:
        self._most = most
        self._span = span
        self._tried: OrderedDict[int, deque[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def allow(self, name: int, *, now: datetime) -> bool:
        """Count an attempt, and tell whether it is one of those that are allowed."""
        with self._lock:
            times = self._tried.setdefault(name, deque())
            self._tried.move_to_end(name)
            while times and times[0] <= now - self._span:
                times.popleft()
            if len(times) >= self._most:
                return False
            times.append(now)
            while len(self._tried) > MOST_NAMES:
                self._tried.popitem(last=False)
            return True
