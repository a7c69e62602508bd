"""Find the newest awards that may be shown to everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, tuple_
from sqlmodel import Session, col, select

from recognition.awards import VALID, AwardState
from recognition.catalog import Catalog
from recognition.people import BOT_TYPE
from recognition.service.awards import award_of
from recognition.service.profile import Holding, holding_of
from recognition.store import AccountRow, AwardRow

LIMIT = 50
"""Entries of one page of a feed."""

_GIVEN: ColumnElement[Any] = func.coalesce(col(AwardRow.decided_at), col(AwardRow.created_at))
"""When an award was given: decided by a maintainer, or found by the rule.

That moment makes the order, not the date of the deed: what is found today about last year is
news today, and a reader who looks once a day misses nothing.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One award that was given.

    Attributes:
        login: The holder's newest known login.
        given_at: When it was given.
        updated_at: When what is true of it has changed last: given, or expired.
    """

    holding: Holding
    login: str
    given_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsPage:
    """Some news, the newest first; `older` tells whether there is more."""

    news: tuple[News, ...]
    older: bool


def newest(
    session: Session,
    *,
    catalog: Catalog,
    now: datetime,
    person_id: int | None = None,
    before: str | None = None,
    limit: int = LIMIT,
) -> NewsPage | None:
    """Give the awards that stand, or stood until they expired, the newest first.

    Nothing that waits, was refused or was taken back is among them, and nobody who opted out.

    Args:
        session: An open session.
        catalog: The badges in force.
        now: Decides what has expired.
        person_id: Only this person's; `None` = everybody's.
        before: The id of an award: only those that follow it in this order.
        limit: How many at most.

    Returns:
        `None` where there is no award `before`.
    """
    wanted = (
        select(AwardRow, AccountRow.login, _GIVEN)
        .join(AccountRow, col(AccountRow.id) == col(AwardRow.person_id))
        .where(
            col(AwardRow.state).in_([*VALID, AwardState.EXPIRED]),
            col(AccountRow.opted_out).is_(False),
            col(AccountRow.type) != BOT_TYPE,
        )
        .order_by(_GIVEN.desc(), col(AwardRow.earned_at).desc(), col(AwardRow.id).desc())
        .limit(limit + 1)
    )
    if person_id is not None:
        wanted = wanted.where(AwardRow.person_id == person_id)
    if before is not None:
        last = session.get(AwardRow, before)
        if last is None:
            return None
        wanted = wanted.where(_follows(last))
    rows = session.exec(wanted).all()
    news = [_news(row, login, given, catalog, now) for row, login, given in rows[:limit]]
    return NewsPage(news=tuple(news), older=len(rows) > limit)


def _follows(last: AwardRow) -> ColumnElement[bool]:
    place = tuple_(_GIVEN, col(AwardRow.earned_at), col(AwardRow.id))
    return place < (last.decided_at or last.created_at, last.earned_at, last.id)


def _news(row: AwardRow, login: str, given: datetime, catalog: Catalog, now: datetime) -> News:
    award = award_of(row)
    holding = holding_of(award, catalog.badges.get(award.badge), now)
    ended = holding.expires_at is not None and holding.expires_at <= now
    updated = max(given, holding.expires_at) if ended and holding.expires_at else given
    return News(holding=holding, login=login, given_at=given, updated_at=updated)
