"""Attempts as signals see them, and what a signal is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any


class Kind(StrEnum):
    """What can be noticed."""

    SHARED_WRONG_ANSWERS = "shared-wrong-answers"
    RAPID_ANSWERS = "rapid-answers"
    SUDDEN_JUMP = "sudden-jump"
    SAME_NETWORK = "same-network"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One finished attempt at an exam.

    Attributes:
        person: Tells attempts of one person from those of others, and nothing else.
        wrong: By question version, a canonical form of each answer that did not earn all
            marks; what was left open is absent.
        firsts: How long each first answer took, of those that the saves tell.
        networks: Salted hashes of the network prefixes it was worked on from.
        is_recent: Only these are looked at; the others are there to compare with.
    """

    attempt_id: str
    person: int
    started_at: datetime
    ended_at: datetime
    share: Fraction
    passed: bool
    wrong: Mapping[str, str] = field(default_factory=dict, repr=False)
    firsts: tuple[timedelta, ...] = ()
    networks: frozenset[str] = frozenset()
    is_recent: bool = True

    @property
    def order(self) -> tuple[datetime, datetime, str]:
        """What attempts are put in order by."""
        return self.started_at, self.ended_at, self.attempt_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One thing about an attempt, or about two.

    Attributes:
        attempt_id: The later one of two.
        other_id: The earlier one of two, or empty.
        details: Numbers and short texts, as JSON values; no answer and no key.
    """

    kind: Kind
    attempt_id: str
    other_id: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


def pair(kind: Kind, one: Watched, other: Watched, details: Mapping[str, Any]) -> Signal:
    """Make a signal about two attempts, the same whichever is named first."""
    earlier, later = sorted((one, other), key=lambda attempt: attempt.order)
    return Signal(
        kind=kind, attempt_id=later.attempt_id, other_id=earlier.attempt_id, details=details
    )
