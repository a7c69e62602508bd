"""Check the audit log: that it is what was written, and that awards are what it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from recognition.audit import ERASED, Entry, first_flaw, picture
from recognition.service.audit import entries
from recognition.service.awards import AWARD, award_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a check of the whole log has found.

    Attributes:
        entries: How many there are, up to the first flaw.
        head: The hash of the last of them, to be noted at another place; empty for none.
        flaws: A sentence for each thing that is wrong. Of the chain it is the first only:
            nothing behind it can be trusted, and no award is compared with it.
    """

    entries: int
    head: str
    flaws: tuple[str, ...]


def check(session: Session, *, noted: str | None = None) -> Verdict:
    """Check every entry, and that every award is what the log says it became.

    Args:
        session: A consistent view.
        noted: The head as it was noted some time ago; it must still be in the log.
    """
    walk = _Walk(noted)
    flaw = first_flaw(walk.past(entries(session)))
    if flaw is not None:
        flaws = [f"entry {flaw.seq}: {flaw.said}"]
    else:
        flaws = list(_award_flaws(session, walk.pictures))
        if noted is not None and not walk.has_noted:
            flaws.insert(0, "the noted head is not in the log: entries were cut off or rewritten")
    return Verdict(entries=walk.number, head=walk.head, flaws=tuple(flaws))


class _Walk:
    """What is gathered on the way along the chain."""

    def __init__(self, noted: str | None) -> None:
        self.noted = noted
        self.has_noted = False
        self.number = 0
        self.head = ""
        self.pictures: dict[str, Any] = {}

    def past(self, chain: Iterable[Entry]) -> Iterator[Entry]:
        """Pass entries on; the next one is asked for when the last one was found right."""
        for entry in chain:
            yield entry
            self.number, self.head = entry.seq, entry.hash
            self.has_noted |= entry.hash == self.noted
            if "award" in entry.event.details:
                self.pictures[entry.event.subject] = entry.event.details["award"]
            elif entry.event.action == ERASED:
                self._forget(entry.event.details["accounts"])

    def _forget(self, accounts: Sequence[int]) -> None:
        """Expect no award of people who had themselves forgotten."""
        for subject in [one for one in self.pictures if self.pictures[one]["person"] in accounts]:
            del self.pictures[subject]


def _award_flaws(session: Session, pictures: dict[str, Any]) -> Iterator[str]:
    for row in session.connection().execute(select(AWARD).order_by(AWARD.c.id)):
        written = pictures.pop(row.id, None)
        if written is None:
            yield f"award {row.id}: the log does not know it"
        elif not picture(award_of(row)).items() >= written.items():
            yield f"award {row.id}: it is not what the log says it became"
    yield from (f"award {award_id}: it is gone" for award_id in sorted(pictures))
