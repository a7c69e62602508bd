"""Fold people's facts anew and make their awards right: what recording and recounting share."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from recognition.awards import Award, AwardChange, Slot, by_slot, decide
from recognition.catalog import Badge, Catalog
from recognition.facts import Fact
from recognition.kernel.ids import UserId
from recognition.rules.rule import Progress, earn
from recognition.service.awards import awards_by_person, save_changes
from recognition.service.identity import facts_of_people, people_of
from recognition.service.tables import chunks, table_of, upsert
from recognition.store import RuleStateRow

STATE = table_of(RuleStateRow)

MARKER = 0
"""The account whose rows say for which rule the states hold; GitHub's accounts begin at 1."""

StateKey = tuple[int, str]
"""Person and badge."""


def settle(
    session: Session,
    wanted: Mapping[int, Collection[str]],
    *,
    catalog: Catalog,
    now: datetime,
) -> list[AwardChange]:
    """Fold the named badges of the named people, and those that depend on what changes.

    Who has opted out is passed over: their facts are kept, and nothing is made of them.

    Args:
        session: An open unit of work.
        wanted: Ids of badges by person; an account that belongs to another's person has none
            of its own.
        catalog: The badges in force.
        now: Decides what has expired.

    Returns:
        What happened to awards; it is written, together with the progress.
    """
    changes: list[AwardChange] = []
    for some in chunks(sorted(wanted)):
        known = people_of(session, some)
        people = [person for person in some if person not in known.silent]
        kinds = _kinds(catalog, {badge for person in people for badge in wanted[person]})
        facts = facts_of_people(session, people, known, kinds=kinds)
        awards = awards_by_person(session, people)
        states: dict[StateKey, Progress] = {}
        found: list[AwardChange] = []
        for person in people:
            held = by_slot(awards.get(person, ()))
            folded = fold_person(
                UserId(person),
                facts.get(person, ()),
                held=held,
                badges=wanted[person],
                catalog=catalog,
                now=now,
            )
            for badge, progress, of_badge in folded:
                states[person, badge.id] = progress
                found += of_badge
        save_states(session, states)
        save_changes(session, found, now=now)
        changes += found
    return changes


def fold_person(
    person: UserId,
    facts: Iterable[Fact],
    *,
    held: Mapping[Slot, Award],
    badges: Collection[str],
    catalog: Catalog,
    now: datetime,
) -> list[tuple[Badge, Progress, list[AwardChange]]]:
    """Fold the named badges of one person, required ones first.

    A badge whose requirement changes on the way is folded as well: it may be due now, or not
    be due any more.
    """
    by_kind: dict[str, list[Fact]] = {}
    for fact in facts:
        by_kind.setdefault(fact.kind, []).append(fact)
    standing = dict(held)
    due = set(badges)
    folded: list[tuple[Badge, Progress, list[AwardChange]]] = []
    for badge in catalog.active:
        if badge.id not in due:
            continue
        looked_at = [fact for kind in badge.rule.kinds for fact in by_kind.get(kind, ())]
        progress, earned = earn(badge.rule, looked_at)
        changes = decide(badge, person, earned=earned, held=standing, now=now)
        standing.update(by_slot(change.award for change in changes))
        if changes:
            due |= catalog.dependents[badge.id]
        folded.append((badge, progress, changes))
    return folded


def _kinds(catalog: Catalog, badges: Collection[str]) -> set[str]:
    reachable = set(badges).union(*(catalog.dependents.get(badge, ()) for badge in badges))
    return {kind for badge in reachable for kind in catalog.badges[badge].rule.kinds}


def load_states(
    session: Session, people: Iterable[int], *, badges: Collection[str]
) -> dict[StateKey, Progress]:
    """Give the stored progress of people with badges; absent = nothing done yet."""
    return {
        key: Progress.from_json(value)
        for key, value in stored_states(session, people, badges=badges).items()
    }


def stored_states(
    session: Session, people: Iterable[int], *, badges: Collection[str]
) -> dict[StateKey, Any]:
    """Give the stored values as they are."""
    found: dict[StateKey, Any] = {}
    for some in chunks(people):
        condition = STATE.c.account_id.in_(some) & STATE.c.badge.in_(sorted(badges))
        for row in session.connection().execute(select(STATE).where(condition)):
            found[row.account_id, row.badge] = row.state
    return found


def save_states(session: Session, states: Mapping[StateKey, Progress]) -> None:
    """Write progress; who has done nothing needs no row, but may have one from before."""
    upsert(
        session,
        RuleStateRow,
        [
            {"account_id": account, "badge": badge, "state": progress.as_json()}
            for (account, badge), progress in states.items()
        ],
    )
