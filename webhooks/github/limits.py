"""Say when something may be sent to GitHub: its limits, our margins below them, the waiting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """At most so many writes within any span of that length."""

    length: timedelta
    most: int


WINDOWS = (
    # GitHub asks for a second between the writes of a long row; a handful may go at once.
    Window(length=timedelta(seconds=10), most=10),
    # GitHub's own limits for content are 80 a minute and 500 an hour, what people write in
    # the browser counted in.
    # https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
    Window(length=timedelta(minutes=1), most=60),
    Window(length=timedelta(hours=1), most=450),
)

MAX_ATTEMPTS = 8
"""How often one content is tried before a person has to look at it."""

LONGEST_WAIT = timedelta(hours=1)
"""The longest wait of our own choosing."""

LONGEST_TERM = timedelta(days=1)
"""No term of GitHub's is believed beyond this; its hours end after an hour."""

LEAST_PAUSE = timedelta(seconds=60)
"""What GitHub asks for where it limits us without saying for how long."""

READ_LAG = timedelta(seconds=30)
"""How long a thing that was created may be missing from lists."""


def free_at(sent: Iterable[datetime], *, windows: Iterable[Window], now: datetime) -> datetime:
    """Say when one more write fits into every window.

    Args:
        sent: When the former writes were sent, in any order.
        windows: The limits.
        now: The present moment.

    Returns:
        `now` where it fits at once, a later moment otherwise.
    """
    times = sorted(sent)
    moments = [now]
    for window in windows:
        within = [at for at in times if at > now - window.length]
        if len(within) >= window.most:
            # Room comes when all but `most - 1` of them have left the window.
            moments.append(within[-window.most] + window.length)
    return max(moments)


def backoff(attempt: int, *, jitter: float) -> timedelta:
    """Say how long to wait after the n-th failed attempt.

    Four to the power of n seconds, an hour at most: the first retry comes soon enough for
    somebody who waits, and eight attempts outlast an outage of two hours.

    Args:
        attempt: 1 for the first.
        jitter: 0 to 1; lengthens the wait by up to a quarter, so that many do not come at once.
    """
    # The sixth power already exceeds the hour.
    wait = min(timedelta(seconds=4 ** min(attempt, 6)), LONGEST_WAIT)
    return wait * (1 + jitter / 4)


def pause(attempt: int) -> timedelta:
    """Say how long to be silent where GitHub limited us for the n-th time without a term."""
    doublings: int = 2 ** min(attempt - 1, 6)
    return min(LEAST_PAUSE * doublings, LONGEST_WAIT)


def limited_until(headers: Mapping[str, str], *, now: datetime) -> datetime | None:
    """Read from an answer when GitHub will listen again.

    Args:
        headers: With names in lower case.
        now: The moment of the answer.

    Returns:
        A moment after now, or `None` where the headers do not say one.
    """
    seconds = headers.get("retry-after", "")
    if seconds.isdecimal():
        return now + min(timedelta(seconds=max(1, min(int(seconds), 10**6))), LONGEST_TERM)
    reset = headers.get("x-ratelimit-reset", "")
    if headers.get("x-ratelimit-remaining") == "0" and reset.isdecimal():
        # A second more: the header is cut to whole seconds.
        moment = datetime.fromtimestamp(min(int(reset), 2**32), UTC) + timedelta(seconds=1)
        return min(moment, now + LONGEST_TERM) if moment > now else None
    return None
