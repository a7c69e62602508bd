"""Compute awards from nothing but the facts, to build them or to check them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session

from recognition.awards import AwardChange, AwardState, by_slot
from recognition.catalog import Catalog
from recognition.kernel.garbage import collected_rarely
from recognition.kernel.ids import UserId
from recognition.service.awards import AWARD, awards_by_person
from recognition.service.facts import FACT
from recognition.service.identity import facts_of_people, people_of
from recognition.service.settle import (
    MARKER,
    STATE,
    fold_person,
    mark_of,
    portions,
    settle_in_portions,
    stored_states,
)
from recognition.service.tables import table_of, upsert
from recognition.store import RuleStateRow, UnsettledRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that is stored and that a recount sees otherwise.

    Attributes:
        person_id: Whose.
        badge: Of which badge.
        tier: Of which tier; `None` where the badge has none, or the progress is meant.
        stored: What is stored; `None` where there is nothing.
        recounted: What the facts say; `None` where they say nothing.
    """

    person_id: int
    badge: str
    tier: str | None
    stored: str | None
    recounted: str | None


def recount(
    session: Session, *, catalog: Catalog, now: datetime, badges: Collection[str] | None = None
) -> list[AwardChange]:
    """Compute the awards of everybody from the facts, and make what is stored right.

    Args:
        session: An open unit of work.
        catalog: The badges in force.
        now: Decides what has expired.
        badges: Only these badges; all active ones if not given.

    Returns:
        What happened to awards.
    """
    counting = recount_in_portions(session, catalog=catalog, now=now, badges=badges)
    return [change for changes in counting for change in changes]


def recount_in_portions(
    session: Session, *, catalog: Catalog, now: datetime, badges: Collection[str] | None = None
) -> Iterator[list[AwardChange]]:
    """Recount some people at a time; only when all portions are taken is it done."""
    active = {badge.id for badge in catalog.active}
    chosen = active if badges is None else active & set(badges)
    if not chosen:
        return
    session.flush()
    session.connection().execute(delete(STATE).where(STATE.c.badge.in_(sorted(chosen))))
    wanted = dict.fromkeys(people_looked_at(session, catalog, chosen), chosen)
    with collected_rarely():
        yield from settle_in_portions(session, wanted, catalog=catalog, now=now, afresh=True)
    if chosen == active:
        session.connection().execute(delete(table_of(UnsettledRow)))
    _mark(session, catalog, chosen)


def bring_current(session: Session, *, catalog: Catalog, now: datetime) -> list[AwardChange]:
    """Recount the badges whose rule is new or has changed since their progress was kept.

    So does a badge that comes back after it was on hold or not in the catalog, and one that
    lets people keep, or not keep any more, what a change of its rule would take.
    Cheap where there are none; call it at start so that no delivery has to wait for it.
    """
    whole = _mark_of_all(catalog)
    marked = (STATE.c.account_id == MARKER) & (STATE.c.badge == ALL)
    if session.connection().scalar(select(STATE.c.state).where(marked)) == whole:
        return []
    rows = session.connection().execute(select(STATE).where(STATE.c.account_id == MARKER))
    marks = {row.badge: row.state for row in rows if row.badge != ALL}
    active = {badge.id: mark_of(badge) for badge in catalog.active}
    asleep = sorted(marks.keys() - active.keys())
    if asleep:
        # What happens from now on is not folded into these, so their progress becomes void.
        marked = (STATE.c.account_id == MARKER) & STATE.c.badge.in_(asleep)
        session.connection().execute(delete(STATE).where(marked))
    stale = [badge for badge, mark in active.items() if marks.get(badge) != mark]
    changes = recount(session, catalog=catalog, now=now, badges=stale) if stale else []
    upsert(session, RuleStateRow, [{"account_id": MARKER, "badge": ALL, "state": whole}])
    return changes


ALL = ""
"""The badge of the row that says for which catalog all rows hold, so that one look is enough."""


def _mark_of_all(catalog: Catalog) -> str:
    marks = "\n".join(f"{badge.id} {mark_of(badge)}" for badge in catalog.active)
    return sha256(marks.encode()).hexdigest()


def verify(session: Session, *, catalog: Catalog, now: datetime) -> list[Difference]:
    """Compare everything that is stored with a recount; nothing is changed.

    What only time has brought since the timer last looked is no difference: an award that has
    run out, and one for which somebody has been there long enough now.

    Returns:
        The differences by person and badge; none where incremental and full evaluation agree.
    """
    active = {badge.id for badge in catalog.active}
    kinds = {kind for badge in catalog.active for kind in badge.rule.kinds}
    found: list[Difference] = []
    for people, known in portions(session, people_looked_at(session, catalog, active)):
        facts = facts_of_people(session, people, known, kinds=kinds)
        awards = awards_by_person(session, people)
        states = stored_states(session, people, badges=active)
        for person in people:
            folded = fold_person(
                UserId(person),
                facts.pop(person, ()),
                held=by_slot(awards.get(person, ())),
                badges=active,
                catalog=catalog,
                now=now,
            )
            for badge, progress, changes in folded:
                recounted = None if progress.last is None else progress.as_json()
                stored = states.get((person, badge.id))
                stored = None if stored is None or stored[0] is None else stored
                if stored != recounted:
                    found.append(
                        Difference(
                            person_id=person,
                            badge=badge.id,
                            tier=None,
                            stored=_progress_text(stored),
                            recounted=_progress_text(recounted),
                        )
                    )
                found += _award_differences(changes, by_tenure=badge.rule.tenure is not None)
    return found


def _award_differences(changes: list[AwardChange], *, by_tenure: bool) -> Iterator[Difference]:
    for change in changes:
        award, before = change.award, change.before
        came_due = by_tenure and (before is None or before.is_withdrawn)
        ran_out = (
            before is not None
            and award.state is AwardState.EXPIRED
            and replace(award, state=before.state) == before
        )
        if not ran_out and not came_due:
            yield Difference(
                person_id=award.person_id,
                badge=award.badge,
                tier=award.tier,
                stored=None if before is None else _award_text(before),
                recounted=_award_text(award),
            )


def _award_text(award: Any) -> str:
    return f"{award.state} {award.earned_at.isoformat()} by {len(award.evidence)} facts"


def _progress_text(value: Any) -> str | None:
    return None if value is None else f"progress {json.dumps(value, separators=(',', ':'))}"


def people_looked_at(session: Session, catalog: Catalog, badges: Collection[str]) -> list[int]:
    """Name everybody who did something these badges look at, or has an award of them."""
    kinds = {kind for badge in badges for kind in catalog.badges[badge].rule.kinds}
    connection = session.connection()
    doers = select(FACT.c.actor_id).where(FACT.c.kind.in_(sorted(kinds))).distinct()
    holders = select(AWARD.c.person_id).where(AWARD.c.badge.in_(sorted(badges))).distinct()
    accounts = {*connection.scalars(doers), *connection.scalars(holders)}
    known = people_of(session, accounts)
    return sorted({known.person_of(account) for account in accounts})


def _mark(session: Session, catalog: Catalog, badges: Collection[str]) -> None:
    upsert(
        session,
        RuleStateRow,
        [
            {
                "account_id": MARKER,
                "badge": badge,
                "state": mark_of(catalog.badges[badge]),
            }
            for badge in sorted(badges)
        ],
    )
