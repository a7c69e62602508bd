"""Find who holds what, for handing it on to others."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from recognition.awards import VALID
from recognition.people import BOT_TYPE
from recognition.render.exports import Held
from recognition.store import AccountRow, AwardRow


def held_badges(
    session: Session, *, badges: Collection[str] = (), since: datetime | None = None
) -> list[Held]:
    """Give the badges that stand, of people who may be shown.

    Args:
        session: An open session.
        badges: Only these; all if not given.
        since: Only what was given since; for all times if not given.
    """
    wanted = (
        select(AccountRow.login, AwardRow.badge)
        .join(AwardRow, col(AwardRow.person_id) == col(AccountRow.id))
        .where(col(AwardRow.state).in_(VALID), col(AccountRow.opted_out).is_(False))
        .where(AccountRow.type != BOT_TYPE)
    )
    if badges:
        wanted = wanted.where(col(AwardRow.badge).in_(badges))
    if since is not None:
        wanted = wanted.where(AwardRow.created_at >= since)
    return [Held(login=login, badge=badge) for login, badge in session.exec(wanted)]
