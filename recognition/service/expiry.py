"""Let awards run out when their time has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from recognition.awards import AwardChange, AwardState, ChangeKind
from recognition.catalog import Catalog
from recognition.service.awards import AWARD, award_of, save_changes


def expire(session: Session, *, catalog: Catalog, now: datetime) -> list[AwardChange]:
    """Mark the granted awards that are not valid any more; the timer calls it daily."""
    changes: list[AwardChange] = []
    for badge in catalog.badges.values():
        if badge.expires is None:
            continue
        granted = (AWARD.c.badge == badge.id) & (AWARD.c.state == AwardState.GRANTED.value)
        for row in session.connection().execute(select(AWARD).where(granted)):
            before = award_of(row)
            ends_at = badge.expires_at(before.earned_at)
            if ends_at is not None and ends_at <= now:
                after = replace(before, state=AwardState.EXPIRED)
                changes.append(AwardChange(kind=ChangeKind.EXPIRED, award=after, before=before))
    save_changes(session, changes, now=now)
    return changes
