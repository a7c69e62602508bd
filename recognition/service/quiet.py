"""Record history: awards that come of it stand, and are announced nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session

from recognition.awards import AwardChange, ChangeKind
from recognition.catalog import Catalog
from recognition.facts import Fact
from recognition.service.awards import AWARD
from recognition.service.record import Recorded, record
from recognition.service.tables import chunks

_EARNED = (ChangeKind.GRANTED, ChangeKind.PROPOSED)


def record_history(
    session: Session, facts: Iterable[Fact], *, catalog: Catalog, now: datetime
) -> Recorded:
    """Merge facts into what is known, as `record` does, and keep quiet about what they earn.

    However new a deed is: who reads the history of years finds this week's work in it too, and
    some of a hundred comments about the past would be about yesterday.
    """
    recorded = record(session, facts, catalog=catalog, now=now)
    silence(session, recorded.changes)
    return recorded


def silence(session: Session, changes: Iterable[AwardChange]) -> None:
    """Mark the awards that were earned by these changes, so that nothing announces them."""
    earned = {change.award.id for change in changes if change.kind in _EARNED}
    for some in chunks(sorted(earned)):
        session.connection().execute(update(AWARD).where(AWARD.c.id.in_(some)).values(quiet=True))
