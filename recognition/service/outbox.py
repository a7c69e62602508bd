"""Put what should stand on GitHub into its slot; the sender makes it so."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import or_
from sqlmodel import Session, col, select

from recognition.effects import Audience, Effect, effect_as_payload, kind_of
from recognition.kernel.settings import Mode
from recognition.store import EffectRow


class EffectState(StrEnum):
    """How far an effect is."""

    WITHHELD = "withheld"
    PENDING = "pending"
    WORKING = "working"
    DONE = "done"
    CANCELLED = "cancelled"
    DEAD = "dead"


_AUDIENCES = {
    Mode.OBSERVE: frozenset[Audience](),
    Mode.DIGEST: frozenset({Audience.DIGEST}),
    Mode.LIVE: frozenset(Audience),
}


def permits(mode: Mode, effect: Effect) -> bool:
    """Tell whether an effect may be posted: observe nothing, digest its issue, live all."""
    return effect.audience in _AUDIENCES[mode]


def put(
    session: Session, effect: Effect, *, mode: Mode, now: datetime, again: bool = False
) -> EffectRow:
    """Say what should stand in a slot.

    A new slot is made; another content counts its revision up and is due again; the same
    content changes nothing, except that a withheld one is let go where the mode now permits.
    A slot that is being sent at this moment stays with its worker, who sees by the revision
    that there is more to do.

    Args:
        session: An open unit of work.
        effect: What should stand where.
        mode: What may be posted at all.
        now: The present moment.
        again: Send it even if it is the same: somebody changed what stands on GitHub.

    Returns:
        The row of the slot, flushed.
    """
    payload = effect_as_payload(effect)
    wanted = EffectState.PENDING if permits(mode, effect) else EffectState.WITHHELD
    row = session.get(EffectRow, effect.key)
    if row is None:
        row = EffectRow(
            key=effect.key,
            kind=kind_of(effect),
            payload=payload,
            state=wanted,
            created_at=now,
            updated_at=now,
        )
    elif again or row.payload != payload:
        row.payload = payload
        row.revision += 1
        row.attempts = 0
        row.not_before = None
        row.last_error = None
        row.updated_at = now
        if row.state != EffectState.WORKING:
            row.state = wanted
    elif row.state == EffectState.WITHHELD and wanted is EffectState.PENDING:
        row.state = wanted
        row.updated_at = now
    session.add(row)
    session.flush()
    return row


def cancel(session: Session, *, owner: str, reason: str, now: datetime) -> int:
    """Drop what waits to be posted in the repositories of an account.

    Args:
        session: An open unit of work.
        owner: The account's login, in any case.
        reason: For whoever looks why nothing was posted.
        now: The present moment.

    Returns:
        How many effects were dropped.
    """
    waiting = session.exec(select(EffectRow).where(EffectRow.state == EffectState.PENDING)).all()
    dropped = 0
    for row in waiting:
        if row.payload["repo"]["full_name"].partition("/")[0].lower() == owner.lower():
            row.state = EffectState.CANCELLED
            row.last_error = reason
            row.updated_at = now
            session.add(row)
            dropped += 1
    return dropped


ANNOUNCEMENTS = ("award:", "certified:")
"""How the keys of slots begin in which awards are announced; they end in the account."""


def drop_announcements(
    session: Session, accounts: Collection[int], *, reason: str, now: datetime
) -> None:
    """Drop the announcements about these accounts that are not posted yet."""
    waiting = session.exec(
        select(EffectRow).where(
            col(EffectRow.state).in_([EffectState.PENDING, EffectState.WITHHELD]),
            or_(*(col(EffectRow.key).endswith(f":{account}") for account in accounts)),
        )
    )
    for row in waiting.all():
        if row.key.startswith(ANNOUNCEMENTS):
            row.state = EffectState.CANCELLED
            row.last_error = reason
            row.updated_at = now
            session.add(row)
