"""Say which accounts are one person, and who does not want to be counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import or_, select
from sqlmodel import Session

from recognition.facts import Fact
from recognition.service.facts import facts_by_person
from recognition.service.tables import chunks, table_of
from recognition.store import AccountLinkRow, AccountRow

LINK = table_of(AccountLinkRow)
ACCOUNT = table_of(AccountRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The persons behind some accounts. Who has one account needs no entry.

    Attributes:
        accounts: By person with several accounts, all of them: the lead first, whose number
            is the person's, the others ascending.
        persons: By account of such a person, the person.
        silent: Persons who have opted out.
    """

    accounts: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    persons: Mapping[int, int] = field(default_factory=dict)
    silent: Collection[int] = frozenset()

    def person_of(self, account: int) -> int:
        """Give the person to whom an account belongs."""
        return self.persons.get(account, account)

    def accounts_of(self, person: int) -> tuple[int, ...]:
        """Give all accounts of a person, the lead first."""
        return self.accounts.get(person, (person,))

    def seen(self, fact: Fact) -> Fact:
        """Show a fact as its person's: work of one's other account is one's own work."""
        author = fact.attrs.get("author")
        if (
            author is None
            or author == fact.actor.id
            or fact.actor.id not in self.persons
            or self.person_of(author) != self.person_of(fact.actor.id)
        ):
            return fact
        return replace(fact, attrs={**fact.attrs, "author": fact.actor.id})


def people_of(session: Session, accounts: Iterable[int]) -> People:
    """Give the persons to whom these accounts belong."""
    wanted = sorted(set(accounts))
    persons: set[int] = set()
    for some in chunks(wanted):
        linked = or_(LINK.c.account_id.in_(some), LINK.c.person_id.in_(some))
        persons.update(
            session.connection().scalars(select(LINK.c.person_id).where(linked).distinct())
        )
    joined: dict[int, list[int]] = {}
    for some in chunks(persons):
        of_some = select(LINK).where(LINK.c.person_id.in_(some)).order_by(LINK.c.account_id)
        for row in session.connection().execute(of_some):
            joined.setdefault(row.person_id, [row.person_id]).append(row.account_id)
    by_account = {one: person for person, many in joined.items() for one in many}
    leads = {by_account.get(account, account) for account in wanted}
    return People(
        accounts={person: tuple(many) for person, many in joined.items()},
        persons=by_account,
        silent=_silent(session, leads),
    )


def _silent(session: Session, persons: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for some in chunks(persons):
        out = select(ACCOUNT.c.id).where(ACCOUNT.c.id.in_(some) & ACCOUNT.c.opted_out)
        found.update(session.connection().scalars(out))
    return found


def facts_of_people(
    session: Session, persons: Sequence[int], people: People, *, kinds: Collection[str]
) -> dict[int, list[Fact]]:
    """Give the facts of these kinds that each person did, with whichever account."""
    accounts = [account for person in persons for account in people.accounts_of(person)]
    found: dict[int, list[Fact]] = {}
    for account, facts in facts_by_person(session, accounts, kinds=kinds).items():
        person = people.person_of(account)
        seen = [people.seen(fact) for fact in facts] if account in people.persons else facts
        found.setdefault(person, []).extend(seen)
    return found
