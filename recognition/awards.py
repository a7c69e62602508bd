"""Decide what becomes of awards: what the rule has found out against what is held."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from recognition.facts import Fact
from recognition.kernel.ids import UserId
from recognition.rules.badge import Badge, Grant, OnRuleChange
from recognition.rules.rule import Earned


class AwardState(StrEnum):
    """Where an award stands.

    Proposed ones wait for a maintainer; held ones too, after a maintainer asked for time.
    Somebody says that a disputed one is wrong: it is valid until a maintainer has looked.
    """

    PROPOSED = "proposed"
    HELD = "held"
    GRANTED = "granted"
    DISPUTED = "disputed"
    REJECTED = "rejected"
    REVOKED = "revoked"
    EXPIRED = "expired"


WAITING = (AwardState.PROPOSED, AwardState.HELD)
"""The states in which maintainers are to decide whether the award is given."""

VALID = (AwardState.GRANTED, AwardState.DISPUTED)
"""The states in which the person has the badge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """A badge, or one tier of it, and a person.

    Attributes:
        id: See `award_id`.
        tier: `None` where the badge has no tiers.
        earned_at: When the deed was done that completed the condition, or the moment the last
            required badge was earned, whichever is later.
        evidence: Keys of the facts that earned it, in order of time.
        decided_by: The maintainer who decided last; `None` = the rule or the timer did.
        decided_at: When that was.
        reason: What the maintainer said, or why the proposal ran out.
        kept: The rule has changed and would not give it any more; people keep it all the same.
        rule: Fingerprint of the rule by which it was earned; `None` where it was given by hand.
        given_by: The maintainer who named the person by hand; `None` = the rule found it.
    """

    id: str
    person_id: UserId
    badge: str
    tier: str | None
    state: AwardState
    earned_at: datetime
    evidence: tuple[str, ...]
    decided_by: UserId | None = None
    decided_at: datetime | None = None
    reason: str | None = None
    kept: bool = False
    rule: str | None = None
    given_by: UserId | None = None

    @property
    def is_earned(self) -> bool:
        """Tell whether the person has the badge, or had it until it expired."""
        return self.state in VALID or self.state is AwardState.EXPIRED

    @property
    def is_withdrawn(self) -> bool:
        """Tell whether the rule took it back: the facts do not support it any more."""
        return self.state is AwardState.REVOKED and self.decided_by is None

    @property
    def is_settled(self) -> bool:
        """Tell whether no rule changes it any more.

        So it is where a person named somebody by hand, refused an award or took it away, and
        where nobody decided in time about what was proposed.
        """
        is_taken_away = self.state is AwardState.REVOKED and self.decided_by is not None
        is_refused = self.state is AwardState.REJECTED
        return is_taken_away or is_refused or self.given_by is not None

    @property
    def is_ruled(self) -> bool:
        """Tell whether it goes when the facts do not support it any more."""
        by_rule = self.decided_by is None and self.given_by is None
        states = (AwardState.PROPOSED, AwardState.GRANTED, AwardState.EXPIRED)
        return by_rule and self.state in states


class ChangeKind(StrEnum):
    """What happened to an award."""

    GRANTED = "granted"
    PROPOSED = "proposed"
    CORRECTED = "corrected"
    KEPT = "kept"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    LAPSED = "lapsed"
    NOMINATED = "nominated"
    VOTED = "voted"
    UNVOTED = "unvoted"
    APPROVED = "approved"
    HELD = "held"
    REJECTED = "rejected"
    DISPUTED = "disputed"
    UPHELD = "upheld"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardChange:
    """One award before and after.

    Attributes:
        kind: What happened.
        award: As it is now.
        before: As it was; `None` where it is new.
        completed_by: The fact that completed the condition, for announcing the award where it
            happened; `None` where the change is not about earning.
        by: The account that did it; `None` = a rule or the timer did.
        reason: What was said.
        voices: The accounts that have said so until now, where it takes several.
        quorum: How many it takes.
    """

    kind: ChangeKind
    award: Award
    before: Award | None = None
    completed_by: Fact | None = None
    by: UserId | None = None
    reason: str | None = None
    voices: tuple[UserId, ...] = ()
    quorum: int = 1


def award_id(person_id: int, badge: str, tier: str | None) -> str:
    """Name an award: the same person, badge and tier always get the same 16 characters.

    80 bits of a hash: two of a million awards collide with odds of one in 10^12, and the
    address of an award tells nothing about its person.
    """
    digest = sha256(f"{person_id}:{badge}:{tier or ''}".encode()).digest()
    return base64.b32encode(digest).decode("ascii").lower()[:16]


