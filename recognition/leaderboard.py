"""Rank people by the days on which work of theirs was accepted: one day counts once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from recognition.facts import Fact, FactKind
from recognition.rules.exclusions import Exclusions
from recognition.rules.units import day

EVERYWHERE = ""
"""The domain that holds all work."""


class Period(StrEnum):
    """How far a leaderboard looks back; the values stand in addresses."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ALL = "all"

    def begins_at(self, now: datetime) -> datetime | None:
        """Give its first moment, the beginning of a UTC day; `None` = there is none.

        A period is so many days that end today, not a calendar month: nobody stands before
        an empty table on the first.
        """
        days = _DAYS.get(self)
        if days is None:
            return None
        today = datetime.combine(now.astimezone(UTC).date(), datetime.min.time(), tzinfo=UTC)
        return today - timedelta(days=days - 1)


_DAYS: Mapping[Period, int] = {
    Period.WEEK: 7,
    Period.MONTH: 30,
    Period.QUARTER: 90,
    Period.YEAR: 365,
}

KINDS = frozenset(
    {
        FactKind.PR_MERGED,
        FactKind.REVIEW_SUBMITTED,
        FactKind.ISSUE_CLOSED_BY_PR,
        FactKind.DISCUSSION_ANSWERED,
        FactKind.RELEASE_PUBLISHED,
    }
)
"""What somebody else accepted, or was helped by. What anybody can pile up alone does not count:
opened pull requests and issues, comments; and exams never do."""

_MADE_BY = frozenset({"author", "co_author"})
"""Whose merged pull request it is. Who approved it has a review, who merged it has a duty."""

_OF_OTHERS = (FactKind.REVIEW_SUBMITTED, FactKind.DISCUSSION_ANSWERED)
"""Help, which is for others."""


def is_counted(fact: Fact, *, exclusions: Exclusions) -> bool:
    """Tell whether a fact is work that counts, of somebody who counts.

    Args:
        fact: Anything a person did.
        exclusions: What never counts.
    """
    if fact.kind not in KINDS or exclusions.sift(fact) is None:
        return False
    if fact.kind == FactKind.PR_MERGED:
        return fact.attrs.get("role", "author") in _MADE_BY
    if fact.kind in _OF_OTHERS:
        return fact.attrs.get("author") != fact.actor.id and not fact.attrs.get("bare", False)
    return True


@dataclass(slots=True)
class Work:
    """What one account did in one domain; as small as a number, however much it was.

    Attributes:
        days: One bit for each UTC day.
        kinds: What it was.
    """

    days: int = 0
    kinds: set[str] = field(default_factory=set)

    def add(self, number: int, kind: str) -> None:
        """Note a deed of a day."""
        self.days |= 1 << number
        self.kinds.add(kind)

    def join(self, other: Work) -> None:
        """Take in what another account of the same person did."""
        self.days |= other.days
        self.kinds |= other.kinds


Tally = dict[str, dict[int, Work]]
"""Work by domain, and by account within it."""


def tally(facts: Iterable[Fact], *, domains_of: Callable[[Fact], Collection[str]]) -> Tally:
    """Count work, each fact passing by once.

    Args:
        facts: Facts that count, in any order.
        domains_of: Says to which domains a fact belongs, beside the one that holds all.
    """
    counted: Tally = {EVERYWHERE: {}}
    for fact in facts:
        number = day(fact.at) - _FIRST_DAY
        if number < 0:
            # No clock that GitHub's facts come from tells of a day before it.
            continue
        for domain in (EVERYWHERE, *domains_of(fact)):
            of_domain = counted.setdefault(domain, {})
            of_domain.setdefault(fact.actor.id, Work()).add(number, fact.kind)
    return counted


_FIRST_DAY = datetime(1970, 1, 1, tzinfo=UTC).toordinal()
"""The first bit; commits may be dated long before GitHub was there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one person stands.

    Attributes:
        rank: Equal days share a rank, and the next ones are left out: 1, 2, 2, 4.
        days: On how many days there was work.
        kinds: What it was, sorted.
    """

    rank: int
    person_id: int
    days: int
    kinds: tuple[str, ...]


def rank(
    work: Mapping[int, Work], *, person_of: Mapping[int, int], hidden: Collection[int]
) -> tuple[Place, ...]:
    """Arrange people by their days, the most first; people with the same by their number.

    Args:
        work: By account.
        person_of: The person of an account that belongs to another's; others are their own.
        hidden: People who are not shown.
    """
    of_person: dict[int, Work] = {}
    for account, done in work.items():
        person = person_of.get(account, account)
        if person not in hidden:
            of_person.setdefault(person, Work()).join(done)
    ordered = sorted(of_person.items(), key=lambda one: (-one[1].days.bit_count(), one[0]))
    places: list[Place] = []
    for position, (person, done) in enumerate(ordered, start=1):
        days = done.days.bit_count()
        shared = places and places[-1].days == days
        places.append(
            Place(
                rank=places[-1].rank if shared else position,
                person_id=person,
                days=days,
                kinds=tuple(sorted(done.kinds)),
            )
        )
    return tuple(places)
