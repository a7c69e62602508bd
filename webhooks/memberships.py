"""Compare who is in which team with what is known of it: GitHub dates no membership."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from recognition.facts import Fact, FactKind
from recognition.service.facts import FACT, fact_of
from webhooks.deeds import team_added
from webhooks.deeds.versions import version

if TYPE_CHECKING:
    from sqlmodel import Session

    from webhooks.payloads import Membership


def changed_memberships(
    session: Session, memberships: Iterable[Membership], *, organization: str, now: datetime
) -> list[Fact]:
    """Give the facts of memberships that are new or over; known ones keep their date.

    Args:
        session: An open view.
        memberships: All there are in an organisation and its teams.
        organization: Its name.
        now: When GitHub said so.
    """
    stands = (FACT.c.kind == str(FactKind.TEAM_ADDED)) & FACT.c.retracted.is_(False)
    rows = session.connection().execute(select(FACT).where(stands))
    known = {row.key: fact_of(row) for row in rows}
    told = {fact.key: fact for fact in map(team_added, memberships)}
    begun = [fact for key, fact in told.items() if key not in known]
    over = [
        replace(fact, version=max(version(now), fact.version), retracted=True)
        for key, fact in known.items()
        if key not in told and _is_of(fact, organization)
    ]
    return begun + over


def _is_of(fact: Fact, organization: str) -> bool:
    team = str(fact.attrs.get("team", ""))
    return team.partition("/")[0].casefold() == organization.casefold()
