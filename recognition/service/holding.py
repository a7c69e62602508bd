"""Tell which badges a person holds now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from recognition.awards import VALID
from recognition.service.persons import person_of
from recognition.store import AwardRow

if TYPE_CHECKING:
    from collections.abc import Iterable


def missing_badges(session: Session, account_id: int, badges: Iterable[str]) -> tuple[str, ...]:
    """Give those of the badges, in their order, that the person of an account does not hold."""
    wanted = tuple(badges)
    if not wanted:
        return ()
    held = session.exec(
        select(AwardRow.badge)
        .where(AwardRow.person_id == person_of(session, account_id))
        .where(col(AwardRow.state).in_(VALID), col(AwardRow.badge).in_(wanted))
    ).all()
    return tuple(badge for badge in wanted if badge not in held)
