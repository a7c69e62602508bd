"""Decide about awards in tests, a function a verb."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from recognition.awards import AwardChange
from recognition.catalog import Catalog
from recognition.decisions import Verb
from recognition.facts import Actor
from recognition.service.review import decide


def approve(
    session: Session,
    award_ids: Sequence[str],
    *,
    by: Actor,
    catalog: Catalog,
    now: datetime,
    reason: str | None = None,
) -> list[AwardChange]:
    """Grant awards that wait, or vote for it where it takes several; see `decide`."""
    return decide(session, Verb.APPROVE, award_ids, by=by, catalog=catalog, now=now, reason=reason)


def hold(
    session: Session,
    award_ids: Sequence[str],
    *,
    by: Actor,
    catalog: Catalog,
    now: datetime,
    reason: str | None = None,
) -> list[AwardChange]:
    """Ask for time about awards that were proposed: they wait, and do not run out."""
    return decide(session, Verb.HOLD, award_ids, by=by, catalog=catalog, now=now, reason=reason)


def reject(
    session: Session,
    award_ids: Sequence[str],
    *,
    by: Actor,
    catalog: Catalog,
    now: datetime,
    reason: str,
) -> list[AwardChange]:
    """Refuse awards that wait; one maintainer's objection is enough."""
    return decide(session, Verb.REJECT, award_ids, by=by, catalog=catalog, now=now, reason=reason)


def revoke(
    session: Session,
    award_ids: Sequence[str],
    *,
    by: Actor,
    catalog: Catalog,
    now: datetime,
    reason: str,
) -> list[AwardChange]:
    """Take back awards, or vote for it where it takes two; the reason is kept for ever."""
    return decide(session, Verb.REVOKE, award_ids, by=by, catalog=catalog, now=now, reason=reason)


def dispute(
    session: Session,
    award_ids: Sequence[str],
    *,
    by: Actor,
    catalog: Catalog,
    now: datetime,
    reason: str,
) -> list[AwardChange]:
    """Say that awards are wrong, the holder's own or others': they are valid, under review."""
    return decide(session, Verb.DISPUTE, award_ids, by=by, catalog=catalog, now=now, reason=reason)


def uphold(
    session: Session,
    award_ids: Sequence[str],
    *,
    by: Actor,
    catalog: Catalog,
    now: datetime,
    reason: str | None = None,
) -> list[AwardChange]:
    """Say that disputed awards are right."""
    return decide(session, Verb.UPHOLD, award_ids, by=by, catalog=catalog, now=now, reason=reason)
