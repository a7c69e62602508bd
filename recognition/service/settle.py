"""Fold people's facts anew and make their awards right: what recording and recounting share."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from recognition.awards import Award, AwardChange, Slot, by_slot, decide
from recognition.catalog import Badge, Catalog
from recognition.facts import Fact
from recognition.kernel.ids import UserId
from recognition.rules.exclusions import Exclusions
from recognition.rules.rule import Progress, all_brought, fold, microseconds
from recognition.service.awards import awards_by_person, save_changes
from recognition.service.facts import FACT
from recognition.service.identity import People, facts_of_people, people_of
from recognition.service.tables import chunks, table_of, upsert
from recognition.store import RuleStateRow

STATE = table_of(RuleStateRow)

MARKER = 0
"""The account whose rows say for which rule the states hold; GitHub's accounts begin at 1."""

PORTION = 20_000
"""Facts that are held in memory at a time, but for people who have more by themselves."""

StateKey = tuple[int, str]
"""Person and badge."""

Folded = tuple[Badge, Progress, list[AwardChange]]
"""A badge, how far somebody is with it, and what that changes about awards."""


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
        now: Decides what has expired, and what is due.

    Returns:
        What happened to awards; it is written, together with the progress.
    """
    settling = settle_in_portions(session, wanted, catalog=catalog, now=now)
    return [change for changes in settling for change in changes]


def settle_in_portions(
    session: Session,
    wanted: Mapping[int, Collection[str]],
    *,
    catalog: Catalog,
    now: datetime,
    afresh: bool = False,
) -> Iterator[list[AwardChange]]:
    """Settle some people at a time, so that a long history does not fill the memory.

    Args:
        session: An open unit of work.
        wanted: Ids of badges by person.
        catalog: The badges in force.
        now: Decides what has expired, and what is due.
        afresh: No progress with these badges is stored, so that none has to be voided.
    """
    for people, known in portions(session, wanted):
        kinds = kinds_looked_at(catalog, {badge for person in people for badge in wanted[person]})
        facts = facts_of_people(session, people, known, kinds=kinds)
        awards = awards_by_person(session, people)
        states: dict[StateKey, Progress] = {}
        found: list[AwardChange] = []
        for person in people:
            folded = fold_person(
                UserId(person),
                facts.pop(person, ()),
                held=by_slot(awards.get(person, ())),
                badges=wanted[person],
                catalog=catalog,
                now=now,
            )
            for badge, progress, of_badge in folded:
                if not afresh or progress.last is not None:
                    states[person, badge.id] = progress
                found += of_badge
        save_states(session, states)
        save_changes(session, found, now=now)
        yield found


def portions(session: Session, people: Iterable[int]) -> Iterator[tuple[list[int], People]]:
    """Cut people into groups that together have not too many facts; who opted out is left out."""
    for some in chunks(sorted(people)):
        known = people_of(session, some)
        heard = [person for person in some if person not in known.silent]
        weights = _weights(session, heard, known) if len(heard) > 1 else {}
        portion: list[int] = []
        weight = 0
        for person in heard:
            own = weights.get(person, 0)
            if portion and weight + own > PORTION:
                yield portion, known
                portion, weight = [], 0
            portion.append(person)
            weight += own
        if portion:
            yield portion, known


def _weights(session: Session, people: Sequence[int], known: People) -> dict[int, int]:
    accounts = [account for person in people for account in known.accounts_of(person)]
    found: dict[int, int] = {}
    for some in chunks(accounts):
        counted = (
            select(FACT.c.actor_id, func.count())
            .where(FACT.c.actor_id.in_(some))
            .group_by(FACT.c.actor_id)
        )
        for account, number in session.connection().execute(counted):
            person = known.person_of(account)
            found[person] = found.get(person, 0) + number
    return found


def fold_person(
    person: UserId,
    facts: Iterable[Fact],
    *,
    held: Mapping[Slot, Award],
    badges: Collection[str],
    catalog: Catalog,
    now: datetime,
) -> list[Folded]:
    """Fold the named badges of one person, required ones first.

    A badge whose requirement changes on the way is folded as well: it may be due now, or not
    be due any more.
    """
    sifted = Sifted(facts)
    standing = dict(held)
    named = {badge for badge, _ in held}
    due = set(badges)
    folded: list[Folded] = []
    for badge in catalog.active:
        if badge.id not in due:
            continue
        rule = badge.rule
        seen = sifted.of_kinds(rule.kinds, rule.exclusions)
        progress, earned = fold(rule, all_brought(rule, seen))
        given = [one for one in earned if one.is_due(now)]
        changes: list[AwardChange] = []
        if given or badge.id in named:
            changes = decide(badge, person, earned=given, held=standing, now=now)
        if changes:
            standing.update(by_slot(change.award for change in changes))
            due |= catalog.dependents[badge.id]
        folded.append((badge, progress, changes))
    return folded


class Sifted:
    """One person's facts, sifted once for all rules that exclude the same.

    Args:
        facts: The facts, in any order.
    """

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._by_kind: dict[str, list[Fact]] = {}
        for fact in facts:
            self._by_kind.setdefault(fact.kind, []).append(fact)
        self._sifted: dict[tuple[int, str], list[tuple[int, Fact]]] = {}

    def of_kinds(
        self, kinds: Collection[str], exclusions: Exclusions
    ) -> Sequence[tuple[int, Fact]]:
        """Give the facts of these kinds that the exclusions let pass, beside their moments."""
        lists = [self._of_kind(kind, exclusions) for kind in kinds if kind in self._by_kind]
        if len(lists) == 1:
            return lists[0]
        return [seen for some in lists for seen in some]

    def _of_kind(self, kind: str, exclusions: Exclusions) -> Sequence[tuple[int, Fact]]:
        # Exclusions live as long as the catalog, so their identity names them.
        key = (id(exclusions), kind)
        known = self._sifted.get(key)
        if known is None:
            passing = map(exclusions.sift, self._by_kind[kind])
            known = [(microseconds(fact.at), fact) for fact in passing if fact is not None]
            self._sifted[key] = known
        return known


def kinds_looked_at(catalog: Catalog, badges: Collection[str]) -> set[str]:
    """Give the kinds of facts that these badges look at, and those that depend on them."""
    reachable = set(badges).union(*(catalog.dependents.get(badge, ()) for badge in badges))
    return {kind for badge in reachable for kind in catalog.badges[badge].rule.kinds}


def mark_of(badge: Badge) -> str:
    """Name the rule of a badge and what becomes of awards it would not give any more."""
    return f"{badge.fingerprint}:{badge.on_rule_change}"


# --- progress -----------------------------------------------------------------------------


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
