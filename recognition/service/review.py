"""Carry out what maintainers decide about awards, and remember who decided."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from recognition.awards import Award, AwardChange, AwardState, ChangeKind
from recognition.catalog import Catalog
from recognition.facts import Actor
from recognition.kernel.errors import ConflictError, ForbiddenError, NotFoundError
from recognition.service.awards import award_of, save_changes
from recognition.service.facts import see_accounts
from recognition.service.settle import settle
from recognition.store import AwardRow


def approve(
    session: Session,
    award_ids: Sequence[str],
    *,
    by: Actor,
    catalog: Catalog,
    now: datetime,
    reason: str | None = None,
) -> list[AwardChange]:
    """Grant awards that were proposed; all of them or, where one cannot be, none.

    Returns:
        The awards that were approved, and whatever else they made possible.

    Raises:
        NotFoundError: There is no such award.
        ConflictError: It is not waiting for a decision.
        ForbiddenError: It is the maintainer's own.
    """
    return _decide(
        session, award_ids, ChangeKind.APPROVED, by=by, catalog=catalog, now=now, reason=reason
    )


def reject(
    session: Session,
    award_ids: Sequence[str],
    *,
    by: Actor,
    catalog: Catalog,
    now: datetime,
    reason: str | None = None,
) -> list[AwardChange]:
    """Refuse awards that were proposed, for good; raises what `approve` raises."""
    return _decide(
        session, award_ids, ChangeKind.REJECTED, by=by, catalog=catalog, now=now, reason=reason
    )


def revoke(
    session: Session,
    award_ids: Sequence[str],
    *,
    by: Actor,
    catalog: Catalog,
    now: datetime,
    reason: str | None = None,
) -> list[AwardChange]:
    """Take back awards that are held, for good; raises what `approve` raises."""
    return _decide(
        session, award_ids, ChangeKind.REVOKED, by=by, catalog=catalog, now=now, reason=reason
    )


_OUTCOMES = {
    ChangeKind.APPROVED: AwardState.GRANTED,
    ChangeKind.REJECTED: AwardState.REJECTED,
    ChangeKind.REVOKED: AwardState.REVOKED,
}

_OPEN: dict[ChangeKind, Collection[AwardState]] = {
    ChangeKind.APPROVED: (AwardState.PROPOSED,),
    ChangeKind.REJECTED: (AwardState.PROPOSED,),
    ChangeKind.REVOKED: (AwardState.GRANTED, AwardState.EXPIRED),
}
"""The states from which each decision can be taken."""


def _decide(
    session: Session,
    award_ids: Sequence[str],
    kind: ChangeKind,
    *,
    by: Actor,
    catalog: Catalog,
    now: datetime,
    reason: str | None,
) -> list[AwardChange]:
    changes: list[AwardChange] = []
    for award_id in dict.fromkeys(award_ids):
        before = _open_award(session, award_id, kind, by=by)
        after = replace(
            before,
            state=_OUTCOMES[kind],
            decided_by=by.id,
            decided_at=now,
            reason=reason,
        )
        changes.append(AwardChange(kind=kind, award=after, before=before))
    see_accounts(session, [(by, now)])
    save_changes(session, changes, now=now)
    dependents: dict[int, set[str]] = {}
    for change in changes:
        badges = catalog.dependents.get(change.award.badge, frozenset())
        dependents.setdefault(change.award.person_id, set()).update(badges)
    wanted = {person: badges for person, badges in dependents.items() if badges}
    return changes + settle(session, wanted, catalog=catalog, now=now)


def _open_award(session: Session, award_id: str, kind: ChangeKind, *, by: Actor) -> Award:
    row = session.get(AwardRow, award_id)
    if row is None:
        raise NotFoundError(f"there is no award {award_id}")
    award = award_of(row)
    name = f"{award.badge} ({award.tier})" if award.tier else award.badge
    if award.person_id == by.id:
        raise ForbiddenError(f"{name} is your own award; another maintainer must decide about it")
    if award.state not in _OPEN[kind]:
        raise ConflictError(f"{name} cannot be {kind}: it is {award.state} already")
    return award
