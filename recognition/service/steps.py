"""Find what a person can earn next, and how far it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from recognition.awards import VALID, Award, Slot, by_slot
from recognition.catalog import Badge, Catalog
from recognition.facts import EXTERNAL_KIND, FactKind
from recognition.rules.conditions import Measure
from recognition.rules.reading import moment
from recognition.rules.rule import Milestone, Progress, measures, start
from recognition.service.awards import awards_by_person
from recognition.service.settle import MARKER, mark_of, stored_states

SHOWN = 8
"""The nearest ones; a longer list helps nobody choose, and stands on the explaining page."""

MAX_WHERE = 60
"""A longer demand would fill the line; it stands on the badge's page."""

_PLACES = ("repos", "paths", "labels", "domain")
_COMBINED = ("any", "not")

_BY_DECISION = frozenset({FactKind.NOMINATION, FactKind.CLAIM, FactKind.TEAM_ADDED})
"""Kinds that others bring about; counting towards them tells a person nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The way to one badge or tier that is not reached yet.

    Attributes:
        name: The badge's name, its tier included.
        measures: How far it is by everything it asks for; not all are done.
    """

    badge: Badge
    tier: str | None
    name: str
    measures: tuple[Measure, ...]

    @property
    def farthest(self) -> Measure:
        """Give what is furthest from enough: the rest comes on the way."""
        missing = [one for one in self.measures if not one.is_done]
        return min(missing, key=lambda one: (one.done / one.of, -one.of))

    @property
    def done(self) -> int:
        """Give how much there is of what is furthest from enough, less than `of`."""
        return self.farthest.done

    @property
    def of(self) -> int:
        """Give how much it takes."""
        return self.farthest.of

    @property
    def unit(self) -> str:
        """Say what is counted, as it reads after the number that is missing."""
        return self.farthest.unit

    @property
    def missing(self) -> str:
        """Say what is missing in words: how much, and of what kind where that is short."""
        said = f"{self.of - self.done} {self.unit}"
        where = _where(self.badge) if self.farthest.name == "count" else ""
        return f"{said} {where}" if where else said

    @property
    def is_begun(self) -> bool:
        """Tell whether there is anything yet of what is furthest from enough."""
        return self.done > 0


def next_steps(session: Session, person_id: int, catalog: Catalog, *, now: datetime) -> list[Step]:
    """Give what a person can earn next, the nearest first.

    Left out is what no deed of the person can lead to: what only others can bring about, what
    is over or asks for a badge that is not to be had, what a maintainer took away or refused.
    And so is a badge whose progress is being recounted after a change of its rule.
    """
    held = by_slot(awards_by_person(session, [person_id]).get(person_id, ()))
    badges = _within_reach(catalog, held, now=now)
    states = stored_states(session, [MARKER, person_id], badges=[badge.id for badge in badges])
    steps = []
    for badge in badges:
        if states.get((MARKER, badge.id)) != mark_of(badge):
            continue
        stored = states.get((person_id, badge.id))
        progress = start(badge.rule) if stored is None else Progress.from_json(stored)
        step = _step(badge, progress, held, catalog)
        if step is not None:
            steps.append(step)
    return sorted(steps, key=_distance)


def _distance(step: Step) -> tuple[object, ...]:
    """Order steps, the nearest first: what can be begun by contributing stands before the rest.

    Exams have a command of their own, and what other systems tell of cannot be done here.
    """
    kinds = step.badge.rule.kinds
    elsewhere = all(EXTERNAL_KIND.fullmatch(kind) for kind in kinds)
    later = 2 if elsewhere else 1 if FactKind.EXAM_PASSED in kinds else 0
    return later * (not step.is_begun), -step.done / step.of, step.of, step.name


def _where(badge: Badge) -> str:
    """Say which work a badge takes, in its repositories, files, labels and domains.

    Empty where that is a long story, or another for each kind of work.
    """
    where = badge.rule.where
    parts = where.parts if where.name == "all" else (where,)
    said = " and ".join(part.wanted for part in parts if part.name in _PLACES)
    is_short = len(badge.rule.kinds) == 1 and len(said) <= MAX_WHERE
    return said if is_short and not any(part.name in _COMBINED for part in parts) else ""


def _within_reach(catalog: Catalog, held: Mapping[Slot, Award], *, now: datetime) -> list[Badge]:
    """Give the badges that can be earned and whose required badges are held or can be."""
    reachable = {badge for (badge, _tier), award in held.items() if award.is_earned}
    found = []
    # A badge stands after every badge that it requires.
    for badge in catalog.active:
        is_ones_own = bool(badge.rule.kinds - _BY_DECISION)
        if is_ones_own and not _is_over(badge, now) and reachable.issuperset(badge.requires):
            reachable.add(badge.id)
            found.append(badge)
    return found


def _is_over(badge: Badge, now: datetime) -> bool:
    """Tell whether no deed from now on counts: its time is past, or the time to begin it."""
    where = badge.written.get("where")
    opened = where.get("opened_until") if isinstance(where, dict) else None
    begun_by = None if opened is None else moment(opened, is_end=True)
    return any(end is not None and end < now for end in (badge.rule.ends, begun_by))


def _step(
    badge: Badge, progress: Progress, held: Mapping[Slot, Award], catalog: Catalog
) -> Step | None:
    """Measure the way to the next milestone; `None` where there is nothing left to do."""
    earned = {name for (name, _tier), award in held.items() if award.is_earned}
    required = _required(badge, earned, catalog)
    ahead = [
        milestone
        for at, milestone in enumerate(badge.rule.milestones)
        if at not in progress.reached or (required and not required[0].is_done)
    ]
    if not ahead or _is_settled(badge, ahead[0], held):
        return None
    if badge.rule.renews and _is_valid(badge, ahead[0], held):
        # Part of it is done again already; that is told where its end is.
        return None
    milestone = ahead[0]
    found = (*measures(badge.rule, progress, milestone), *required)
    if all(one.is_done for one in found):
        return None
    name = f"{badge.name} ({milestone.tier})" if milestone.tier else badge.name
    return Step(badge=badge, tier=milestone.tier, name=name, measures=found)


def _is_settled(badge: Badge, milestone: Milestone, held: Mapping[Slot, Award]) -> bool:
    award = held.get((badge.id, milestone.tier))
    return award is not None and award.is_settled


def _is_valid(badge: Badge, milestone: Milestone, held: Mapping[Slot, Award]) -> bool:
    award = held.get((badge.id, milestone.tier))
    return award is not None and award.state in VALID


def _required(badge: Badge, earned: Collection[str], catalog: Catalog) -> tuple[Measure, ...]:
    """Measure the required badges, by the names of those that are missing."""
    if not badge.requires:
        return ()
    missing = [name for name in badge.requires if name not in earned]
    names = ", ".join(catalog.badges[name].name for name in missing)
    unit = f"badge{'s' if len(missing) != 1 else ''}: {names}" if missing else "badges"
    return (Measure("requires", len(badge.requires) - len(missing), len(badge.requires), unit),)
