"""Let awards run out when their time has come, and proposals about which nobody decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session

from recognition.awards import AwardChange, AwardState, ChangeKind
from recognition.catalog import Badge, Catalog
from recognition.decisions import lapse
from recognition.service.awards import AWARD, award_of, save_changes
from recognition.service.votes import drop_votes


def expire(session: Session, *, catalog: Catalog, now: datetime) -> list[AwardChange]:
    """Mark the granted awards that are not valid any more; the timer calls it daily.

    A disputed one keeps its state until a maintainer has looked: what it says of itself goes by
    the date.
    """
    changes: list[AwardChange] = []
    for badge in catalog.badges.values():
        if badge.expires is None:
            continue
        for row in _rows(session, badge, AwardState.GRANTED):
            before = award_of(row)
            if badge.expires.after(before.earned_at) <= now:
                after = replace(before, state=AwardState.EXPIRED)
                changes.append(AwardChange(kind=ChangeKind.EXPIRED, award=after, before=before))
    save_changes(session, changes, now=now)
    return changes


def lapse_proposals(session: Session, *, catalog: Catalog, now: datetime) -> list[AwardChange]:
    """End the proposals that waited as long as their badge lets them; the timer calls it daily.

    The time runs from the last change of what was proposed, and not at all while it is on
    hold. A proposal that has ended can be given by hand.
    """
    changes: list[AwardChange] = []
    for badge in catalog.badges.values():
        waits = badge.approve.expires
        if waits is None:
            continue
        changes += [
            lapse(award_of(row), now=now, waited=str(waits))
            for row in _rows(session, badge, AwardState.PROPOSED)
            if waits.after(row.updated_at) <= now
        ]
    save_changes(session, changes, now=now)
    for change in changes:
        drop_votes(session, change.award.id)
    return changes


def _rows(session: Session, badge: Badge, state: AwardState) -> Iterator[Row[Any]]:
    condition = (AWARD.c.badge == badge.id) & (AWARD.c.state == state.value)
    yield from session.connection().execute(select(AWARD).where(condition)).all()
