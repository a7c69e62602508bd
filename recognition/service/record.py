"""Record facts: keep them, and find out what they earn, in the caller's unit of work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from recognition.awards import AwardChange
from recognition.catalog import Catalog
from recognition.facts import Fact, Repo
from recognition.rules.rule import Change, Contribution, Progress, advance, brought, start
from recognition.service.facts import Stored, rename_facts, see_repositories, store_facts
from recognition.service.identity import People, people_of
from recognition.service.recount import bring_current
from recognition.service.settle import Sifted, StateKey, load_states, save_states, settle
from recognition.service.undo import FactChange


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
    changes += _evaluate(
        session, [stored.changes], renamed=stored.renamed, catalog=catalog, now=now
    )
    return Recorded(stored=stored, changes=tuple(changes))


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
    changed: Iterable[Iterable[FactChange]],
    *,
    renamed: Mapping[int, str],
    catalog: Catalog,
    now: datetime,
) -> list[AwardChange]:
    touched = Touched(session, catalog)
    for some in changed:
        touched.add(some)
    for some in rename_facts(session, renamed):
        touched.add(some)
    people = {person for person, _ in touched.found}
    states = load_states(session, people, badges={badge for _, badge in touched.found})
    moved: dict[StateKey, Progress] = {}
    unsettled: dict[int, set[str]] = {}
    for (person, badge), found in touched.found.items():
        rule = catalog.badges[badge].rule
        before = states.get((person, badge)) or start(rule)
        after = advance(rule, before, found)
        if after is None:
            unsettled.setdefault(person, set()).add(badge)
        elif after is not before:
            moved[person, badge] = after
    save_states(session, moved)
    return settle(session, unsettled, catalog=catalog, now=now)


class Touched:
    """Which rules changed facts bring something to, or take something from.

    Attributes:
        found: The changes by person and badge; persons who have opted out have none.
    """

    def __init__(self, session: Session, catalog: Catalog) -> None:
        self.found: dict[StateKey, list[Change]] = {}
        self._session = session
        self._catalog = catalog

    def add(self, changes: Iterable[FactChange]) -> None:
        """Work out what these facts brought before, and what they bring now."""
        listed = list(changes)
        people = people_of(
            self._session,
            (fact.actor.id for change in listed for fact in change if fact is not None),
        )
        for before, after in listed:
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
        sifted = Sifted([people.seen(fact)])
        found: dict[str, Contribution] = {}
        for badge in self._catalog.by_kind.get(fact.kind, ()):
            for seen in sifted.of_kinds((fact.kind,), badge.rule.exclusions):
                one = brought(badge.rule, seen)
                if one is not None:
                    found[badge.id] = one
        return found
