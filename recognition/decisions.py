"""Say who may decide what about an award and what becomes of it: one table, and its reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from recognition.awards import (
    VALID,
    WAITING,
    Award,
    AwardChange,
    AwardState,
    ChangeKind,
    award_id,
)
from recognition.kernel.errors import ConflictError, ForbiddenError, UserError
from recognition.kernel.ids import UserId

TWO: Final = 2
"""Different maintainers it takes to give a track's certification by hand, or to take it away."""

MAX_REASON: Final = 500
"""Characters: a reason stands in a cell of the digest's table."""


class Verb(StrEnum):
    """What a person can do to an award that is there."""

    APPROVE = "approve"
    HOLD = "hold"
    REJECT = "reject"
    REVOKE = "revoke"
    DISPUTE = "dispute"
    UPHOLD = "uphold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One row of the table.

    Attributes:
        kind: What has happened then.
        since: The states in which it can be done.
        to: The state it leads to.
        takes_reason: It is not done without one.
        takes_quorum: It is done when enough maintainers have said so. Everything else is done
            by one: an objection stops a proposal, and can be answered by giving the award by
            hand.
        by_anybody: Anybody may do it, also about their own; the rest is for maintainers, about
            others.
    """

    kind: ChangeKind
    since: tuple[AwardState, ...]
    to: AwardState
    takes_reason: bool = False
    takes_quorum: bool = False
    by_anybody: bool = False


MOVES: Final[Mapping[Verb, Move]] = {
    Verb.APPROVE: Move(
        kind=ChangeKind.APPROVED, since=WAITING, to=AwardState.GRANTED, takes_quorum=True
    ),
    Verb.HOLD: Move(kind=ChangeKind.HELD, since=(AwardState.PROPOSED,), to=AwardState.HELD),
    Verb.REJECT: Move(
        kind=ChangeKind.REJECTED, since=WAITING, to=AwardState.REJECTED, takes_reason=True
    ),
    Verb.REVOKE: Move(
        kind=ChangeKind.REVOKED,
        since=(*VALID, AwardState.EXPIRED),
        to=AwardState.REVOKED,
        takes_reason=True,
        takes_quorum=True,
    ),
    Verb.DISPUTE: Move(
        kind=ChangeKind.DISPUTED,
        since=(AwardState.GRANTED,),
        to=AwardState.DISPUTED,
        takes_reason=True,
        by_anybody=True,
    ),
    Verb.UPHOLD: Move(kind=ChangeKind.UPHELD, since=(AwardState.DISPUTED,), to=AwardState.GRANTED),
}
"""What can be done from which state. What is not here cannot be done.

Rules and the timer move awards too: `awards.decide` proposes, grants, corrects, expires and
withdraws what no person has decided; `lapse` ends proposals nobody looked at. By `nominate`, a
maintainer opens the question anew for whoever was refused, or lost the award.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Who speaks.

    Attributes:
        account: The account that speaks.
        person: The person it belongs to: two accounts of one person are one voice.
    """

    account: UserId
    person: UserId


def judge(
    award: Award,
    verb: Verb,
    *,
    by: Voice,
    now: datetime,
    reason: str | None = None,
    earlier: Iterable[Voice] = (),
    quorum: int = 1,
) -> AwardChange:
    """Carry out what a person says about an award.

    Args:
        award: As it is; its person is the one who has, or would have, it.
        verb: What is to be done.
        by: Who says so.
        now: When.
        reason: Why; blanks around it do not count.
        earlier: Who has said the same before and has not taken it back.
        quorum: How many persons must say the same; only counts where the move takes a quorum.

    Returns:
        The award as the table has it, or, while voices are missing, the same award and the
        voices until now.

    Raises:
        ConflictError: The award is not in a state for it, or the person has said so already.
        ForbiddenError: It is the person's own award.
        UserError: The reason is missing, or too long.
    """
    move = MOVES[verb]
    name = name_of(award)
    if by.person == award.person_id and not move.by_anybody:
        raise ForbiddenError(f"{name} is your own award; another maintainer must decide about it")
    if award.state not in move.since:
        raise ConflictError(f"{name} cannot be {move.kind}: it is {award.state} already")
    said = checked_reason(reason, needed=move.takes_reason)
    voices = {voice.person: voice for voice in earlier} if move.takes_quorum else {}
    needed = quorum if move.takes_quorum else 1
    if by.person in voices and len(voices) < needed:
        raise ConflictError(
            f"you have said already that {name} shall be {move.kind}; "
            f"it takes {needed} maintainers, and one more has to say so"
        )
    voices.setdefault(by.person, by)
    accounts = tuple(voice.account for voice in voices.values())
    if len(voices) < needed:
        return AwardChange(
            kind=ChangeKind.VOTED,
            award=award,
            before=award,
            by=by.account,
            reason=said,
            voices=accounts,
            quorum=needed,
        )
    after = replace(award, state=move.to)
    if not move.by_anybody:
        after = replace(after, decided_by=by.account, decided_at=now, reason=said)
    return AwardChange(
        kind=move.kind,
        award=after,
        before=award,
        by=by.account,
        reason=said,
        voices=accounts,
        quorum=needed,
    )


def nominate(
    before: Award | None,
    *,
    person_id: UserId,
    badge: str,
    tier: str | None,
    by: Voice,
    now: datetime,
    evidence: tuple[str, ...],
    reason: str | None,
) -> AwardChange:
    """Open the question whether a person shall have an award, by a maintainer's hand.

    Args:
        before: The award as it is; `None` where there is none.
        person_id: Who shall have it.
        badge: What.
        tier: Which tier of it; `None` where it has none.
        by: The maintainer.
        now: When; it becomes the date on which the award was earned.
        evidence: Keys of the facts that say so.
        reason: Why; it is needed.

    Raises:
        ConflictError: The person has it.
        ForbiddenError: It would be the maintainer's own.
        UserError: The reason is missing, or too long.
    """
    after = Award(
        id=award_id(person_id, badge, tier),
        person_id=person_id,
        badge=badge,
        tier=tier,
        state=AwardState.PROPOSED,
        earned_at=now,
        evidence=evidence,
        given_by=by.account,
    )
    name = name_of(after)
    if by.person == person_id:
        raise ForbiddenError(f"{name} would be your own award; another maintainer must give it")
    if before is not None and before.state in (*VALID, *WAITING):
        raise ConflictError(f"{name} is {before.state} already")
    said = checked_reason(reason, needed=True)
    return AwardChange(
        kind=ChangeKind.NOMINATED, award=after, before=before, by=by.account, reason=said
    )


def lapse(award: Award, *, now: datetime, waited: str) -> AwardChange:
    """End a proposal about which nobody has decided in `waited`, such as `60d`."""
    assert award.state is AwardState.PROPOSED, "what is on hold does not run out"
    said = f"nobody decided within {waited}"
    after = replace(award, state=AwardState.REJECTED, decided_at=now, reason=said)
    return AwardChange(kind=ChangeKind.LAPSED, award=after, before=award, reason=said)


def checked_reason(reason: str | None, *, needed: bool) -> str | None:
    """Give the reason without blanks around it; `None` where nothing is said.

    Raises:
        UserError: It is needed and missing, or too long.
    """
    said = (reason or "").strip()
    if needed and not said:
        raise UserError("say why; the reason is kept with the award")
    if len(said) > MAX_REASON:
        raise UserError(f"keep the reason below {MAX_REASON} characters")
    return said or None


def name_of(award: Award) -> str:
    """Name an award for whoever decides about it."""
    return f"{award.badge} ({award.tier})" if award.tier else award.badge
