"""Record facts: keep them, and find out what they earn, in the caller's unit of work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from recognition.awards import AwardChange
from recognition.catalog import Badge, Catalog
from recognition.facts import Fact
from recognition.rules.rule import Change, Contribution, Progress, advance, contribution, start
from recognition.service.facts import Stored, store_facts
from recognition.service.recount import bring_current
from recognition.service.settle import StateKey, load_states, save_states, settle


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What recording has brought.

    Attributes:
        stored: What became of the facts.
        changes: What happened to awards, in no particular order.
    """

    stored: Stored
    changes: tuple[AwardChange, ...]


def record(
    session: Session, facts: Iterable[Fact], *, catalog: Catalog, now: datetime
) -> Recorded:
    """Merge facts into what is known, and make the awards right.

    However the facts are cut into calls, in whichever order they come and however often, the
    awards end up the same: those of a recount. No effect is put; the caller announces.

    Args:
        session: An open unit of work; all of it is written there, or nothing.
        facts: One, or some thousands at a time.
        catalog: The badges in force.
        now: When this happens.
    """
    changes = bring_current(session, catalog=catalog, now=now)
    stored = store_facts(session, facts)
    touched = _touched(stored, catalog)
    states = load_states(
        session,
        {account for account, _ in touched},
        badges={badge for _, badge in touched},
    )
    moved: dict[StateKey, Progress] = {}
    unsettled: dict[int, set[str]] = {}
    for (account, badge), found in touched.items():
        rule = catalog.badges[badge].rule
        before = states.get((account, badge)) or start(rule)
        after = advance(rule, before, found)
        if after is None:
            unsettled.setdefault(account, set()).add(badge)
        elif after is not before:
            moved[account, badge] = after
    save_states(session, moved)
    changes += settle(session, unsettled, catalog=catalog, now=now)
    return Recorded(stored=stored, changes=tuple(changes))


def _touched(stored: Stored, catalog: Catalog) -> dict[StateKey, list[Change]]:
    """Say which rules the changed facts bring something to, or take something from."""
    touched: dict[StateKey, list[Change]] = {}

    def note(fact: Fact, badge: Badge, change: Change) -> None:
        touched.setdefault((fact.actor.id, badge.id), []).append(change)

    for before, after in stored.changes:
        gone = _contributions(before, catalog)
        come = _contributions(after, catalog)
        if before is not None and before.actor.id != after.actor.id:
            # The deed turned out to be another's: it is taken from one and given to the other.
            for badge, found in gone.items():
                note(before, catalog.badges[badge], Change(found, None))
            gone = {}
        for badge in gone.keys() | come.keys():
            change = Change(gone.get(badge), come.get(badge))
            if change.before != change.after:
                note(after, catalog.badges[badge], change)
    return touched


def _contributions(fact: Fact | None, catalog: Catalog) -> dict[str, Contribution]:
    if fact is None:
        return {}
    found = {
        badge.id: contribution(badge.rule, fact) for badge in catalog.by_kind.get(fact.kind, ())
    }
    return {badge: brought for badge, brought in found.items() if brought is not None}
