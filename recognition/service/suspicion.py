"""Gather what must be known to say whether an award wants a second look."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from recognition.facts import Fact, FactKind
from recognition.people import BOT_TYPE
from recognition.service.facts import FACT, fact_of, facts_by_key
from recognition.service.showing import logins
from recognition.suspicion import Flag, Suspect, flags

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlmodel import Session

    from recognition.store import AwardRow

LATEST = 100
"""So many deeds of an award are looked at: its newest are what nobody has looked at yet."""

FIRST_DEEDS = (FactKind.PR_OPENED, FactKind.PR_MERGED, FactKind.ISSUE_OPENED)
"""By these an account shows up; a crowd that only comments is GitHub's to find."""


def flags_of(session: Session, award: AwardRow) -> tuple[str, ...]:
    """Say in words what a maintainer should look at twice about an award."""
    known = facts_by_key(session, award.evidence[-LATEST:])
    evidence = sorted(known.values(), key=lambda fact: (fact.at, fact.key))
    merges = [fact for fact in evidence if fact.kind == FactKind.PR_MERGED]
    suspect = Suspect(
        person_id=award.person_id,
        evidence=evidence,
        credits=_credits(session, merges),
        answers=_reviews_by(session, _reviewed(evidence)),
        newcomers=_newcomers(session, award.person_id),
    )
    return tuple(_named(session, flag) for flag in flags(suspect))


def _named(session: Session, flag: Flag) -> str:
    if not flag.people:
        return flag.reason
    names = logins(session, flag.people)
    return f"{flag.reason} ({', '.join(names[person] for person in flag.people)})"


def _credits(session: Session, merges: Sequence[Fact]) -> list[tuple[int, int]]:
    """Give author and co-author of these pull requests, as far as people are credited there."""
    pairs = []
    for repo_id, number in sorted({_place(fact) for fact in merges if fact.repo is not None}):
        # All people's facts of one pull request lie side by side: `:` comes before `;`.
        prefix = f"{FactKind.PR_MERGED}:{repo_id}:{number}"
        rows = session.connection().execute(
            select(FACT.c.actor_id, FACT.c.attrs)
            .where(FACT.c.key > f"{prefix}:", FACT.c.key < f"{prefix};")
            .where(FACT.c.retracted.is_(False), FACT.c.actor_type != BOT_TYPE)
        )
        roles = [(row.attrs.get("role"), row.actor_id) for row in rows]
        authors = {person for role, person in roles if role == "author"}
        pairs += [
            (author, person)
            for author in sorted(authors)
            for role, person in roles
            if role == "co_author" and person != author
        ]
    return pairs


def _place(fact: Fact) -> tuple[int, int]:
    return (fact.repo.id if fact.repo is not None else 0, fact.attrs.get("number") or 0)


def _reviewed(evidence: Iterable[Fact]) -> int | None:
    """Give the one person whose work was reviewed; `None` where it is several or nobody."""
    authors = {
        fact.attrs.get("author") for fact in evidence if fact.kind == FactKind.REVIEW_SUBMITTED
    }
    [author] = authors if len(authors) == 1 else [None]
    return author if isinstance(author, int) else None


def _reviews_by(session: Session, person_id: int | None) -> list[Fact]:
    if person_id is None:
        return []
    rows = session.connection().execute(
        select(FACT)
        .where(FACT.c.actor_id == person_id, FACT.c.kind == FactKind.REVIEW_SUBMITTED)
        .where(FACT.c.retracted.is_(False))
    )
    return [fact_of(row) for row in rows]


def _newcomers(session: Session, person_id: int) -> int:
    """Count who did their first deed where and when this person did, the person among them."""
    first = (
        session.connection()
        .execute(
            select(FACT.c.repo_id, FACT.c.at)
            .where(FACT.c.actor_id == person_id, FACT.c.kind.in_(FIRST_DEEDS))
            .order_by(FACT.c.at, FACT.c.key)
            .limit(1)
        )
        .first()
    )
    if first is None or first.repo_id is None:
        return 0
    start, end = _day(first.at)
    there: Any = (
        select(FACT.c.actor_id)
        .where(FACT.c.repo_id == first.repo_id, FACT.c.kind.in_(FIRST_DEEDS))
        .where(FACT.c.at >= start, FACT.c.at < end, FACT.c.actor_type != BOT_TYPE)
        .distinct()
    )
    earlier = (
        select(FACT.c.actor_id)
        .where(FACT.c.actor_id.in_(there), FACT.c.kind.in_(FIRST_DEEDS), FACT.c.at < start)
        .distinct()
    )
    counted = select(func.count()).select_from(
        there.where(FACT.c.actor_id.not_in(earlier)).subquery()
    )
    return int(session.connection().execute(counted).scalar_one())


def _day(moment: datetime) -> tuple[datetime, datetime]:
    start = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return start, start + timedelta(days=1)
