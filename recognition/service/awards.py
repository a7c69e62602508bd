"""Keep awards: rows in, values out, and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session

from recognition.audit import award_event
from recognition.awards import Award, AwardChange, AwardState
from recognition.kernel.ids import UserId
from recognition.service.audit import append
from recognition.service.tables import chunks, table_of, upsert
from recognition.store import AccountRow, AwardRow

AWARD = table_of(AwardRow)
ACCOUNT = table_of(AccountRow)


def award_of(row: AwardRow | Row[Any]) -> Award:
    """Make the value of a row."""
    return Award(
        id=row.id,
        person_id=UserId(row.person_id),
        badge=row.badge,
        tier=row.tier,
        state=AwardState(row.state),
        earned_at=row.earned_at,
        evidence=tuple(row.evidence),
        decided_by=None if row.decided_by is None else UserId(row.decided_by),
        decided_at=row.decided_at,
        reason=row.reason,
        kept=row.kept,
        rule=row.rule,
        given_by=None if row.given_by is None else UserId(row.given_by),
    )


def awards_by_person(session: Session, people: Iterable[int]) -> dict[int, list[Award]]:
    """Give all awards of these people, in every state."""
    found: dict[int, list[Award]] = {}
    for some in chunks(people):
        statement = select(AWARD).where(AWARD.c.person_id.in_(some))
        for row in session.connection().execute(statement):
            found.setdefault(row.person_id, []).append(award_of(row))
    return found


def save_changes(session: Session, changes: Sequence[AwardChange], *, now: datetime) -> None:
    """Write the awards as the changes leave them, and every change into the audit log."""
    append(session, [award_event(change, now=now) for change in changes])
    after = {change.award.id: change.award for change in changes if change.award != change.before}
    upsert(
        session,
        AwardRow,
        [
            {
                "id": award.id,
                "person_id": award.person_id,
                "badge": award.badge,
                "tier": award.tier,
                "state": str(award.state),
                "earned_at": award.earned_at,
                "evidence": list(award.evidence),
                "decided_by": award.decided_by,
                "decided_at": award.decided_at,
                "reason": award.reason,
                "kept": award.kept,
                "rule": award.rule,
                "given_by": award.given_by,
                "created_at": now,
                "updated_at": now,
            }
            for award in after.values()
        ],
        keep=("created_at",),
    )


def list_awards(session: Session, *, withdrawn: bool = False) -> list[dict[str, Any]]:
    """Give awards in the form of `awards list --json`, by person id, badge and tier.

    Args:
        session: An open unit of work.
        withdrawn: With those that the rule took back; they do not stand.
    """
    joined = AWARD.outerjoin(ACCOUNT, ACCOUNT.c.id == AWARD.c.person_id)
    rows = session.connection().execute(
        select(AWARD, ACCOUNT.c.login).select_from(joined).order_by(AWARD.c.person_id)
    )
    found = [(award_of(row), row.login) for row in rows]
    found.sort(key=lambda pair: (pair[0].person_id, pair[0].badge, pair[0].tier or ""))
    return [
        {
            "id": award.id,
            "person": {"id": award.person_id, "login": login or "ghost"},
            "badge": award.badge,
            "tier": award.tier,
            "state": str(award.state),
            "earned_at": award.earned_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "evidence": list(award.evidence),
        }
        for award, login in found
        if withdrawn or not award.is_withdrawn
    ]
