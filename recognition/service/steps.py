"""Find what a person can earn next, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from recognition.catalog import Badge, Catalog
from recognition.facts import FactKind
from recognition.rules.rule import Progress, measures, start
from recognition.service.settle import MARKER, mark_of, stored_states

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
        if states.get((MARKER, badge.id)) != mark_of(badge):
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
    missing = [one for one in measures(rule, progress, milestone) if not one.is_done]
    if not missing:
        return None
    far = min(missing, key=lambda one: (one.done / one.of, -one.of))
    name = f"{badge.name} ({milestone.tier})" if milestone.tier else badge.name
    return Step(
        badge=badge,
        tier=milestone.tier,
        name=name,
        done=far.done,
        of=far.of,
        unit=far.unit,
    )
