"""Count who is in which team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webhooks import deeds
from webhooks.handlers.contract import Outcome, handles
from webhooks.payloads import MembershipEvent, OrganizationEvent

if TYPE_CHECKING:
    from recognition.facts import Actor
    from webhooks.payloads import Team
    from webhooks.ports import GitHubReader

NO_MEMBER = "the account that joined or left is gone"


@handles(MembershipEvent, "added", "removed")
def of_team(event: MembershipEvent, github: GitHubReader) -> Outcome:
    """Count somebody as a member of a team, as long as they are one."""
    return _counted(event.team, event.member, github)


@handles(OrganizationEvent, "member_added", "member_removed")
def of_organization(event: OrganizationEvent, github: GitHubReader) -> Outcome:
    """Count somebody as a member of an organisation, as long as they are one."""
    return _counted(event.team, event.member, github)


def _counted(team: Team, member: Actor | None, github: GitHubReader) -> Outcome:
    """Ask whether somebody is a member; it holds from the moment of the answer.

    Nothing in the payloads says when somebody joined or left, and they may come in any order.
    """
    if member is None:
        return Outcome(ignored=NO_MEMBER)
    return Outcome(facts=(deeds.team_added(github.membership(team, member)),))
