"""Fold one person's facts by the rule of one badge: what was earned, when, and by what.

The same fold serves both ways. `earn` runs it over everything a person did; `advance`
continues it with a few new facts, and gives up where only a new fold can tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any, NamedTuple

from recognition.facts import Fact
from recognition.rules.conditions import Condition, Measure, Value
from recognition.rules.exclusions import Exclusions
from recognition.rules.filters import Filter
from recognition.rules.reading import Period
from recognition.rules.where import EVERYTHING
from recognition.rules.wording import noun

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
DAY = 86_400_000_000
"""Microseconds; the days of UTC are all of this length."""


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
        where: Which of these it selects.
        milestones: The numbers of facts to reach; at least one.
        conditions: What else the facts must add up to.
        cap: How many facts of one UTC day are kept; `None` = all.
        within: The length of the window that must hold it all, both ends included.
        begins: The first moment whose facts are selected; `None` = all before `ends`.
        ends: The last one; `None` = all from `begins`.
        tenure: How long it must be since the first fact that was kept; `None` = no time at all.
        renews: Whether what is done after it was reached counts towards reaching it again: so it
            is with certifications that expire.
        exclusions: What no rule may see.
    """

    kinds: frozenset[str]
    milestones: tuple[Milestone, ...]
    where: Filter = EVERYTHING
    conditions: tuple[Condition, ...] = ()
    cap: int | None = None
    within: timedelta | None = None
    begins: datetime | None = None
    ends: datetime | None = None
    tenure: Period | None = None
    renews: bool = False
    exclusions: Exclusions = field(default_factory=Exclusions)


class Contribution(NamedTuple):
    """What one fact brings to one rule.

    Attributes:
        at: Microseconds since 1970, UTC.
        key: The fact's key.
        values: One value a condition.
    """

    at: int
    key: str
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
        due_at: The moment before which it must not be given, as the tenure is not over; `None`
            where the rule asks for no tenure.
    """

    tier: str | None
    earned_at: datetime
    evidence: tuple[str, ...]
    completed_by: Fact
    due_at: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Tell whether its time has come."""
        return self.due_at is None or self.due_at <= now


def contribution(rule: Rule, fact: Fact) -> Contribution | None:
    """Tell what a fact brings to a rule, `None` where it is not selected."""
    if fact.kind not in rule.kinds:
        return None
    seen = rule.exclusions.sift(fact)
    return None if seen is None else brought(rule, seen)


def brought(rule: Rule, seen: Fact) -> Contribution | None:
    """Tell what a fact that the exclusions let pass brings to a rule that looks at its kind.

    `contribution` is this and the passing; who judges a fact by many rules sifts it once.
    """
    if not rule.where.holds(seen) or not is_inside(rule, seen.at):
        return None
    return Contribution(
        microseconds(seen.at),
        seen.key,
        tuple([condition.value(seen) for condition in rule.conditions]),
    )


def all_brought(rule: Rule, seen: Iterable[tuple[int, Fact]]) -> list[tuple[Contribution, Fact]]:
    """Do with many facts what `brought` does with one.

    Args:
        rule: The rule.
        seen: Facts that the exclusions let pass, of kinds the rule looks at, each beside its
            moment in microseconds: whoever asks many rules works it out once.
    """
    holds = rule.where.holds
    is_bounded = rule.begins is not None or rule.ends is not None
    values = [condition.value for condition in rule.conditions]
    return [
        (Contribution(at, fact.key, tuple([value(fact) for value in values])), fact)
        if values
        else (Contribution(at, fact.key, ()), fact)
        for at, fact in seen
        if holds(fact) and (not is_bounded or is_inside(rule, fact.at))
    ]


def microseconds(at: datetime) -> int:
    """Count the microseconds since 1970."""
    return (at - EPOCH) // MICROSECOND


def is_inside(rule: Rule, at: datetime) -> bool:
    """Tell whether a moment lies in the period whose facts are selected."""
    return (rule.begins is None or rule.begins <= at) and (rule.ends is None or at <= rule.ends)


