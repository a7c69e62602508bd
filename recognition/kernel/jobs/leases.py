"""Take one waiting row of a table that is a queue, so that nobody else works on it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, inspect, or_, update
from sqlmodel import Session, SQLModel, select

Row = TypeVar("Row", bound=SQLModel)

LEASE = timedelta(seconds=60)
"""How long a claimed row is left alone; after that its worker is taken for dead."""


def claimable(table: Any, *, now: datetime) -> ColumnElement[bool]:
    """Say which rows may be taken: pending and due, or taken by a worker that has died."""
    due = or_(table.not_before.is_(None), table.not_before <= now)
    orphaned = and_(table.state == "working", table.lease_until < now)
    return or_(and_(table.state == "pending", due), orphaned)


def claim(
    session: Session,
    table: type[Row],
    *,
    now: datetime,
    order: Any,
    where: ColumnElement[bool] | None = None,
    lease: timedelta = LEASE,
) -> Row | None:
    """Take the first claimable row, mark it as being worked on, and count the attempt.

    The row needs the columns `state`, `lease_until`, `not_before` and `attempts`. The claim
    holds once the caller's unit of work commits; a crash before that leaves the row pending,
    a crash after it leaves the row to the next claimer when the lease has run out.

    Args:
        session: An open unit of work.
        table: The queue.
        now: The moment of the claim.
        order: The column to take rows in the order of.
        where: A further condition.
        lease: How long the row is ours.

    Returns:
        The row, or `None` where nothing waits.
    """
    (key,) = inspect(table).primary_key
    # The key is looked for first: sorting whole rows would carry their bodies along.
    first = select(key).where(claimable(table, now=now))
    if where is not None:
        first = first.where(where)
    chosen = first.order_by(order).limit(1).with_for_update(skip_locked=True)
    # SQLite ignores the row lock: there the unit of work holds the write lock already.
    row: Any = session.exec(select(table).where(key == chosen.scalar_subquery())).first()
    if row is None:
        return None
    row.state = "working"
    row.lease_until = now + lease
    row.attempts += 1
    session.add(row)
    session.flush()
    claimed: Row = row
    return claimed


def release(session: Session, table: Any, *, now: datetime) -> int:
    """End the leases of a process that is known to be gone, so that nobody waits for them.

    Only for whoever is sure to be the one process that works on this database.

    Returns:
        How many rows were freed; each counts as attempted, for its outcome is unknown.
    """
    released = session.connection().execute(
        update(table)
        .where(table.state == "working")
        .values(lease_until=now - timedelta(microseconds=1))
    )
    return released.rowcount
