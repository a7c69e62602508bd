"""Say why each thing somebody did counts towards a badge or not, and how far the badge is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from recognition.facts import Fact, order
from recognition.rules.badge import Badge
from recognition.rules.conditions import Measure
from recognition.rules.conditions.share import Share
from recognition.rules.exclusions import Refusal
from recognition.rules.filters.moments import day_of
from recognition.rules.rule import (
    Contribution,
    Earned,
    Milestone,
    Progress,
    Rule,
    brought,
    due_at,
    fold,
    is_complete,
    is_inside,
    measures,
    start,
    step,
)
from recognition.rules.where import refusal as refusal_of
from recognition.rules.wording import DIMENSIONS, counted

__all__ = ["Context", "Explanation", "Judged", "Refusal", "Way", "explain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What an explanation depends on beside the person's facts.

    Attributes:
        now: Decides whether a tenure is over.
        held: Ids of the badges the person has.
    """

    now: datetime
    held: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One thing a person did, as one badge sees it.

    Attributes:
        refusal: Why it does not count; `None` = it does.
    """

    fact: Fact
    refusal: Refusal | None = None

    @property
    def is_counted(self) -> bool:
        """Tell whether it counts."""
        return self.refusal is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How far a person is with a badge, or with one tier of it.

    Attributes:
        tier: `None` where the badge has no tiers.
        measures: By the number of facts and by every condition; all are done where it is
            reached.
        reached_at: When the fact was done that completed it; `None` while something is missing.
        due_at: When the tenure is over that the badge asks for; `None` where it asks for none,
            or nothing was done yet.
        is_earned: Whether it is reached and due.
    """

    tier: str | None
    measures: tuple[Measure, ...]
    reached_at: datetime | None
    due_at: datetime | None
    is_earned: bool

    @property
    def missing(self) -> tuple[Measure, ...]:
        """Give what is not done yet."""
        return tuple(one for one in self.measures if not one.is_done)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a person has a badge, or what is missing.

    Attributes:
        badge: The badge.
        facts: What the person did of the kinds the badge looks at, in order of time.
        ways: One for each milestone, in the order of the badge's.
        missing_badges: Ids of the badges it requires and that the person does not have.
    """

    badge: Badge
    facts: tuple[Judged, ...]
    ways: tuple[Way, ...]
    missing_badges: tuple[str, ...] = ()

    @property
    def counted(self) -> tuple[Judged, ...]:
        """Give the facts that count."""
        return tuple(one for one in self.facts if one.is_counted)

    @property
    def ahead(self) -> Way | None:
        """Give the next milestone that is not earned; `None` where all are."""
        return next((way for way in self.ways if not way.is_earned), None)


def explain(badge: Badge, facts: Iterable[Fact], *, context: Context) -> Explanation:
    """Judge everything one person did by the rule of one badge, as `earn` does, with reasons.

    Args:
        badge: The badge.
        facts: The person's facts, each key once, in any order; facts of kinds the badge does
            not look at are passed over.
        context: What else it depends on.
    """
    rule = badge.rule
    looked_at = sorted((fact for fact in facts if fact.kind in rule.kinds), key=order)
    judge = _Judge(rule)
    judged = [judge.judge(fact) for fact in looked_at]
    _, earned = fold(rule, judge.found)
    return Explanation(
        badge=badge,
        facts=tuple(_slid_out(rule, judged, earned)),
        ways=tuple(
            _way(rule, judge, index, earned=earned, now=context.now)
            for index in range(len(rule.milestones))
        ),
        missing_badges=tuple(name for name in badge.requires if name not in context.held),
    )


class _Judge:
    """One fold that remembers why it passed a fact over, and what was done at each milestone."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.progress: Progress = start(rule)
        self.found: list[tuple[Contribution, Fact]] = []
        self.reached: dict[int, tuple[Measure, ...]] = {}

    def judge(self, fact: Fact) -> Judged:
        rule = self.rule
        seen = rule.exclusions.sift(fact)
        if seen is None:
            return Judged(fact=fact, refusal=rule.exclusions.refusal(fact))
        one = brought(rule, seen)
        if one is None:
            return Judged(fact=fact, refusal=_not_selected(rule, seen))
        self.found.append((one, fact))
        if is_complete(rule, self.progress):
            return Judged(fact=fact, refusal=_complete(rule))
        why = self._above_share(seen)
        before = self.progress.reached
        if not step(rule, self.progress, one):
            why = _capped(rule, fact)
        for index in self.progress.reached:
            if index not in before:
                self.reached[index] = measures(rule, self.progress, rule.milestones[index])
        return Judged(fact=fact, refusal=why)

    def _above_share(self, seen: Fact) -> Refusal | None:
        """Refuse what one counterpart brings above its share of the next milestone."""
        if self.rule.within is not None:
            # Inside a window that moves, what is above the share today is not tomorrow.
            return None
        number = self._ahead().count
        for condition, state in zip(self.rule.conditions, self.progress.states, strict=True):
            if isinstance(condition, Share) and isinstance(state, dict):
                most = condition.of(number)
                if state.get(condition.value(seen), 0) >= most:
                    one = DIMENSIONS[condition.dimension][0]
                    wanted = f"at most {most} of {number} from one {one}"
                    return Refusal("max_share", wanted, f"there were {most} from this one before")
        return None

    def _ahead(self) -> Milestone:
        return next(
            one
            for index, one in enumerate(self.rule.milestones)
            if index not in self.progress.reached
        )


