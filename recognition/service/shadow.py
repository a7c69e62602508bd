"""Work out what other rules would do to everybody's awards, without doing it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from recognition.awards import AwardChange, ChangeKind, by_slot
from recognition.catalog import Badge, Catalog
from recognition.kernel.ids import UserId
from recognition.service.awards import awards_by_person
from recognition.service.identity import facts_of_people
from recognition.service.recount import people_looked_at
from recognition.service.settle import fold_person, kinds_looked_at, mark_of, portions
from recognition.service.showing import logins


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """One award that would change.

    Attributes:
        login: The newest known login of the person.
        change: What a recount by the new rules would do; its award is not written anywhere.
    """

    login: str
    change: AwardChange


def differing(before: Catalog, after: Catalog) -> tuple[Badge, ...]:
    """Give the badges of a catalog that another one does not have, or has with another rule.

    Another policy about what people keep is another rule. A badge that is not active any more
    is none of them: what is held of it stays.
    """
    known = {badge.id: mark_of(badge) for badge in before.active}
    return tuple(badge for badge in after.active if known.get(badge.id) != mark_of(badge))


def foresee(session: Session, *, before: Catalog, after: Catalog, now: datetime) -> list[Foreseen]:
    """Say what would happen to awards if other rules came into force now.

    It is the recount that putting them in force does, up to the point where it would write.

    Args:
        session: An open unit of work; nothing is changed in it.
        before: The catalog from which people come; where it is not the one in force, the awards
            are first taken to be what its rules give.
        after: The one that is looked at.
        now: Decides what has expired.

    Returns:
        The awards gained, lost, kept or moved to another date, by badge, person and tier; none
        that only rest on other facts than before.
    """
    chosen = {badge.id for badge in differing(before, after)}
    if not chosen:
        return []
    foreseen = _changes(session, chosen, before=before, after=after, now=now)
    changes = [change for change in foreseen if _is_felt(change)]
    names = logins(session, (change.award.person_id for change in changes))
    order = {badge: place for place, badge in enumerate(after.badges)}
    changes.sort(
        key=lambda change: (
            order[change.award.badge],
            names[change.award.person_id].lower(),
            change.award.earned_at,
        )
    )
    return [Foreseen(login=names[change.award.person_id], change=change) for change in changes]


def _changes(
    session: Session, chosen: set[str], *, before: Catalog, after: Catalog, now: datetime
) -> Iterator[AwardChange]:
    former = chosen & {badge.id for badge in before.active}
    kinds = kinds_looked_at(after, chosen) | kinds_looked_at(before, former)
    concerned = {
        *people_looked_at(session, after, chosen),
        *people_looked_at(session, before, former),
    }
    for people, known in portions(session, concerned):
        facts = facts_of_people(session, people, known, kinds=kinds)
        awards = awards_by_person(session, people)
        for person in people:
            own = facts.pop(person, [])
            held = by_slot(awards.get(person, ()))
            for catalog, badges in ((before, former), (after, chosen)):
                folded = fold_person(
                    UserId(person), own, held=held, badges=badges, catalog=catalog, now=now
                )
                changes = [change for _, _, found in folded for change in found]
                if catalog is after:
                    yield from changes
                held |= by_slot(change.award for change in changes)


def _is_felt(change: AwardChange) -> bool:
    """Tell whether a person would notice; other evidence for the same award is none of it."""
    before, award = change.before, change.award
    if change.kind is not ChangeKind.CORRECTED or before is None:
        return True
    return (before.earned_at, before.state, before.kept) != (
        award.earned_at,
        award.state,
        award.kept,
    )
