"""The chain of the audit log: each entry's hash covers the entry and the hash before it.

Who can write to the database can also write a whole new chain, so the log is not proof against
that person alone: it shows every change to whoever has noted the hash of its newest entry at
another place, such as the digest issue. There is no key that could be lost or must be rotated,
and anybody who has the rows can check them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from recognition.awards import Award, AwardChange
from recognition.kernel.ids import UserId

BEGINNING: Final = ""
"""What stands in the first entry in place of the hash before it."""


ERASED: Final = "account.erased"
"""The action by which a person was forgotten; `accounts` among the details says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened.

    Attributes:
        at: When.
        actor_id: The account that did it; `None` = a rule or the timer did.
        action: What, such as `award.revoked`.
        subject: To what: the id of an award, `rules`, `account:123`.
        details: The rest, as JSON values.
    """

    at: datetime
    actor_id: UserId | None
    action: str
    subject: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An event in its place in the chain.

    Attributes:
        seq: Its place; the first is 1, and none is left out.
        previous: The hash of the entry before it.
        hash: The hash of this one; see `seal`.
    """

    seq: int
    event: Event
    previous: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """The first thing that is wrong with a chain.

    Attributes:
        seq: The place of the entry at which it shows.
        said: What is wrong there.
    """

    seq: int
    said: str


def seal(seq: int, event: Event, previous: str) -> str:
    """Give the hash of an entry: SHA-256 of its canonical JSON, 64 hexadecimal digits."""
    at = event.at.astimezone(UTC).isoformat()
    content = [seq, at, event.actor_id, event.action, event.subject, event.details, previous]
    return sha256(_canonical(content).encode()).hexdigest()


# Made once: making the encoder costs as much as a third of an entry.
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def chain(events: Iterable[Event], *, seq: int = 0, previous: str = BEGINNING) -> Iterator[Entry]:
    """Put events into the chain.

    Args:
        events: In the order in which they happened.
        seq: The place of the newest entry that is there; 0 where there is none.
        previous: The hash of that entry.
    """
    for event in events:
        seq += 1
        entry = Entry(seq=seq, event=event, previous=previous, hash=seal(seq, event, previous))
        yield entry
        previous = entry.hash


def first_flaw(entries: Iterable[Entry]) -> Flaw | None:
    """Find the first entry that is not as it was written; `None` where all are.

    Args:
        entries: All of them by their places. That newest ones were cut off shows only against
            a hash that was noted before.
    """
    previous = BEGINNING
    for seq, entry in enumerate(entries, start=1):
        if entry.seq != seq:
            return Flaw(seq=seq, said=f"it is missing; the next one there is {entry.seq}")
        if entry.previous != previous:
            return Flaw(seq=seq, said="it does not follow on the entry before it")
        if entry.hash != seal(entry.seq, entry.event, entry.previous):
            return Flaw(seq=seq, said="it is not what was written")
        previous = entry.hash
    return None


def award_event(change: AwardChange, *, now: datetime) -> Event:
    """Write down what happened to an award, and all of what it is now."""
    details: dict[str, Any] = {"award": picture(change.award)}
    if change.before is not None:
        details["from"] = change.before.state
    if change.reason is not None:
        details["reason"] = change.reason
    if change.quorum > 1:
        details["voices"] = list(change.voices)
        details["quorum"] = change.quorum
    return Event(
        at=now,
        actor_id=change.by,
        action=f"award.{change.kind}",
        subject=change.award.id,
        details=details,
    )


def picture(award: Award) -> dict[str, Any]:
    """Give what an award is, as JSON values; evidence by its number and a hash of its keys."""
    return {
        "person": award.person_id,
        "badge": award.badge,
        "tier": award.tier,
        "state": award.state,
        "earned_at": award.earned_at.astimezone(UTC).isoformat(),
        "evidence": [len(award.evidence), sha256("\n".join(award.evidence).encode()).hexdigest()],
        "decided_by": award.decided_by,
        "reason": award.reason,
        "kept": award.kept,
        "given_by": award.given_by,
    }
