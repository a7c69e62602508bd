"""Tell people about their awards, in the thread where they earned them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from recognition.awards import VALID
from recognition.catalog import Announce
from recognition.effects import CommentEffect
from recognition.facts import Thread, known_at, thread_of
from recognition.render import comments
from recognition.service.facts import fact_of
from recognition.service.showing import badge_line
from recognition.store import AccountRow, AwardRow, FactRow

if TYPE_CHECKING:
    from collections.abc import Collection

    from recognition.catalog import Catalog
    from recognition.render.addresses import Addresses

STALE_AFTER = timedelta(days=14)
"""A deed that was older than this when it was counted is history: nobody is disturbed."""


def announcements(
    session: Session,
    award_ids: Collection[str],
    *,
    catalog: Catalog,
    addresses: Addresses,
    now: datetime,
) -> list[CommentEffect]:
    """Make the comments for awards that were just granted.

    One comment exists for each thread and person; it tells of all the awards earned there, so
    several on one day are one notification. A certification of a whole track has a comment of
    its own, since an edited comment notifies nobody.

    Args:
        session: A unit of work in which the awards are already written.
        award_ids: The awards that were granted just now.
        catalog: Says which badges want announcing.
        addresses: Where links lead.
        now: The moment; deeds long before it are history, unless a maintainer has just
            decided about an award that was proposed in time.

    Returns:
        What should be said; empty for people who muted the App, for badges that are not
        announced in threads, for old deeds, and for what came of reading history.
    """
    # Awards are written in bulk, past the session's memory of rows it has read.
    session.flush()
    session.expire_all()
    slots: dict[str, tuple[int, Thread]] = {}
    for award in _granted(session, award_ids):
        counted_at = now if award.decided_by is None else award.created_at
        place = _place(session, award, catalog, counted_at)
        if place is not None:
            purpose, thread = place
            slots[_key(purpose, thread, award.person_id)] = (award.person_id, thread)
    effects = []
    for key, (person_id, thread) in slots.items():
        account = session.get(AccountRow, person_id)
        if account is None or account.muted or account.opted_out:
            continue
        together = [
            award
            for award in _granted_to(session, person_id)
            if (place := _place(session, award, catalog, award.created_at)) is not None
            and _key(place[0], place[1], person_id) == key
        ]
        lines = [
            badge_line(session, award, login=account.login, catalog=catalog, addresses=addresses)
            for award in _best_tiers(together, catalog)
        ]
        body = comments.award(
            login=account.login, lines=lines, profile_url=addresses.profile(account.login)
        )
        effects.append(CommentEffect(key=key, repo=thread.repo, number=thread.number, body=body))
    return effects


def _granted(session: Session, award_ids: Collection[str]) -> list[AwardRow]:
    rows = [session.get(AwardRow, award_id) for award_id in sorted(award_ids)]
    return [row for row in rows if row is not None and row.state in VALID and not row.quiet]


def _granted_to(session: Session, person_id: int) -> list[AwardRow]:
    return list(
        session.exec(
            select(AwardRow)
            .where(AwardRow.person_id == person_id, col(AwardRow.state).in_(VALID))
            .where(col(AwardRow.quiet).is_(False))
            .order_by(col(AwardRow.earned_at), col(AwardRow.badge), col(AwardRow.id))
        ).all()
    )


def _place(
    session: Session, award: AwardRow, catalog: Catalog, counted_at: datetime
) -> tuple[str, Thread] | None:
    """Say for what purpose and where an award is announced; `None` where it is not."""
    badge = catalog.badges.get(award.badge)
    if badge is None or badge.announce is not Announce.THREAD or not award.evidence:
        return None
    row = session.get(FactRow, award.evidence[-1])
    if row is None:
        return None
    fact = fact_of(row)
    if counted_at - known_at(fact) > STALE_AFTER:
        return None
    thread = thread_of(fact)
    if thread is None:
        return None
    return (f"certified:{badge.id}" if catalog.is_track(badge.id) else "award"), thread


def _key(purpose: str, thread: Thread, person_id: int) -> str:
    return f"{purpose}:{thread.repo.id}:{thread.number}:{person_id}"


def _best_tiers(awards: list[AwardRow], catalog: Catalog) -> list[AwardRow]:
    """Keep the highest tier of each badge: gold on the same day says silver too."""
    best: dict[str, AwardRow] = {}
    for award in awards:
        badge = catalog.badges[award.badge]
        held = best.get(award.badge)
        if held is None or badge.tier_rank(award.tier) > badge.tier_rank(held.tier):
            best[award.badge] = award
    return list(best.values())
