"""Say in sentences what is worth knowing about the system, for the digest's last fold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recognition.service import audit
from recognition.service.silence import silent_rules

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from recognition.catalog import Catalog

MAX_NAMES = 20


def health(session: Session, *, catalog: Catalog, now: datetime) -> list[str]:
    """Give the sentences, the most telling first.

    Args:
        session: An open unit of work.
        catalog: The badges in force.
        now: The moment up to which is looked.
    """
    sentences = []
    silent = [badge.name for badge in silent_rules(session, catalog=catalog, now=now)]
    if silent:
        shown = ", ".join(silent[:MAX_NAMES])
        more = f" and {len(silent) - MAX_NAMES} more" if len(silent) > MAX_NAMES else ""
        sentences.append(f"No work matched these badges for 90 days: {shown}{more}.")
    head = audit.head(session)
    if head:
        sentences.append(
            f"The audit log ends with {head}; recognition audit verify --head with this hash "
            "tells later whether anything was rewritten."
        )
    return sentences
