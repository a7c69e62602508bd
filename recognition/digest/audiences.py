"""Say whose digest an award belongs in: a team's of its own, or the whole organisation's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who gets a digest of their own.

    Attributes:
        name: Of the domain or team; part of the slot's name.
        team: `org/team` whose members decide.
        badges: What they decide about.
    """

    name: str
    team: str
    badges: frozenset[str]


def audience_named(audiences: Sequence[Audience], name: str) -> Audience | None:
    """Find an audience; `None` for the organisation's digest, and for a former audience's."""
    return next((audience for audience in audiences if audience.name == name), None)
