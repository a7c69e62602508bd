"""Say when a certification ends, and when people are reminded of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from recognition.awards import VALID

if TYPE_CHECKING:
    from collections.abc import Iterable

    from recognition.awards import Award
    from recognition.catalog import Catalog

REMIND_BEFORE = (timedelta(days=60), timedelta(days=14))
"""Time enough to learn for exams again, and once more when it becomes urgent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A certification that ends soon.

    Attributes:
        name: Of the certification.
        ends_at: The first moment at which it is not valid.
        days: Whole days until then, rounded up; at least 1.
    """

    award: Award
    name: str
    ends_at: datetime
    days: int


def ending_soon(awards: Iterable[Award], catalog: Catalog, *, now: datetime) -> list[Ending]:
    """Give the certifications of tracks that end within the first reminder's time.

    Those of single exams are left out: they end with them.

    Returns:
        The next to end first.
    """
    first = max(REMIND_BEFORE)
    endings = [
        ending
        for award in awards
        if (ending := _ending(award, catalog, now=now)) is not None
        and timedelta(0) < ending.ends_at - now <= first
    ]
    return sorted(endings, key=lambda ending: (ending.ends_at, ending.award.id))


def reminders_within(
    awards: Iterable[Award], catalog: Catalog, *, start: datetime, end: datetime
) -> list[Ending]:
    """Give the certifications of which a reminder falls into a period.

    Args:
        awards: Any awards.
        catalog: Says which are certifications of tracks, and for how long they are valid.
        start: The first moment of the period.
        end: The first moment after it.

    Returns:
        The next to end first, with the days that are left at the beginning of the period.
    """
    found: list[Ending] = []
    for award in awards:
        ending = _ending(award, catalog, now=start)
        if ending is None or ending.ends_at <= start:
            continue
        if any(start <= ending.ends_at - before < end for before in REMIND_BEFORE):
            found.append(ending)
    return sorted(found, key=lambda ending: (ending.ends_at, ending.award.id))


def _ending(award: Award, catalog: Catalog, *, now: datetime) -> Ending | None:
    badge = catalog.badges.get(award.badge)
    if badge is None or award.state not in VALID or not catalog.is_track(badge.id):
        return None
    ends_at = badge.expires_at(award.earned_at)
    if ends_at is None:
        return None
    days = -((now - ends_at) // timedelta(days=1))
    return Ending(award=award, name=badge.name, ends_at=ends_at, days=max(days, 1))
