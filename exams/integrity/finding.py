"""Look for every kind of signal among an exam's attempts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exams.integrity.network import same_network
from exams.integrity.pace import rapid_answers, sudden_jumps
from exams.integrity.similarity import shared_wrong_answers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exams.integrity.records import Signal, Watched

LOOKS = (shared_wrong_answers, rapid_answers, sudden_jumps, same_network)


def signals(attempts: Sequence[Watched]) -> list[Signal]:
    """Give all signals of an exam, ordered; the order of the attempts does not matter."""
    ordered = sorted(attempts, key=lambda attempt: attempt.order)
    found = [signal for look in LOOKS for signal in look(ordered)]
    return sorted(found, key=lambda signal: (signal.attempt_id, signal.kind, signal.other_id))
