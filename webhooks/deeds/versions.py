"""Number the states of a thing on GitHub, so that of two the later one wins."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNIT = timedelta(milliseconds=1)
"""GitHub tells whole seconds; the room between two of them is for what it does not date."""


def version(changed_at: datetime) -> int:
    """Number a state of a thing by when it last changed; a clock before 1970 counts as 0."""
    return max(0, (changed_at - _EPOCH) // _UNIT)


def text_of(moment: datetime) -> str:
    """Write a moment in UTC as attributes of facts hold it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
