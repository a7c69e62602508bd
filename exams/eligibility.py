"""Who may sit an exam now: attempts, waits, passes that end, and their renewal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from exams.policy import add_months, counted, date_words, moment_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from exams.policy import Policy


class Standing(StrEnum):
    """How a person stands with one exam."""

    MAY_START = "may-start"
    IN_PROGRESS = "in-progress"
    IN_REVIEW = "in-review"
    PASSED = "passed"
    MAY_RENEW = "may-renew"
    COOLING_DOWN = "cooling-down"
    USED_UP = "used-up"
    LOCKED = "locked"

    @property
    def may_begin(self) -> bool:
        """Whether a new attempt may be started."""
        return self in (Standing.MAY_START, Standing.MAY_RENEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAttempt:
    """What eligibility needs to know of an attempt.

    Attributes:
        finished_at: When it was handed in or ran out; `None` while it is open.
        passed: By what is sure; a review can only turn `False` into `True`. `None` while it
            is open.
        in_review: A person has yet to look at some of its answers.
    """

    id: str
    started_at: datetime
    finished_at: datetime | None
    passed: bool | None
    in_review: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """Whether a person may sit an exam now, and why not.

    Attributes:
        words: One or more sentences for that person.
        attempts_used: Attempts that count now, the open one included.
        attempts_left: Further ones to start; `None` is without limit.
        attempt_id: The open attempt, where there is one.
        until: The end of the cool-down, or else the moment a pass ceases to count.
        holds_pass: A pass counts now, whatever became of later attempts.
    """

    standing: Standing
    words: str
    attempts_used: int
    attempts_left: int | None
    attempt_id: str | None = None
    until: datetime | None = None
    holds_pass: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """The attempts that count together: towards a first pass, or towards its renewal.

    Attributes:
        attempts: From the first to the newest.
        pass_end: When the pass that reaches furthest ceases to count; `None` is never, or
            that there is no pass.
        has_pass: There is a pass, of this round or a former one, that counts now.
        is_open: A pass would change something: there is none, or it may be renewed.
    """

    attempts: tuple[PastAttempt, ...]
    pass_end: datetime | None
    has_pass: bool
    is_open: bool


def current_round(policy: Policy, attempts: Iterable[PastAttempt], now: datetime) -> Round:
    """Find the attempts that count now.

    A pass closes a round. The next one begins when the pass may be renewed, and goes on
    after its end: who begins early has no more attempts than who begins late. A failure
    changes nothing about a pass; another pass makes it last longer.
    """
    counting: list[PastAttempt] = []
    has_pass, end, renewable_at = False, None, None
    for attempt in sorted(attempts, key=lambda attempt: (attempt.started_at, attempt.id)):
        if renewable_at is not None and attempt.started_at >= renewable_at:
            counting, renewable_at = [], None
        counting.append(attempt)
        if attempt.passed and attempt.finished_at is not None:
            has_pass = True
            if policy.expiry_months is not None:
                end = add_months(attempt.finished_at, policy.expiry_months)
                # No window reaches back before the pass itself.
                window = policy.renewal_window or timedelta(0)
                renewable_at = max(attempt.finished_at, end - window)
    is_open = not has_pass
    if renewable_at is not None and now >= renewable_at:
        counting, renewable_at = [], None
    if has_pass and end is not None:
        is_open = renewable_at is None
        has_pass = now < end
    return Round(attempts=tuple(counting), pass_end=end, has_pass=has_pass, is_open=is_open)


def eligibility(policy: Policy, attempts: Iterable[PastAttempt], now: datetime) -> Eligibility:
    """Decide whether a person may start an attempt now."""
    attempts = tuple(attempts)
    this = current_round(policy, attempts, now)
    used = len(this.attempts)
    left = None if policy.max_attempts is None else max(0, policy.max_attempts - used)
    pass_end = this.pass_end if this.has_pass else None
    kept = "" if pass_end is None else f" Your pass counts until {date_words(pass_end)}."
    may = Eligibility(
        standing=Standing.MAY_START,
        words=_start_words(used, left),
        attempts_used=used,
        attempts_left=left,
        until=pass_end,
        holds_pass=this.has_pass,
    )
    # Of whichever round: nobody sits two papers of one exam at once.
    for attempt in attempts:
        if attempt.finished_at is None:
            words = "You have an attempt under way; carry on with it."
            return replace(
                may, standing=Standing.IN_PROGRESS, words=words, attempt_id=attempt.id, until=None
            )
    if not this.is_open:
        return replace(may, standing=Standing.PASSED, words=f"You have passed this exam.{kept}")
    if any(attempt.in_review for attempt in this.attempts):
        return replace(may, standing=Standing.IN_REVIEW, words=f"{_IN_REVIEW}{kept}")
    if left == 0:
        return _without_attempts(may, kept)
    return _with_attempts(may, kept, ready_at=_ready_at(policy, this), now=now)


def locked(may: Eligibility, missing: Sequence[str]) -> Eligibility:
    """Say to somebody who might begin what they have to earn first.

    Args:
        may: What attempts and passes allow; stays as it is for who may not begin anyway.
        missing: Ids of the badges that the exam presupposes and the person does not hold.
    """
    if not missing or not may.standing.may_begin:
        return may
    words = f"{_BUILDS_ON} {', '.join(missing)}."
    return replace(may, standing=Standing.LOCKED, words=words)


def _ready_at(policy: Policy, this: Round) -> datetime | None:
    """Give when the wait after the newest attempt is over; `None` before the first."""
    ends = [attempt.finished_at for attempt in this.attempts if attempt.finished_at is not None]
    return max(ends) + policy.cool_down(len(this.attempts)) if ends else None


def _with_attempts(
    may: Eligibility, kept: str, *, ready_at: datetime | None, now: datetime
) -> Eligibility:
    if ready_at is not None and ready_at > now:
        words = f"You can start the next attempt at {moment_words(ready_at)}.{kept}"
        return replace(may, standing=Standing.COOLING_DOWN, words=words, until=ready_at)
    if not may.holds_pass:
        return may
    how_often = _left_words(may.attempts_used, may.attempts_left)
    words = f"{_RENEW} {how_often} {_NOTHING_TO_LOSE}{kept}"
    return replace(may, standing=Standing.MAY_RENEW, words=words)


def _without_attempts(may: Eligibility, kept: str) -> Eligibility:
    """Say that there is no attempt left; a pass stands all the same."""
    if may.holds_pass:
        return replace(may, standing=Standing.PASSED, words=f"{_RENEWALS_USED_UP}{kept}")
    used = may.attempts_used
    words = "the one attempt" if used == 1 else f"all {used} attempts"
    return replace(may, standing=Standing.USED_UP, words=f"You have used {words}. {_ASK}")


_BUILDS_ON = "This exam builds on what others show. Earn first:"
_ASK = "Ask a maintainer what you can do next."
_IN_REVIEW = (
    "Your attempt is handed in, and a person has yet to look at some of its answers. That can "
    "only add marks."
)
_RENEWALS_USED_UP = "You have used all attempts to renew this exam."
_RENEW = "You can sit this exam again to renew your pass;"
_NOTHING_TO_LOSE = "An attempt that fails takes nothing away."


def _start_words(used: int, left: int | None) -> str:
    if left is None:
        return "You can start an attempt."
    again = " again" if used else ""
    return f"You can start{again}; {_left_words(used, left)}"


def _left_words(used: int, left: int | None) -> str:
    if left is None:
        return "there is no limit of attempts."
    return f"you have {counted(left, 'attempt')}{' left' if used else ''}."
