"""Record facts: keep them, and find out what they earn, in the caller's unit of work.

What happens just now is recorded at once. Whoever brings thousands of facts takes them in first
and catches up afterwards: so each person's facts are folded once, and not once a batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import Session

from recognition.awards import AwardChange
from recognition.catalog import Catalog
from recognition.facts import Fact, Repo
from recognition.rules.rule import Change, Contribution, Progress, advance, start
from recognition.service.facts import Stored, rename_facts, see_repositories, store_facts
from recognition.service.identity import People, people_of
from recognition.service.recount import bring_current
from recognition.service.settle import StateKey, load_states, portions, save_states, settle
from recognition.service.tables import chunks, insert_missing, table_of
from recognition.service.undo import FactChange
from recognition.store import UnsettledRow

UNSETTLED = table_of(UnsettledRow)

CATCH_UP = 500
"""People who are looked at in a unit of work, fewer where they did much."""


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
    changes += _evaluate(session, stored.changes, renamed=stored.renamed, catalog=catalog, now=now)
    return Recorded(stored=stored, changes=tuple(changes))


def take_in(session: Session, facts: Iterable[Fact]) -> Stored:
    """Merge facts into what is known, and leave what they earn for `catch_up`.

    Until then the people whose facts they are keep the awards they had. If one of their facts is
    recorded before, all that was left is made good with it.
    """
    stored = store_facts(session, facts)
    _mark_unsettled(session, stored.changes)
    for some in rename_facts(session, stored.renamed):
        _mark_unsettled(session, some)
    return stored


def _mark_unsettled(session: Session, changes: Iterable[FactChange]) -> None:
    accounts = {fact.actor.id for change in changes for fact in change if fact is not None}
    people = people_of(session, accounts)
    rows = [{"person_id": person} for person in {people.person_of(one) for one in accounts}]
    insert_missing(session, UnsettledRow, rows)


def catch_up(session: Session, *, catalog: Catalog, now: datetime) -> list[AwardChange] | None:
    """Make good for some people what was left when their facts were taken in.

    Returns:
        What happened to awards; `None` where nothing was left. Call it until then, with a unit
        of work each, so that others get their turn.
    """
    changes = bring_current(session, catalog=catalog, now=now)
    left = select(UNSETTLED.c.person_id).order_by(UNSETTLED.c.person_id).limit(CATCH_UP)
    waiting = list(session.connection().scalars(left))
    if not waiting:
        return changes or None
    people = next((some for some, _ in portions(session, waiting)), waiting)
    # Who has opted out since is in no portion, and waits for nothing any more.
    silent = people_of(session, waiting).silent
    changes += _settle_all(session, people, catalog=catalog, now=now)
    _unmark(session, {*people, *silent})
    return changes


def _settle_all(
    session: Session, people: Iterable[int], *, catalog: Catalog, now: datetime
) -> list[AwardChange]:
    active = [badge.id for badge in catalog.active]
    return settle(session, dict.fromkeys(people, active), catalog=catalog, now=now)


def _unmark(session: Session, people: Iterable[int]) -> None:
    for some in chunks(people):
        settled = delete(UNSETTLED).where(UNSETTLED.c.person_id.in_(some))
        session.connection().execute(settled)


def _unsettled_among(session: Session, people: Iterable[int]) -> set[int]:
    """Name those of these people whose facts were taken in and are still to be judged."""
    found: set[int] = set()
    for some in chunks(people):
        waiting = select(UNSETTLED.c.person_id).where(UNSETTLED.c.person_id.in_(some))
        found.update(session.connection().scalars(waiting))
    return found


def see_names(
    session: Session, seen: Iterable[tuple[Repo, datetime]], *, catalog: Catalog, now: datetime
) -> list[AwardChange]:
    """Learn what repositories are called now, and make the awards right that hang on a name.

    Args:
        session: An open unit of work.
        seen: Repositories, and when each had this name.
        catalog: The badges in force.
        now: When this happens.
    """
    changes = bring_current(session, catalog=catalog, now=now)
    renamed = see_repositories(session, seen)
    return changes + _evaluate(session, [], renamed=renamed, catalog=catalog, now=now)


def _evaluate(
    session: Session,
    changed: Sequence[FactChange],
    *,
    renamed: Mapping[int, str],
    catalog: Catalog,
    now: datetime,
) -> list[AwardChange]:
    touched = Touched(session, catalog)
    touched.add(changed)
    for some in rename_facts(session, renamed):
        touched.add(some)
    people = {person for person, _ in touched.found}
    left = _unsettled_among(session, people)
    changes: list[AwardChange] = []
    if left:
        changes = _settle_all(session, left, catalog=catalog, now=now)
        _unmark(session, left)
        people -= left
    states = load_states(session, people, badges={badge for _, badge in touched.found})
    moved: dict[StateKey, Progress] = {}
    unsettled: dict[int, set[str]] = {}
    for (person, badge), found in touched.found.items():
        if person in left:
            continue
        rule = catalog.badges[badge].rule
        before = states.get((person, badge)) or start(rule)
        after = advance(rule, before, found)
        if after is None:
            unsettled.setdefault(person, set()).add(badge)
        elif after is not before:
            moved[person, badge] = after
    save_states(session, moved)
    return changes + settle(session, unsettled, catalog=catalog, now=now)


class Touched:
    """Which rules changed facts bring something to, or take something from.

    Attributes:
        found: The changes by person and badge; persons who have opted out have none.
    """

    def __init__(self, session: Session, catalog: Catalog) -> None:
        self.found: dict[StateKey, list[Change]] = {}
        self._session = session
        self._catalog = catalog

    def add(self, changes: Sequence[FactChange]) -> None:
        """Work out what these facts brought before, and what they bring now."""
        people = people_of(
            self._session,
            (fact.actor.id for change in changes for fact in change if fact is not None),
        )
        for before, after in changes:
            gone = self._contributions(before, people)
            come = self._contributions(after, people)
            if before is not None and before.actor.id != after.actor.id:
                # The deed turned out to be another's: taken from one and given to the other.
                self._note(before, people, {badge: Change(gone[badge], None) for badge in gone})
                gone = {}
            both = gone.keys() | come.keys()
            self._note(
                after,
                people,
                {badge: Change(gone.get(badge), come.get(badge)) for badge in both},
            )

    def _note(self, fact: Fact, people: People, changes: Mapping[str, Change]) -> None:
        person = people.person_of(fact.actor.id)
        if person not in people.silent:
            for badge, change in changes.items():
                if change.before != change.after:
                    self.found.setdefault((person, badge), []).append(change)

    def _contributions(self, fact: Fact | None, people: People) -> dict[str, Contribution]:
        if fact is None:
            return {}
        found = self._catalog.contributions(people.seen(fact))
        return {badge.id: one for badge, one in found}
