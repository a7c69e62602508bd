"""Count what GitHub knew and our facts did not: how well we hear, day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from recognition.store import CheckpointRow

if TYPE_CHECKING:
    from recognition.facts import Fact
    from recognition.service.facts import Stored

PREFIX = "drift:"
KEPT = "kept"
"""The state of a row that is only looked at, and never worked on."""


class Fault(StrEnum):
    """In which way our facts were not what GitHub knows."""

    MISSING = "missing"
    DIFFERENT = "different"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How many facts were wrong before they were repaired.

    Attributes:
        counts: Numbers by fault and kind of fact.
    """

    counts: Mapping[tuple[Fault, str], int] = field(default_factory=dict)

    def __add__(self, other: Drift) -> Drift:
        return Drift(counts=dict(Counter(self.counts) + Counter(other.counts)))

    @property
    def total(self) -> int:
        """Give the number of all of them."""
        return sum(self.counts.values())

    def by(self, fault: Fault) -> int:
        """Give the number of those that were wrong in one way."""
        return sum(number for (found, _kind), number in self.counts.items() if found is fault)


def drift_of(stored: Stored, *, retracted: Collection[str], fresh: Collection[str]) -> Drift:
    """Say what a comparison with GitHub had to repair.

    Args:
        stored: What became of the facts that GitHub gave.
        retracted: Keys of what is there no longer.
        fresh: Keys of what is so new that its webhook may be on its way.
    """
    counts: Counter[tuple[Fault, str]] = Counter()
    for before, after in stored.changes:
        if after.key in fresh:
            continue
        if after.key in retracted:
            counts[Fault.GONE, str(after.kind)] += 1
        elif before is None and not after.retracted:
            counts[Fault.MISSING, str(after.kind)] += 1
        elif before is not None and _says(before) != _says(after):
            counts[Fault.DIFFERENT, str(after.kind)] += 1
    return Drift(counts=dict(counts))


def note(session: Session, drift: Drift, *, now: datetime) -> None:
    """Add to what the comparisons of this day (UTC) had to repair."""
    if not drift.total:
        return
    name = _name(now)
    row = session.get(CheckpointRow, name, with_for_update=True)
    if row is None:
        row = CheckpointRow(name=name, state=KEPT, progress={}, updated_at=now)
    row.progress = _as_json(_from_json(row.progress) + drift)
    row.updated_at = now
    session.add(row)
    session.flush()


def drift_between(session: Session, start: datetime, end: datetime) -> Drift:
    """Give what the comparisons of some days had to repair.

    Args:
        session: An open view.
        start: The first moment of the first day.
        end: The first moment after the last day.
    """
    name = col(CheckpointRow.name)
    rows = session.exec(select(CheckpointRow).where(name >= _name(start), name < _name(end))).all()
    return _sum(_from_json(row.progress) for row in rows)


def drift_ever(session: Session) -> Drift:
    """Give what all comparisons had to repair."""
    rows = session.exec(
        select(CheckpointRow).where(col(CheckpointRow.name).startswith(PREFIX))
    ).all()
    return _sum(_from_json(row.progress) for row in rows)


def _sum(drifts: Iterable[Drift]) -> Drift:
    total = Drift()
    for drift in drifts:
        total += drift
    return total


def _name(moment: datetime) -> str:
    return f"{PREFIX}{moment.astimezone(UTC):%Y-%m-%d}"


def _says(fact: Fact) -> Fact:
    """Leave out what may differ without a word having been missed: dates of states, and names."""
    bare = replace(fact, version=0, repo=None)
    return replace(bare, actor=replace(fact.actor, login=""))


def _as_json(drift: Drift) -> dict[str, Any]:
    found: dict[str, dict[str, int]] = {}
    for (fault, kind), number in sorted(drift.counts.items()):
        found.setdefault(str(fault), {})[kind] = number
    return found


def _from_json(value: Mapping[str, Mapping[str, int]]) -> Drift:
    return Drift(
        counts={
            (Fault(fault), kind): number
            for fault, kinds in value.items()
            for kind, number in kinds.items()
        }
    )
