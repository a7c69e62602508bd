"""Fold one person's facts by the rule of one badge: what was earned, when, and by what.

The same fold serves both ways. `earn` runs it over everything a person did; `advance`
continues it with a few new facts, and gives up where only a new fold can tell.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any, NamedTuple

from recognition.facts import Fact, order
from recognition.people import MACHINE_USERS, counts
from recognition.rules.conditions import Condition, Value
from recognition.rules.filters import Predicate
from recognition.rules.units import day

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A number of facts that is worth something.

    Attributes:
        tier: Its name; `None` where the badge has no tiers.
        count: How many selected facts it takes.
    """

    tier: str | None = None
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What earns a badge. All of it must hold.

    Attributes:
        kinds: The kinds of facts it looks at.
        selects: Which of these it selects.
        milestones: The numbers of facts to reach; at least one.
        conditions: What else the facts must add up to.
        cap: How many facts of one UTC day are kept; `None` = all.
        within: The length of the window that must hold it all, both ends included.
        machines: Logins of user accounts that never count, in lower case.
    """

    kinds: frozenset[str]
    selects: Predicate
    milestones: tuple[Milestone, ...]
    conditions: tuple[Condition, ...] = ()
    cap: int | None = None
    within: timedelta | None = None
    machines: Collection[str] = MACHINE_USERS


class Contribution(NamedTuple):
    """What one fact brings to one rule.

    Attributes:
        at: Microseconds since 1970, UTC.
        key: The fact's key.
        day: The number of its UTC day.
        values: One value a condition.
    """

    at: int
    key: str
    day: int
    values: tuple[Value, ...]

    @property
    def place(self) -> tuple[int, str]:
        """Where it stands in the order of time."""
        return self.at, self.key


class Change(NamedTuple):
    """How the contribution of one fact to one rule has changed; `None` = it brings nothing."""

    before: Contribution | None
    after: Contribution | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """A milestone that was reached.

    Attributes:
        tier: The milestone's tier.
        earned_at: When the fact that completed it was done.
        evidence: Keys of the facts that were kept, up to and with that one, in order.
        completed_by: That fact.
    """

    tier: str | None
    earned_at: datetime
    evidence: tuple[str, ...]
    completed_by: Fact


def contribution(rule: Rule, fact: Fact) -> Contribution | None:
    """Tell what a fact brings to a rule, `None` where it is not selected."""
    if (
        fact.retracted
        or fact.undone_by is not None
        or fact.kind not in rule.kinds
        or not counts(fact.actor, machines=rule.machines)
        or not rule.selects(fact)
    ):
        return None
    return Contribution(
        at=(fact.at - EPOCH) // MICROSECOND,
        key=fact.key,
        day=day(fact.at),
        values=tuple(condition.value(fact) for condition in rule.conditions),
    )


@dataclass(slots=True, kw_only=True)
class Progress:
    """How far a fold has come; its size depends on the rule, not on the history.

    Attributes:
        last: The place of the last contribution; `None` before the first.
        count: How many were kept.
        reached: Positions of the milestones that are reached, ascending.
        capped: `[day, how many of it were kept]`.
        states: One state a condition; unused where there is a window.
        window: `[at, values]` of the kept contributions inside the window that ends now.
    """

    last: tuple[int, str] | None = None
    count: int = 0
    reached: list[int] = field(default_factory=list)
    capped: list[int] = field(default_factory=list)
    states: list[Any] = field(default_factory=list)
    window: list[Any] = field(default_factory=list)

    def as_json(self) -> list[Any]:
        """Give the stored form."""
        last = None if self.last is None else list(self.last)
        return [last, self.count, self.reached, self.capped, self.states, self.window]

    @classmethod
    def from_json(cls, value: list[Any]) -> Progress:
        """Read the stored form."""
        last, count, reached, capped, states, window = value
        return cls(
            last=None if last is None else (last[0], last[1]),
            count=count,
            reached=list(reached),
            capped=list(capped),
            states=list(states),
            window=list(window),
        )


def start(rule: Rule) -> Progress:
    """Give the progress of somebody who has done nothing."""
    return Progress(states=[condition.start() for condition in rule.conditions])


def is_complete(rule: Rule, progress: Progress) -> bool:
    """Tell whether everything is reached, so that no later fact matters."""
    return len(progress.reached) == len(rule.milestones)


def _step(rule: Rule, progress: Progress, found: Contribution) -> bool:
    """Fold one more contribution; tells whether the cap let it in."""
    progress.last = found.place
    if rule.cap is not None:
        used = progress.capped[1] if progress.capped[:1] == [found.day] else 0
        if used >= rule.cap:
            return False
        progress.capped = [found.day, used + 1]
    progress.count += 1
    if rule.within is None:
        progress.states = [
            condition.step(state, value)
            for condition, state, value in zip(
                rule.conditions, progress.states, found.values, strict=True
            )
        ]
        counted = progress.count
    else:
        progress.window = _slide(rule, progress.window, found, within=rule.within)
        counted = len(progress.window)
    missing = [
        index
        for index, milestone in enumerate(rule.milestones)
        if milestone.count <= counted and index not in progress.reached
    ]
    if missing and _conditions_hold(rule, progress):
        progress.reached = sorted([*progress.reached, *missing])
    return True


def _slide(rule: Rule, window: list[Any], found: Contribution, *, within: timedelta) -> list[Any]:
    begin = found.at - within // MICROSECOND
    slid = [entry for entry in window if entry[0] >= begin] + [[found.at, list(found.values)]]
    if not rule.conditions:
        # Where only the number matters, the largest milestone is all the memory it takes.
        slid = slid[-max(milestone.count for milestone in rule.milestones) :]
    return slid


def _conditions_hold(rule: Rule, progress: Progress) -> bool:
    if rule.within is None:
        states = progress.states
    else:
        states = [
            reduce(condition.step, (values[index] for _at, values in progress.window), begin)
            for index, condition in enumerate(rule.conditions)
            for begin in [condition.start()]
        ]
    return all(
        condition.holds(state) for condition, state in zip(rule.conditions, states, strict=True)
    )


def earn(rule: Rule, facts: Iterable[Fact]) -> tuple[Progress, list[Earned]]:
    """Fold everything one person did.

    Args:
        rule: The rule.
        facts: The person's facts, each key once, in any order; facts of other kinds are
            passed over.

    Returns:
        The progress to continue from, and the milestones in the order they were reached.
    """
    progress = start(rule)
    kept: list[str] = []
    earned: list[Earned] = []
    for fact in sorted(facts, key=order):
        found = contribution(rule, fact)
        if found is None:
            continue
        before = progress.reached
        if _step(rule, progress, found):
            kept.append(fact.key)
        earned += [
            Earned(
                tier=rule.milestones[index].tier,
                earned_at=fact.at,
                evidence=tuple(kept),
                completed_by=fact,
            )
            for index in progress.reached
            if index not in before
        ]
        if is_complete(rule, progress):
            break
    return progress, earned


def advance(rule: Rule, progress: Progress, changes: Sequence[Change]) -> Progress | None:
    """Continue a fold with what has changed, as long as that is a plain step forward.

    Args:
        rule: The rule.
        progress: Where the fold stands; it is not changed.
        changes: What changed since, in any order.

    Returns:
        The progress `earn` would come to, or `None` where `earn` must be asked: a fact lies
        before the last one, has changed or is gone, or a milestone is newly reached, for
        which the evidence must be gathered.
    """
    ahead: list[Contribution] = []
    complete = is_complete(rule, progress)
    for before, after in changes:
        if before == after:
            continue
        places = [found.place for found in (before, after) if found is not None]
        late = progress.last is not None and min(places) <= progress.last
        if complete and not late:
            continue
        if late or before is not None or after is None:
            return None
        ahead.append(after)
    if not ahead:
        return progress
    moved = Progress.from_json(progress.as_json())
    for found in sorted(ahead):
        _step(rule, moved, found)
        if moved.reached != progress.reached:
            return None
    return moved
