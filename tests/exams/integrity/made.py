"""Make attempts for tests of signals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from exams.integrity.records import Watched

if TYPE_CHECKING:
    from typing import Any

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def watched(name: str = "a", person: int = 1, *, start: float = 0, **more: Any) -> Watched:
    """Make a recent pass of half an hour that begins so many hours after nine."""
    began = NINE + start * HOUR
    ordinary: dict[str, Any] = {
        "attempt_id": name,
        "person": person,
        "started_at": began,
        "ended_at": began + HOUR / 2,
        "share": Fraction(8, 10),
        "passed": True,
    }
    return Watched(**{**ordinary, **more})
