"""One sitting of an exam: what may still be saved, when it is over, and what it scored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from exams.grading import Result, grade
from exams.policy import USUAL_PERCENT, extended
from recognition.kernel.errors import ConflictError, RecognitionError

if TYPE_CHECKING:
    from exams.bank import Bank, Response
    from exams.draw import Paper
    from exams.policy import Policy

CLOSED = "This attempt is closed; nothing can be changed any more."
STALE = (
    "These answers are older than those already saved, perhaps from another tab. "
    "Nothing was overwritten; reload the page to go on from the newest."
)
HANDED_IN = (
    "This attempt was handed in before, perhaps from another tab. The answers that came now are "
    "others, and were not taken."
)
LATE = "The time is up. The answers saved before the deadline count; these came too late."


class State(StrEnum):
    """Where an attempt stands.

    It is created and begun in one step, and graded in the step that hands it in; those names
    stand in its log of events only.
    """

    CREATED = "created"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    EXPIRED = "expired"
    GRADED = "graded"
    NEEDS_REVIEW = "needs_review"
    FINAL = "final"
    REGRADED = "regraded"


TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.CREATED: frozenset({State.IN_PROGRESS}),
    State.IN_PROGRESS: frozenset({State.SUBMITTED, State.EXPIRED}),
    State.SUBMITTED: frozenset({State.GRADED}),
    State.EXPIRED: frozenset({State.GRADED}),
    State.GRADED: frozenset({State.NEEDS_REVIEW, State.FINAL}),
    State.NEEDS_REVIEW: frozenset({State.FINAL, State.REGRADED}),
    State.FINAL: frozenset({State.REGRADED}),
    State.REGRADED: frozenset({State.REGRADED, State.NEEDS_REVIEW}),
}
"""Where an attempt can go from each state; no way leads back to an open one.

A mended key may ask for a person where the old one was sure.
"""

CLOSED_STATES = frozenset((State.NEEDS_REVIEW, State.FINAL, State.REGRADED))
"""It has a score; that of the first can still rise."""


class LateError(ConflictError):
    """Answers came after the deadline and its grace."""


class StateError(RecognitionError):
    """An attempt was to go where no way leads; a mistake of ours, not of a person."""


class UngradedError(StateError):
    """An open attempt was to be graded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One sitting.

    Attributes:
        deadline_at: `None` without time limit; answers are taken until `grace` later.
        extra_percent: The time this person has, of the exam's limit and of its grace.
        submitted_at: When it was handed in, or the deadline where it ran out; `None` while
            it is open.
        save_no: The number of the last save; 0 before the first.
        responses: By question id; an open question is absent.
        result: `None` until it is graded.
    """

    id: str
    paper: Paper
    policy: Policy
    started_at: datetime
    deadline_at: datetime | None
    extra_percent: int = USUAL_PERCENT
    state: State = State.CREATED
    submitted_at: datetime | None = None
    save_no: int = 0
    responses: Mapping[str, Response] = field(default_factory=dict)
    result: Result | None = None

    def is_late(self, now: datetime) -> bool:
        """Tell whether the deadline and its grace have passed."""
        return is_late(self.policy, self.deadline_at, now, extra_percent=self.extra_percent)


def moved(attempt: Attempt, state: State) -> Attempt:
    """Give the attempt in its next state.

    Raises:
        StateError: No way leads there.
    """
    check_move(attempt.state, state)
    return replace(attempt, state=state)


def check_move(before: State, after: State) -> None:
    """Stop a step that is not in the table.

    Raises:
        StateError: It is not.
    """
    if after not in TRANSITIONS[before]:
        raise StateError(f"no attempt goes from {before} to {after}")


def is_late(
    policy: Policy, deadline_at: datetime | None, now: datetime, *, extra_percent: int
) -> bool:
    """Tell whether a deadline and its grace have passed; extra time lengthens the grace too."""
    return deadline_at is not None and now > deadline_at + extended(policy.grace, extra_percent)


def deadline(policy: Policy, started_at: datetime, *, extra_percent: int) -> datetime | None:
    """Give when the time is up; `None` without time limit."""
    if policy.time_limit is None:
        return None
    return started_at + extended(policy.time_limit, extra_percent)


def begin(
    *,
    attempt_id: str,
    paper: Paper,
    policy: Policy,
    now: datetime,
    extra_percent: int = USUAL_PERCENT,
) -> Attempt:
    """Start an attempt; the clock runs from now and never stops."""
    created = Attempt(
        id=attempt_id,
        paper=paper,
        policy=policy,
        started_at=now,
        deadline_at=deadline(policy, now, extra_percent=extra_percent),
        extra_percent=extra_percent,
    )
    return moved(created, State.IN_PROGRESS)


def save(
    attempt: Attempt, changes: Mapping[str, Response | None], *, save_no: int, now: datetime
) -> Attempt:
    """Keep answers.

    Args:
        attempt: An open one.
        changes: By question id; `None` takes an answer back. Questions not named here keep
            their answer.
        save_no: Counted up by the page, from 1. A save that comes again, same number and
            same answers, changes nothing.
        now: Decides whether it is too late.

    Raises:
        LateError: The deadline and its grace have passed.
        ConflictError: The attempt is closed, or a save of this or a higher number was kept.
    """
    if attempt.state is not State.IN_PROGRESS:
        raise ConflictError(CLOSED)
    if attempt.is_late(now):
        raise LateError(LATE)
    responses = merged(attempt, changes)
    if save_no <= attempt.save_no:
        if save_no == attempt.save_no and responses == attempt.responses:
            return attempt
        raise ConflictError(STALE)
    return replace(attempt, responses=responses, save_no=save_no)


def merged(attempt: Attempt, changes: Mapping[str, Response | None]) -> dict[str, Response]:
    """Give what the answers of an attempt would be with these changes."""
    return {
        name: response
        for name, response in {**attempt.responses, **changes}.items()
        if response is not None
    }


def submit(attempt: Attempt, *, now: datetime) -> Attempt:
    """Hand the attempt in; one that is handed in already stays as it is.

    After the deadline and its grace it counts as run out at the deadline.
    """
    if attempt.state is not State.IN_PROGRESS:
        return attempt
    if attempt.is_late(now):
        return replace(moved(attempt, State.EXPIRED), submitted_at=attempt.deadline_at)
    return replace(moved(attempt, State.SUBMITTED), submitted_at=now)


def graded(attempt: Attempt, bank: Bank) -> Attempt:
    """Grade a closed attempt; one that is graded already stays as it is.

    It is final, but where a person has to look at an answer.

    Args:
        attempt: Handed in or run out.
        bank: The version its paper was drawn from.

    Raises:
        UngradedError: The attempt is still open.
    """
    if attempt.state in CLOSED_STATES:
        return attempt
    if attempt.state is State.IN_PROGRESS:
        raise UngradedError(f"attempt {attempt.id} is still open")
    result = grade(attempt.paper, attempt.responses, bank)
    counted = replace(moved(attempt, State.GRADED), result=result)
    return moved(counted, State.NEEDS_REVIEW if result.pending else State.FINAL)
