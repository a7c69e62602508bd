"""Give a person the deliveries in which GitHub told of them, and forget those when they ask."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select
from sqlmodel import col

from recognition.service.personal import Keeper, keepers
from webhooks.inbox import DeliveryRow, DeliveryState

if TYPE_CHECKING:
    from sqlmodel import Session

AT_REST = (DeliveryState.DONE, DeliveryState.IGNORED, DeliveryState.DEAD)
"""Deliveries that nobody works on; the others come to rest within hours."""


def told_of(session: Session, accounts: Sequence[int]) -> Iterator[DeliveryRow]:
    """Find the deliveries at rest that name one of these accounts by its number.

    Every delivery there is must be read for it, one after another.
    """
    numbers = "|".join(str(account) for account in accounts)
    named = re.compile(rf'"id"\s*:\s*({numbers})\b'.encode())
    wanted = select(DeliveryRow).where(col(DeliveryRow.state).in_(AT_REST))
    for row in session.execute(wanted.execution_options(yield_per=100)).scalars():
        if named.search(row.body):
            yield row


def _show(session: Session, accounts: Sequence[int]) -> list[dict[str, Any]]:
    return [
        {
            "guid": row.guid,
            "event": row.event,
            "received_at": row.received_at.isoformat(),
            "payload": _payload(row.body),
        }
        for row in told_of(session, accounts)
    ]


def _payload(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode(errors="replace")


def _forget(session: Session, accounts: Sequence[int]) -> int:
    guids = [row.guid for row in told_of(session, accounts)]
    for guid in guids:
        session.execute(delete(DeliveryRow).where(col(DeliveryRow.guid) == guid))
    return len(guids)


keepers.add("deliveries", Keeper(show=_show, forget=_forget))
