"""Say in numbers what is kept of a person, for the person alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from recognition.awards import Award, AwardState
from recognition.catalog import Catalog
from recognition.renewals import Ending, ending_soon
from recognition.service import persons
from recognition.service.awards import award_of
from recognition.store import AccountRow, AwardRow, FactRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account of a person; `is_lead` marks the one under whose name the person is known."""

    id: int
    login: str
    is_lead: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What is kept of a person.

    Attributes:
        name: The login under which the person is shown.
        accounts: All of the person's accounts, the lead first.
        facts: How many of each kind, the most first.
        since: When the first of them was done; `None` where there is none.
        awards: How many stand in each state; what a rule gave and took again is not told.
        endings: The certifications that end soon.
        muted: Nothing is announced.
        opted_out: Nothing is counted or shown.
    """

    name: str
    accounts: tuple[Account, ...]
    facts: Mapping[str, int]
    since: datetime | None
    awards: Mapping[AwardState, int]
    endings: tuple[Ending, ...]
    muted: bool
    opted_out: bool


def overview_of(session: Session, account_id: int, *, catalog: Catalog, now: datetime) -> Overview:
    """Gather what is kept of the person of an account; an unknown account has nothing."""
    ids = persons.accounts_of(session, account_id)
    rows = {one: session.get(AccountRow, one) for one in ids}
    accounts = tuple(
        Account(id=one, login=row.login, is_lead=one == ids[0])
        for one, row in rows.items()
        if row is not None
    )
    number = func.count()
    kinds = session.exec(
        select(FactRow.kind, number, func.min(FactRow.at))
        .where(col(FactRow.actor_id).in_(ids), col(FactRow.retracted).is_(False))
        .group_by(FactRow.kind)
        .order_by(number.desc(), FactRow.kind)
    ).all()
    lead = rows[ids[0]]
    return Overview(
        name=lead.login if lead is not None else "",
        accounts=accounts,
        facts={kind: count for kind, count, _ in kinds},
        since=min((first for _, _, first in kinds), default=None),
        awards=_awards(session, ids[0]),
        endings=tuple(ending_soon(_held(session, ids[0]), catalog, now=now)),
        muted=lead is not None and lead.muted,
        opted_out=lead is not None and lead.opted_out,
    )


def _held(session: Session, person_id: int) -> list[Award]:
    rows = session.exec(select(AwardRow).where(AwardRow.person_id == person_id)).all()
    return [award_of(row) for row in rows]


def _awards(session: Session, person_id: int) -> dict[AwardState, int]:
    by_rule = (col(AwardRow.state) == AwardState.REVOKED) & col(AwardRow.decided_by).is_(None)
    rows = session.exec(
        select(AwardRow.state, func.count())
        .where(AwardRow.person_id == person_id, ~by_rule)
        .group_by(AwardRow.state)
    )
    return {AwardState(state): count for state, count in rows.all()}
