"""Write down what happens to attempts, one row after the other, and read it back."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from exams.store import AttemptEventRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlmodel import Session


class Happened(StrEnum):
    """What can happen to an attempt."""

    CREATED = "created"
    STARTED = "started"
    SUBMITTED = "submitted"
    EXPIRED = "expired"
    GRADED = "graded"
    NEEDS_REVIEW = "needs-review"
    REVIEWED = "reviewed"
    FINAL = "final"
    REGRADED = "regraded"
    APPEALED = "appealed"
    APPEAL_DECIDED = "appeal-decided"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    PROMISED_HONESTY = "promised-honesty"


def happened(
    session: Session,
    attempt_id: str,
    what: Happened,
    *,
    at: datetime,
    by: int | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add an event.

    Args:
        session: The caller commits it.
        attempt_id: The attempt.
        what: The event.
        at: When.
        by: The person who did it, or `None` where the clock or the grader did.
        details: JSON values; never a key, and never an answer.
    """
    session.add(
        AttemptEventRow(
            attempt_id=attempt_id, at=at, what=what, actor_id=by, details=dict(details or {})
        )
    )
    session.flush()


def events_of(session: Session, attempt_id: str) -> Sequence[AttemptEventRow]:
    """Give what happened to an attempt, in the order in which it did."""
    return session.exec(
        select(AttemptEventRow)
        .where(AttemptEventRow.attempt_id == attempt_id)
        .order_by(col(AttemptEventRow.id))
    ).all()
