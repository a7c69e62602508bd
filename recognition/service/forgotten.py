"""Keep nothing of people who had themselves forgotten, whatever GitHub tells of them later."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import select
from sqlmodel import Session

from recognition.facts import Fact, FactKind
from recognition.service.tables import table_of
from recognition.store import AccountRow

ACCOUNT = table_of(AccountRow)

GHOST = "ghost"
"""What GitHub calls accounts that are gone, and we those that were forgotten."""

END_OF_TIME = datetime(9999, 12, 31, tzinfo=UTC)
"""When the login of a forgotten account was seen: no sight of its name is ever newer."""


def forgotten(session: Session) -> frozenset[int]:
    """Give the accounts that were forgotten; they are few."""
    wanted = select(ACCOUNT.c.id).where(ACCOUNT.c.erased.is_(True))
    return frozenset(session.connection().scalars(wanted))


def keepable(fact: Fact, gone: Collection[int]) -> Fact | None:
    """Give what may be kept of a fact, `None` where nothing may.

    A revert is kept without a name: it says about the work of others that it does not stand.
    """
    if fact.actor.id not in gone:
        return fact
    if fact.kind != FactKind.PR_REVERTED:
        return None
    return replace(fact, actor=replace(fact.actor, login=GHOST))
