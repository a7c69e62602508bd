"""Find the rules that nobody's work has matched for a long time: they may be wrong."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from recognition.facts import EXTERNAL_KIND, FactKind
from recognition.service.rows import FACT, fact_of

if TYPE_CHECKING:
    from sqlmodel import Session

    from recognition.catalog import Badge, Catalog

SILENT_FOR = timedelta(days=90)

NAMED = frozenset({FactKind.NOMINATION, FactKind.CLAIM})

MAX_FACTS = 20_000
"""So many of the newest facts are looked at; who does as much in 90 days needs no reminder."""


def silent_rules(session: Session, *, catalog: Catalog, now: datetime) -> list[Badge]:
    """Give the active badges whose rules selected nothing within 90 days.

    What somebody must be named for, or another system must tell of, is no rule that could be
    wrong. A young installation has no silent rules: its first fact must be older than that.
    """
    since = now - SILENT_FOR
    connection = session.connection()
    oldest = connection.execute(select(FACT.c.at).order_by(FACT.c.at).limit(1)).scalar()
    if oldest is None or oldest > since:
        return []
    silent = {
        badge.id: badge
        for kind, badges in catalog.by_kind.items()
        if kind not in NAMED and not EXTERNAL_KIND.fullmatch(kind)
        for badge in badges
    }
    rows = connection.execute(
        select(FACT)
        .where(FACT.c.at >= since, FACT.c.at < now)
        .order_by(FACT.c.at.desc())
        .limit(MAX_FACTS)
        .execution_options(yield_per=500)
    )
    for row in rows:
        for badge, _found in catalog.contributions(fact_of(row)):
            silent.pop(badge.id, None)
        if not silent:
            break
    rows.close()
    return sorted(silent.values(), key=lambda badge: badge.id)
