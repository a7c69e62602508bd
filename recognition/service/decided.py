"""Read from the audit log what people decided about awards, for those who read about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from recognition.awards import ChangeKind
from recognition.service.audit import AUDIT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Row
    from sqlmodel import Session

MOST = 200
"""Decisions of one period; who wants all of them reads the log."""

_WORDS = {
    ChangeKind.APPROVED: "approved",
    ChangeKind.HELD: "held back",
    ChangeKind.REJECTED: "rejected",
    ChangeKind.DISPUTED: "disputed",
    ChangeKind.UPHELD: "upheld",
    ChangeKind.REVOKED: "revoked",
    ChangeKind.NOMINATED: "named",
}
_ACTIONS = {f"award.{kind}": words for kind, words in _WORDS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One thing that a person did to an award.

    Attributes:
        award_id: To which.
        person_id: Whose award it is.
        badge: Of which badge.
        tier: And which tier; `None` where it has none.
        words: What was done, such as `held back`.
        by: The account that did it.
        reason: What was said; empty where nothing was.
    """

    award_id: str
    person_id: int
    badge: str
    tier: str | None
    words: str
    by: int
    reason: str

    def said(self, names: Mapping[int, str]) -> str:
        """Say it in words; the decider has to be among the names."""
        return f"{self.words} by {names[self.by]}" + (f": {self.reason}" if self.reason else "")


def last_decision(session: Session, award_id: str) -> Decision | None:
    """Give what a person did last to an award; `None` where rules alone did anything."""
    row = (
        session.connection()
        .execute(
            select(AUDIT)
            .where(AUDIT.c.subject == award_id, AUDIT.c.action.in_(_ACTIONS))
            .where(AUDIT.c.actor_id.is_not(None))
            .order_by(AUDIT.c.seq.desc())
            .limit(1)
        )
        .first()
    )
    return None if row is None else _decision(row)


def decisions_within(session: Session, start: datetime, end: datetime) -> list[Decision]:
    """Give the last thing that people did to each award within a time, the newest first."""
    rows = session.connection().execute(
        select(AUDIT)
        .where(AUDIT.c.at >= start, AUDIT.c.at < end, AUDIT.c.action.in_(_ACTIONS))
        .where(AUDIT.c.actor_id.is_not(None))
        .order_by(AUDIT.c.seq.desc())
        .limit(MOST)
    )
    newest: dict[str, Decision] = {}
    for row in rows:
        newest.setdefault(row.subject, _decision(row))
    return list(newest.values())


def _decision(row: Row[Any]) -> Decision:
    award = row.details["award"]
    is_by_hand = award.get("given_by") is not None and row.action == "award.approved"
    return Decision(
        award_id=row.subject,
        person_id=award["person"],
        badge=award["badge"],
        tier=award["tier"],
        words="given" if is_by_hand else _ACTIONS[row.action],
        by=row.actor_id,
        reason=row.details.get("reason") or "",
    )
