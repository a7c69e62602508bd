"""Find what a person can earn next, and how far it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from sqlmodel import Session

from recognition.catalog import Badge, Catalog
from recognition.facts import FactKind
from recognition.render.criteria import DIMENSIONS, noun
from recognition.rules.conditions.distinct import Distinct
from recognition.rules.conditions.streak import Streak
from recognition.rules.rule import Progress, Rule, start
from recognition.service.settle import MARKER, stored_states

_BY_DECISION = frozenset({FactKind.NOMINATION, FactKind.CLAIM, FactKind.TEAM_ADDED})
"""Kinds that others bring about; counting towards them tells a person nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The way to one badge or tier that is not reached yet.

    Attributes:
        name: The badge's name, its tier included.
        done: How much there is, less than `of`.
        of: How much it takes.
        unit: What is counted, as it reads after the number that is missing.
    """

    badge: Badge
    tier: str | None
    name: str
    done: int
    of: int
    unit: str


def next_steps(session: Session, person_id: int, catalog: Catalog) -> list[Step]:
    """Give what a person can earn next, the nearest first.

    A badge whose progress is being recounted after a change of its rule is left out, and so is
    one that only others can bring about.
    """
    badges = [badge for badge in catalog.active if badge.rule.kinds - _BY_DECISION]
    states = stored_states(session, [MARKER, person_id], badges=[badge.id for badge in badges])
    steps = []
    for badge in badges:
        if states.get((MARKER, badge.id)) != badge.fingerprint:
            continue
        stored = states.get((person_id, badge.id))
        progress = start(badge.rule) if stored is None else Progress.from_json(stored)
        step = _step(badge, progress)
        if step is not None:
            steps.append(step)
    return sorted(steps, key=lambda step: (-step.done / step.of, step.of, step.name))


def _step(badge: Badge, progress: Progress) -> Step | None:
    """Measure the way to the next milestone by what is furthest from it."""
    rule = badge.rule
    ahead = [at for at in range(len(rule.milestones)) if at not in progress.reached]
    if not ahead:
        return None
    milestone = rule.milestones[ahead[0]]
    done = progress.count if rule.within is None else len(progress.window)
    measures = [(done, milestone.count, noun(rule.kinds, milestone.count - done))]
    measures += _measures(rule, progress)
    missing = [measure for measure in measures if measure[0] < measure[1]]
    if not missing:
        return None
    done, of, unit = min(missing, key=lambda measure: (measure[0] / measure[1], -measure[1]))
    name = f"{badge.name} ({milestone.tier})" if milestone.tier else badge.name
    return Step(badge=badge, tier=milestone.tier, name=name, done=done, of=of, unit=unit)


def _measures(rule: Rule, progress: Progress) -> Iterable[tuple[int, int, str]]:
    """Measure each condition that does not hold yet: done, of, and what is counted."""
    for index, condition in enumerate(rule.conditions):
        if rule.within is None:
            state = progress.states[index]
        else:
            values = [entry[1][index] for entry in progress.window]
            state = reduce(condition.step, values, condition.start())
        match condition, state:
            case Distinct(), list():
                of, unit = condition.at_least, condition.dimension
                done = len(state)
            case Streak(), [_, int(length)]:
                of, unit, done = condition.at_least, condition.unit, length
            case Streak(), None:
                of, unit, done = condition.at_least, condition.unit, 0
            case _:
                # It holds, or it is of a kind that cannot be measured.
                continue
        yield done, of, DIMENSIONS.get(unit, (unit, unit))[of - done != 1]
