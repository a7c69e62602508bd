"""Make claim codes, and let people claim a badge with one."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import CursorResult, update
from sqlmodel import Session, col, select

from recognition.audit import Event
from recognition.facts import Fact, FactKind
from recognition.service.audit import append
from recognition.service.facts import see_accounts
from recognition.store import ClaimCodeRow, FactRow

if TYPE_CHECKING:
    from recognition.facts import Actor

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 signs: none of them looks like another."""

LENGTH = 16
"""Signs of a code: 80 bits, which nobody guesses."""

GROUP = 4

_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


class Refusal(StrEnum):
    """Why a code earns no claim."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    USED_UP = "used_up"
    CLAIMED = "claimed"


def new_code() -> str:
    """Make a code such as `7KQ2-M4XD-9PZA-H3VE`."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(signs[place : place + GROUP] for place in range(0, LENGTH, GROUP))


def create_code(
    session: Session,
    badge: str,
    *,
    by: Actor,
    expires_at: datetime,
    uses: int,
    now: datetime,
) -> str:
    """Make a code by which people claim a badge; only its hash is kept, and it goes on record.

    Args:
        session: An open unit of work.
        badge: What it is for.
        by: Whoever makes it.
        expires_at: Until when it may be used.
        uses: How many people may use it.
        now: The present moment.
    """
    code = new_code()
    see_accounts(session, [(by, now)])
    session.add(
        ClaimCodeRow(
            code_hash=_hash(code),
            badge=badge,
            created_by=by.id,
            created_at=now,
            expires_at=expires_at,
            max_uses=uses,
        )
    )
    event = Event(
        at=now,
        actor_id=by.id,
        action="claim_code.created",
        subject=f"badge:{badge}",
        details={"uses": uses, "expires_at": expires_at.isoformat()},
    )
    append(session, [event])
    return code


def list_codes(session: Session) -> list[ClaimCodeRow]:
    """Give what is kept of every code, the newest first."""
    rows = select(ClaimCodeRow).order_by(
        col(ClaimCodeRow.created_at).desc(), col(ClaimCodeRow.code_hash)
    )
    return list(session.exec(rows))


def badge_of(session: Session, code: str) -> str | None:
    """Give the badge that a code is for, used up or not; `None` where there is no such code."""
    row = session.get(ClaimCodeRow, _hash(code))
    return row.badge if row else None


def redeem(session: Session, code: str, actor: Actor, *, now: datetime) -> Fact | Refusal:
    """Use a code for somebody.

    Two who use the last one at the same moment do not both get it. Who has claimed the badge
    already uses nothing up.

    Args:
        session: An open unit of work that writes.
        code: As it was typed.
        actor: Who is signed in.
        now: The present moment.

    Returns:
        The claim, to be recorded in the same unit of work; or why there is none.
    """
    row = session.get(ClaimCodeRow, _hash(code))
    if row is None:
        return Refusal.UNKNOWN
    key = f"{FactKind.CLAIM}:{row.badge}:{actor.id}"
    known = session.get(FactRow, key)
    if known is not None and not known.retracted:
        return Refusal.CLAIMED
    if row.expires_at <= now:
        return Refusal.EXPIRED
    use = (
        update(ClaimCodeRow)
        .where(col(ClaimCodeRow.code_hash) == row.code_hash)
        .where(col(ClaimCodeRow.uses) < col(ClaimCodeRow.max_uses))
        .values(uses=col(ClaimCodeRow.uses) + 1)
    )
    if cast("CursorResult[Any]", session.connection().execute(use)).rowcount != 1:
        return Refusal.USED_UP
    return Fact(
        key=key,
        version=int(now.timestamp() * 1000),
        kind=FactKind.CLAIM,
        actor=actor,
        repo=None,
        at=now,
        attrs={"badge": row.badge},
    )


def _hash(code: str) -> str:
    """Hash a code as it is meant: case, dashes and signs that look alike do not matter."""
    signs = code.upper().translate(_MISREAD)
    return hashlib.sha256(signs.encode("utf-8", "surrogatepass")).hexdigest()
