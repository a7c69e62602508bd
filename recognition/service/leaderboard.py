"""Count for the leaderboard: facts once every few minutes, people anew each time it is shown."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlmodel import Session

from recognition.facts import Fact
from recognition.leaderboard import (
    EVERYWHERE,
    KINDS,
    Period,
    Place,
    Tally,
    is_counted,
    rank,
    tally,
)
from recognition.people import BOT_TYPE
from recognition.rules.terms import Terms
from recognition.service.facts import ACCOUNT
from recognition.service.identity import people_of
from recognition.service.rows import FACT, fact_of
from recognition.service.tables import chunks

SHOWN = 100
"""Places that are shown; whoever wants to know their own finds it on their profile."""

FRESH = timedelta(minutes=5)
"""How long a count is shown before the facts are read again."""

SLOW = timedelta(hours=1)
"""The same for long periods, whose facts are many and whose ranks hardly move."""

_LONG = (Period.YEAR, Period.ALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the leaderboard."""

    place: Place
    login: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A leaderboard as it is shown.

    Attributes:
        newcomers: People whose first work ever fell into the period, in order of place; none
            where the period has no beginning.
        rows: The first places.
        people: How many people there are in all.
        counted_at: When the facts were read.
    """

    period: Period
    domain: str
    newcomers: tuple[Row, ...]
    rows: tuple[Row, ...]
    people: int
    counted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Count:
    """What was read of the facts.

    Attributes:
        known: Accounts that had done work before the period.
        until: When it is counted anew.
    """

    tally: Tally
    known: frozenset[int]
    counted_at: datetime
    until: datetime


class Leaderboards:
    """The leaderboards of one process.

    Facts are kept as counts of accounts, and are read again after a while. Who belongs to whom,
    what people are called and who opted out is asked every time: a wish to be left out takes
    effect at once.

    Args:
        terms: Gives what never counts and which domains there are, at this moment.
    """

    def __init__(self, terms: Callable[[], Terms]) -> None:
        self._terms = terms
        self._counts: dict[Period, _Count] = {}
        # One visitor counts; the others wait for it rather than counting the same.
        self._counting = threading.Lock()

    def board(
        self, session: Session, *, period: Period, domain: str = EVERYWHERE, now: datetime
    ) -> Board:
        """Give the leaderboard of a period and a domain; an unknown domain is empty."""
        count = self._count(session, period, now)
        work = count.tally.get(domain, {})
        people = people_of(session, {*work, *count.known})
        names, hidden = _people(session, map(people.person_of, work))
        places = rank(work, person_of=people.persons, hidden=hidden)
        known = set(map(people.person_of, count.known))
        newcomers = [place for place in places if place.person_id not in known]
        return Board(
            period=period,
            domain=domain,
            newcomers=_rows(newcomers if period is not Period.ALL else (), names),
            rows=_rows(places, names),
            people=len(places),
            counted_at=count.counted_at,
        )

    def _count(self, session: Session, period: Period, now: datetime) -> _Count:
        count = self._counts.get(period)
        if count is not None and now < count.until:
            return count
        with self._counting:
            count = self._counts.get(period)
            if count is None or now >= count.until:
                begins_at = period.begins_at(now)
                terms = self._terms()
                facts = (
                    fact
                    for fact in _facts(session, begins_at)
                    if is_counted(fact, exclusions=terms.exclusions)
                )
                counted = tally(facts, domains_of=terms.domains.of)
                count = _Count(
                    tally=counted,
                    known=_known_before(session, counted[EVERYWHERE], begins_at),
                    counted_at=now,
                    until=now + (SLOW if period in _LONG else FRESH),
                )
                self._counts[period] = count
            return count


def _rows(places: Iterable[Place], names: dict[int, str]) -> tuple[Row, ...]:
    return tuple(Row(place=place, login=names[place.person_id]) for place in list(places)[:SHOWN])


def _facts(session: Session, begins_at: datetime | None) -> Iterator[Fact]:
    """Let the facts of the period pass by, never many of them at once."""
    wanted = select(FACT).where(
        FACT.c.kind.in_(sorted(KINDS)), FACT.c.retracted.is_(False), FACT.c.undone_by.is_(None)
    )
    if begins_at is not None:
        wanted = wanted.where(FACT.c.at >= begins_at)
    for row in session.connection().execute(wanted.execution_options(yield_per=1000)):
        yield fact_of(row)


def _known_before(
    session: Session, accounts: Iterable[int], begins_at: datetime | None
) -> frozenset[int]:
    """Find the accounts of these people with which work was done before."""
    if begins_at is None:
        return frozenset()
    wanted = set(accounts)
    wanted |= set(people_of(session, wanted).persons)
    known: set[int] = set()
    for some in chunks(sorted(wanted)):
        known |= {row.actor_id for row in session.connection().execute(_before(some, begins_at))}
    return frozenset(known)


def _before(accounts: Collection[int], begins_at: datetime) -> Select[tuple[int]]:
    return (
        select(FACT.c.actor_id)
        .where(
            FACT.c.actor_id.in_(accounts),
            FACT.c.kind.in_(sorted(KINDS)),
            FACT.c.at < begins_at,
            FACT.c.retracted.is_(False),
        )
        .distinct()
    )


def _people(session: Session, people: Iterable[int]) -> tuple[dict[int, str], set[int]]:
    """Give names, and who is not shown: who opted out, machines, and whom nobody knows."""
    wanted = set(people)
    names: dict[int, str] = {}
    for some in chunks(sorted(wanted)):
        shown = ACCOUNT.c.opted_out.is_(False) & (ACCOUNT.c.type != BOT_TYPE)
        rows = session.connection().execute(
            select(ACCOUNT.c.id, ACCOUNT.c.login).where(ACCOUNT.c.id.in_(some) & shown)
        )
        names.update((row.id, row.login) for row in rows)
    return names, wanted - names.keys()
