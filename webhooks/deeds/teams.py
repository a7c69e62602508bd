"""Name who is in which team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recognition.facts import Fact, FactKind
from webhooks.deeds.versions import version

if TYPE_CHECKING:
    from webhooks.payloads import Membership


def team_added(membership: Membership) -> Fact:
    """Make the fact that somebody is in a team, or is in it no longer.

    GitHub does not date memberships: when it was asked has to do.
    """
    team, member = membership.team, membership.member
    name = f"organization-{team.id}" if team.slug is None else f"{team.id}"
    return Fact(
        key=f"{FactKind.TEAM_ADDED}:{name}:{member.id}",
        version=version(membership.seen_at),
        kind=FactKind.TEAM_ADDED,
        actor=member,
        repo=None,
        at=membership.seen_at,
        attrs={"team": team.name, "role": "member"},
        retracted=not membership.is_active,
    )
