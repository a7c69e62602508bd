"""Give awards for which everything was done and only time was missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from recognition.awards import AwardChange
from recognition.catalog import Badge, Catalog
from recognition.rules.rule import Progress, due_at
from recognition.service.awards import AWARD, award_of
from recognition.service.recount import bring_current
from recognition.service.settle import MARKER, STATE, settle


def settle_due(session: Session, *, catalog: Catalog, now: datetime) -> list[AwardChange]:
    """Settle everybody whose tenure with a badge is over and who does not have it yet.

    The timer calls it every hour; how much it costs depends on the number of people, not on
    what they did.

    Returns:
        What happened to awards.
    """
    changes = bring_current(session, catalog=catalog, now=now)
    wanted: dict[int, set[str]] = {}
    for badge in catalog.active:
        if badge.rule.tenure is not None:
            for person in _due(session, badge, now=now):
                wanted.setdefault(person, set()).add(badge.id)
    return changes + settle(session, wanted, catalog=catalog, now=now)


def _due(session: Session, badge: Badge, *, now: datetime) -> Iterator[int]:
    """Name the people who have reached more of a badge than they were given."""
    tiers: dict[int, set[str | None]] = {}
    for row in session.connection().execute(select(AWARD).where(AWARD.c.badge == badge.id)):
        award = award_of(row)
        if not award.is_withdrawn:
            tiers.setdefault(award.person_id, set()).add(award.tier)
    of_badge = (STATE.c.badge == badge.id) & (STATE.c.account_id != MARKER)
    states = select(STATE).where(of_badge).order_by(STATE.c.account_id)
    for row in session.connection().execute(states):
        progress = Progress.from_json(row.state)
        due = due_at(badge.rule, progress)
        reached = {badge.rule.milestones[index].tier for index in progress.reached}
        if due is not None and due <= now and not reached <= tiers.get(row.account_id, set()):
            yield row.account_id
