"""Keep the audit log: append to it, and read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, insert, select, text
from sqlmodel import Session

from recognition.audit import BEGINNING, Entry, Event, chain
from recognition.kernel.ids import UserId
from recognition.service.tables import table_of
from recognition.store import AuditRow

AUDIT = table_of(AuditRow)

_LOCK = 7_236_041_118_902_511
"""The number that writers of the log agree on at PostgreSQL; nothing but its sameness matters."""


def append(session: Session, events: Sequence[Event]) -> None:
    """Write events at the end of the log, in the caller's unit of work.

    Two units of work never write at the same place: SQLite has one writer, and on PostgreSQL
    the second waits here until the first is committed.
    """
    if not events:
        return
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    seq, previous = _newest(session)
    connection.execute(
        insert(AUDIT),
        [
            {
                "seq": entry.seq,
                "at": entry.event.at,
                "actor_id": entry.event.actor_id,
                "action": entry.event.action,
                "subject": entry.event.subject,
                "details": dict(entry.event.details),
                "previous": entry.previous,
                "hash": entry.hash,
            }
            for entry in chain(events, seq=seq, previous=previous)
        ],
    )


def head(session: Session) -> str:
    """Give the hash of the newest entry; empty where there is none."""
    return _newest(session)[1]


def history(session: Session, subject: str) -> list[Entry]:
    """Give everything that happened to one subject, the oldest first."""
    statement = select(AUDIT).where(AUDIT.c.subject == subject).order_by(AUDIT.c.seq)
    return [_entry(row) for row in session.connection().execute(statement)]


def newest_entries(session: Session, *, limit: int) -> list[Entry]:
    """Give the newest entries, the oldest of them first."""
    statement = select(AUDIT).order_by(AUDIT.c.seq.desc()).limit(limit)
    rows = session.connection().execute(statement).all()
    return [_entry(row) for row in reversed(rows)]


def entries(session: Session) -> Iterator[Entry]:
    """Give the whole log, the oldest first, a thousand rows at a time."""
    statement = select(AUDIT).order_by(AUDIT.c.seq).execution_options(yield_per=1000)
    return (_entry(row) for row in session.connection().execute(statement))


def _newest(session: Session) -> tuple[int, str]:
    """Give place and hash of the newest entry; 0 and the beginning where there is none."""
    statement = select(AUDIT.c.seq, AUDIT.c.hash).order_by(AUDIT.c.seq.desc()).limit(1)
    row = session.connection().execute(statement).first()
    return (0, BEGINNING) if row is None else (row.seq, row.hash)


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        seq=row.seq,
        event=Event(
            at=row.at,
            actor_id=None if row.actor_id is None else UserId(row.actor_id),
            action=row.action,
            subject=row.subject,
            details=row.details,
        ),
        previous=row.previous,
        hash=row.hash,
    )
