"""Say whose digest an award belongs in: a team's of its own, or the whole organisation's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from recognition.catalog import Badge, Catalog


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who gets a digest of their own.

    Attributes:
        name: Of the domain, or of the team where it is no domain's; part of the slot's name.
        team: `org/slug` whose members decide.
        badges: What they decide about.
    """

    name: str
    team: str
    badges: frozenset[str]


def audiences_of(catalog: Catalog, maintainers: str | None) -> tuple[Audience, ...]:
    """Give the teams that have a digest of their own, ordered by name.

    A badge is for the team that its file names, or else for that of its one domain; for the
    maintainers where there is neither.

    Args:
        catalog: The badges in force.
        maintainers: `org/slug` of the maintainers, whose digest is the organisation's.
    """
    badges: dict[str, set[str]] = {}
    for badge in catalog.badges.values():
        team = badge.approve.team or _domain_team(badge, catalog)
        if team is not None and not _is_same(team, maintainers):
            badges.setdefault(team.lower(), set()).add(badge.id)
    audiences = [
        Audience(name=_name(team, catalog), team=team, badges=frozenset(theirs))
        for team, theirs in badges.items()
    ]
    return tuple(sorted(audiences, key=lambda audience: audience.name))


def deciders_of(badge: str, catalog: Catalog, maintainers: str | None) -> frozenset[str]:
    """Give the teams, in lower case, whose members decide about awards of a badge.

    The team that the badge's file names decides alone; that of a domain, beside the maintainers.
    """
    entry = catalog.badges.get(badge)
    if entry is not None and entry.approve.team is not None:
        return frozenset({entry.approve.team.lower()})
    domain = _domain_team(entry, catalog) if entry is not None else None
    return frozenset(team.lower() for team in (maintainers, domain) if team is not None)


def audience_named(audiences: Sequence[Audience], name: str) -> Audience | None:
    """Find an audience; `None` for the organisation's digest, and for a former audience's."""
    return next((audience for audience in audiences if audience.name == name), None)


def _domain_team(badge: Badge, catalog: Catalog) -> str | None:
    where = badge.written.get("where")
    wanted = where.get("domain") if isinstance(where, dict) else None
    names = wanted if isinstance(wanted, list) else [wanted]
    # Work of several domains is for nobody's team alone.
    domain = catalog.terms.domains.find(names[0]) if len(names) == 1 and names[0] else None
    return domain.team if domain is not None else None


def _name(team: str, catalog: Catalog) -> str:
    """Name an audience: by its domain, by its team's slug, or by all of the team's name."""
    domains = catalog.terms.domains.domains
    for domain in domains:
        if _is_same(team, domain.team):
            return domain.id
    slug = _plain(team.partition("/")[2])
    return _plain(team) if any(slug == domain.id for domain in domains) else slug


def _plain(name: str) -> str:
    return re.sub("[^a-z0-9]+", "-", name).strip("-")


def _is_same(team: str, other: str | None) -> bool:
    # GitHub's names have no case.
    return other is not None and team.lower() == other.lower()