@dataclass(slots=True, kw_only=True)
class Progress:
    """How far a fold has come; its size depends on the rule, not on the history.

    Attributes:
        last: The place of the last contribution; `None` before the first.
        first: When the first one was kept, in microseconds; kept for tenure alone.
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
    first: int | None = None

    def copy(self) -> Progress:
        """Give another one that can be moved on; conditions never change a state itself."""
        return Progress(
            last=self.last,
            count=self.count,
            reached=list(self.reached),
            capped=list(self.capped),
            states=list(self.states),
            window=list(self.window),
            first=self.first,
        )

    def as_json(self) -> list[Any]:
        """Give the stored form."""
        last = None if self.last is None else list(self.last)
        return [
            last,
            self.count,
            self.reached,
            self.capped,
            self.states,
            self.window,
            self.first,
        ]

    @classmethod
    def from_json(cls, value: list[Any]) -> Progress:
        """Read the stored form."""
        last, count, reached, capped, states, window, first = value
        return cls(
            last=None if last is None else (last[0], last[1]),
            count=count,
            reached=list(reached),
            capped=list(capped),
            states=list(states),
            window=list(window),
            first=first,
        )


def start(rule: Rule) -> Progress:
    """Give the progress of somebody who has done nothing."""
    return Progress(states=[condition.start() for condition in rule.conditions])


def is_complete(rule: Rule, progress: Progress) -> bool:
    """Tell whether everything is reached, so that no later fact matters."""
    return not rule.renews and _all_reached(rule, progress)


def _all_reached(rule: Rule, progress: Progress) -> bool:
    return len(progress.reached) == len(rule.milestones)


def due_at(rule: Rule, progress: Progress) -> datetime | None:
    """Give the moment from which what the facts have reached may be given.

    Where a milestone is reached before it, no further fact is needed but time: who is settled
    again then gets the badge. `None` where the rule asks for no tenure, or no fact was kept.
    """
    if rule.tenure is None or progress.first is None:
        return None
    return rule.tenure.after(EPOCH + progress.first * MICROSECOND)


def step(rule: Rule, progress: Progress, found: Contribution) -> bool:
    """Fold one more contribution into a progress that is not complete.

    Where all is reached already, it is the first of those that renew it.

    Returns:
        Whether the cap let it in.
    """
    if _all_reached(rule, progress):
        _begin_again(rule, progress)
    progress.last = found.place
    if rule.cap is not None:
        day = found.at // DAY
        used = progress.capped[1] if progress.capped[:1] == [day] else 0
        if used >= rule.cap:
            return False
        progress.capped = [day, used + 1]
    if rule.tenure is not None and progress.first is None:
        progress.first = found.at
    progress.count += 1
    counted = progress.count
    if rule.within is None:
        if rule.conditions:
            progress.states = [
                condition.step(state, value)
                for condition, state, value in zip(
                    rule.conditions, progress.states, found.values, strict=True
                )
            ]
    else:
        progress.window = _slide(rule, progress.window, found, within=rule.within)
        counted = len(progress.window)
    missing = [
        index
        for index, milestone in enumerate(rule.milestones)
        if milestone.count <= counted and index not in progress.reached
    ]
    if missing:
        states = _states(rule, progress)
        reached = [
            index
            for index in missing
            if all(
                condition.holds(state, rule.milestones[index].count)
                for condition, state in zip(rule.conditions, states, strict=True)
            )
        ]
        if reached:
            progress.reached = sorted([*progress.reached, *reached])
    return True


def _begin_again(rule: Rule, progress: Progress) -> None:
    """Forget what was reached; the cap of a day counts on."""
    fresh = start(rule)
    progress.count, progress.reached, progress.first = 0, [], None
    progress.states, progress.window = fresh.states, []


def _slide(rule: Rule, window: list[Any], found: Contribution, *, within: timedelta) -> list[Any]:
    begin = found.at - within // MICROSECOND
    slid = [entry for entry in window if entry[0] >= begin] + [[found.at, list(found.values)]]
    if not rule.conditions:
        # Where only the number matters, the largest milestone is all the memory it takes.
        slid = slid[-max(milestone.count for milestone in rule.milestones) :]
    return slid


def _states(rule: Rule, progress: Progress) -> list[Any]:
    """Give the states of the conditions, of the facts inside the window where there is one."""
    if rule.within is None:
        return progress.states
    return [
        reduce(
            condition.step,
            (values[index] for _at, values in progress.window),
            condition.start(),
        )
        for index, condition in enumerate(rule.conditions)
    ]


def measures(rule: Rule, progress: Progress, milestone: Milestone) -> tuple[Measure, ...]:
    """Say how far somebody is with a milestone, by its number and by every condition.

    A number of one says nothing beside a condition, each of which takes a fact at least.
    """
    counted = progress.count if rule.within is None else len(progress.window)
    done, of = min(counted, milestone.count), milestone.count
    found = tuple(
        condition.measure(state, of)
        for condition, state in zip(rule.conditions, _states(rule, progress), strict=True)
    )
    if found and of == 1:
        return found
    return (Measure("count", done, of, noun(rule.kinds, of - done)), *found)


def earn(rule: Rule, facts: Iterable[Fact]) -> tuple[Progress, list[Earned]]:
    """Fold everything one person did.

    Args:
        rule: The rule.
        facts: The person's facts, each key once, in any order; facts of other kinds are
            passed over.

    Returns:
        The progress to continue from, and the milestones in the order they were reached; one
        that was renewed stands there again.
    """
    return fold(
        rule,
        [(found, fact) for fact in facts if (found := contribution(rule, fact)) is not None],
    )


def fold(rule: Rule, found: Iterable[tuple[Contribution, Fact]]) -> tuple[Progress, list[Earned]]:
    """Fold what one person's facts bring, in any order; see `earn`."""
    progress = start(rule)
    kept: list[str] = []
    earned: list[Earned] = []
    # Contributions begin with moment and key, and no two have the same key.
    for one, fact in sorted(found):
        if _all_reached(rule, progress):
            kept = []
        before = progress.reached
        if step(rule, progress, one):
            kept.append(fact.key)
        if progress.reached and progress.reached is not before:
            due = due_at(rule, progress)
            earned += [
                Earned(
                    tier=rule.milestones[index].tier,
                    earned_at=fact.at if due is None else max(fact.at, due),
                    evidence=tuple(kept),
                    completed_by=fact,
                    due_at=due,
                )
                for index in progress.reached
                if rule.renews or index not in before
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
    moved = progress.copy()
    reached = moved.reached
    for found in sorted(ahead):
        step(rule, moved, found)
        # Another list, even of the same: it may have been reached once more.
        if moved.reached is not reached:
            return None
    return moved
