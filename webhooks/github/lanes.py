"""Keep the lanes apart in which effects go to GitHub: one for each account with the App."""

from __future__ import annotations

from collections import defaultdict, deque
from datetime import datetime
from typing import TYPE_CHECKING

from webhooks.github.limits import Window, free_at

if TYPE_CHECKING:
    from collections.abc import Sequence


def lane_of(full_name: str) -> str:
    """Name the lane of a repository: its owner, on whom the App is installed once."""
    return full_name.partition("/")[0].casefold()


class Lanes:
    """What was sent where and when, and who asked for silence.

    GitHub's limits are an installation's, so that one account being limited holds up nobody
    else. One sender in one process keeps them; it learns at its start what the former knew.

    Args:
        windows: How much may be sent.
    """

    def __init__(self, windows: Sequence[Window]) -> None:
        self._windows = tuple(windows)
        longest = max((window.most for window in self._windows), default=0)
        self._sent: defaultdict[str, deque[datetime]] = defaultdict(lambda: deque(maxlen=longest))
        self._silent: dict[str, datetime] = {}

    def sent(self, lane: str, at: datetime) -> None:
        """Count one write."""
        self._sent[lane].append(at)

    def silence(self, lane: str, *, until: datetime) -> None:
        """Send nothing in a lane before a moment."""
        self._silent[lane] = max(until, self._silent.get(lane, until))

    def closed(self, now: datetime) -> list[str]:
        """Name the lanes in which nothing may be sent at this moment, in order."""
        silent = {lane for lane, until in self._silent.items() if until > now}
        full = {
            lane
            for lane, sent in self._sent.items()
            if free_at(sent, windows=self._windows, now=now) > now
        }
        return sorted(silent | full)