Slot = tuple[str, str | None]
"""Badge and tier: with the person, the identity of an award."""


def by_slot(awards: Iterable[Award]) -> dict[Slot, Award]:
    """Arrange one person's awards by badge and tier."""
    return {(award.badge, award.tier): award for award in awards}


def requirements_met_at(badge: Badge, held: Mapping[Slot, Award]) -> datetime | None:
    """Give the moment from which a person had every required badge.

    Returns:
        The latest of the dates on which each was first held in any tier; the beginning of
        time where nothing is required; `None` while one is missing.
    """
    moments: list[datetime] = [_BEGINNING]
    for required in badge.requires:
        dates = [
            award.earned_at
            for (name, _tier), award in held.items()
            if name == required and award.is_earned
        ]
        if not dates:
            return None
        moments.append(min(dates))
    return max(moments)


_BEGINNING = datetime.fromisoformat("0001-01-01T00:00:00Z")


def decide(
    badge: Badge,
    person_id: UserId,
    *,
    earned: Sequence[Earned],
    held: Mapping[Slot, Award],
    now: datetime,
) -> list[AwardChange]:
    """Compare what a person has earned of a badge with what is held.

    What a person decided is never overturned: a rejected, revoked or hand-given award stays as
    it is, and an approved one stays granted; so does what is on hold or disputed. An award of
    the rule goes when the facts do not support it any more, and comes back when they do. Where
    it is not the facts that have changed but the rule, the badge's policy says whether people
    keep what they had.

    Args:
        badge: The badge.
        person_id: The person.
        earned: What `earn` found, of this badge.
        held: All the person's awards, of every badge.
        now: Decides whether an award has expired, and whether a tenure is over.

    Returns:
        The changes that make the awards right; none where they are.
    """
    since = requirements_met_at(badge, held)
    due = [one for one in earned if one.is_due(now)]
    wanted = {one.tier: one for one in due} if since is not None else {}
    changes: list[AwardChange] = []
    for tier, one in wanted.items():
        assert since is not None, "nothing is wanted while a required badge is missing"
        before = held.get((badge.id, tier))
        base = before or Award(
            id=award_id(person_id, badge.id, tier),
            person_id=person_id,
            badge=badge.id,
            tier=tier,
            state=AwardState.REVOKED,
            earned_at=one.earned_at,
            evidence=(),
        )
        if base.is_settled:
            continue
        after = replace(
            base,
            earned_at=max(one.earned_at, since),
            evidence=one.evidence,
            kept=False,
            rule=badge.fingerprint,
        )
        after = replace(after, state=_state(badge, after, now=now))
        if after != before:
            kind = _kind(before, after)
            changes.append(
                AwardChange(kind=kind, award=after, before=before, completed_by=one.completed_by)
            )
    for (name, tier), before in held.items():
        if name != badge.id or tier in wanted or not before.is_ruled:
            continue
        if _is_kept(badge, before):
            after, kind = replace(before, kept=True), ChangeKind.KEPT
        else:
            after = replace(before, state=AwardState.REVOKED, kept=False)
            kind = ChangeKind.WITHDRAWN
        if after != before:
            changes.append(AwardChange(kind=kind, award=after, before=before))
    return changes


def _is_kept(badge: Badge, award: Award) -> bool:
    """Tell whether people keep an award that the rule, as it is now, would not give."""
    by_another_rule = award.rule is not None and award.rule != badge.fingerprint
    return (
        badge.on_rule_change is OnRuleChange.KEEP
        and award.is_earned
        and (by_another_rule or award.kept)
    )


def _state(badge: Badge, award: Award, *, now: datetime) -> AwardState:
    """Give the state of an award that is earned, from its last one."""
    if award.state in (AwardState.HELD, AwardState.DISPUTED):
        return award.state
    undecided = award.is_withdrawn or award.state is AwardState.PROPOSED
    if undecided and badge.grant is Grant.REVIEW:
        return AwardState.PROPOSED
    ends_at = badge.expires_at(award.earned_at)
    return AwardState.EXPIRED if ends_at is not None and ends_at <= now else AwardState.GRANTED


def _kind(before: Award | None, after: Award) -> ChangeKind:
    if before is not None and before.state is after.state:
        return ChangeKind.CORRECTED
    kinds = {
        AwardState.PROPOSED: ChangeKind.PROPOSED,
        AwardState.GRANTED: ChangeKind.GRANTED,
        AwardState.EXPIRED: ChangeKind.EXPIRED,
    }
    if after.state is AwardState.GRANTED and before is not None and before.is_earned:
        # It had expired by a date that has turned out later: nothing new was earned.
        return ChangeKind.CORRECTED
    return kinds[after.state]