def _not_selected(rule: Rule, seen: Fact) -> Refusal | None:
    why = refusal_of(rule.where, seen)
    if why is not None or is_inside(rule, seen.at):
        return why
    on = f"done on {day_of(seen.at)}"
    if rule.begins is not None and seen.at < rule.begins:
        return Refusal("from", f"done on or after {day_of(rule.begins)}", on)
    assert rule.ends is not None, "it is not before the period, so it is behind it"
    return Refusal("until", f"done on or before {day_of(rule.ends)}", on)


def _complete(rule: Rule) -> Refusal:
    last = "the last tier" if len(rule.milestones) > 1 else "the badge"
    return Refusal("complete", f"work from before {last} was reached", "it was reached already")


def _capped(rule: Rule, fact: Fact) -> Refusal:
    found = f"{rule.cap} of {fact.at:%Y-%m-%d} counted before"
    return Refusal("cap", f"at most {rule.cap} of one day", found)


def _slid_out(rule: Rule, judged: list[Judged], earned: list[Earned]) -> list[Judged]:
    """Refuse what lies too long before the last fact, unless it has earned something already."""
    if rule.within is None or not judged or len(earned) >= len(rule.milestones):
        return judged
    earning = {key for one in earned for key in one.evidence}
    begin = max((one.fact.at for one in judged if one.is_counted), default=None)
    if begin is None:
        return judged
    begin -= rule.within
    days = counted(rule.within // timedelta(days=1), DIMENSIONS["day"])
    why = Refusal("within", f"all of it within {days}", "longer before the last one")
    return [
        replace(one, refusal=why)
        if one.is_counted and one.fact.at < begin and one.fact.key not in earning
        else one
        for one in judged
    ]


def _way(rule: Rule, judge: _Judge, index: int, *, earned: list[Earned], now: datetime) -> Way:
    milestone = rule.milestones[index]
    # The last one: what was renewed stands there again.
    done = next((one for one in reversed(earned) if one.tier == milestone.tier), None)
    if done is None:
        return Way(
            tier=milestone.tier,
            measures=measures(rule, judge.progress, milestone),
            reached_at=None,
            due_at=due_at(rule, judge.progress),
            is_earned=False,
        )
    return Way(
        tier=milestone.tier,
        measures=judge.reached[index],
        reached_at=done.completed_by.at,
        due_at=done.due_at,
        is_earned=done.is_due(now),
    )
