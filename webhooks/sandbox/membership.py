"""People come into organizations and teams, and leave them."""

from __future__ import annotations

from webhooks.sandbox.errors import RefusedError
from webhooks.sandbox.estate import Estate
from webhooks.sandbox.state import Account, Occurrence, Organization, Team


class Membership(Estate):
    """Changes who belongs to what, and tells the listeners of each change."""

    def join_organization(
        self, organization: str, login: str, *, by: str, is_owner: bool = False
    ) -> None:
        """Make somebody a member of an organization, or an owner."""
        with self.change():
            house, account = self.organization(organization), self.account(login)
            is_new = account.id not in house.members
            house.members.add(account.id)
            if is_owner:
                house.owners.add(account.id)
            if is_new:
                self._tell_member("member_added", house, account, by=by)

    def leave_organization(self, organization: str, login: str, *, by: str) -> None:
        """Take somebody out of an organization and of all its teams."""
        with self.change():
            house, account = self.organization(organization), self.account(login)
            if account.id not in house.members:
                raise RefusedError(f"{login} is no member of {organization}")
            for team in self.teams.values():
                if team.organization_id == house.account.id and account.id in team.members:
                    self._leave(team, account, by)
            self._tell_member("member_removed", house, account, by=by)
            house.members.discard(account.id)
            house.owners.discard(account.id)

    def join_team(
        self, organization: str, slug: str, login: str, *, by: str, is_maintainer: bool = False
    ) -> None:
        """Make somebody a member of a team, and of the organization where they were not."""
        with self.change():
            team, account = self.team(organization, slug), self.account(login)
            self.join_organization(organization, login, by=by)
            is_new = account.id not in team.members
            team.members.add(account.id)
            if is_maintainer:
                team.maintainers.add(account.id)
            if is_new:
                self._tell_team("added", team, account, by)

    def leave_team(self, organization: str, slug: str, login: str, *, by: str) -> None:
        """Take somebody out of a team; they stay in the organization."""
        with self.change():
            team, account = self.team(organization, slug), self.account(login)
            if account.id not in team.members:
                raise RefusedError(f"{login} is not in {organization}/{slug}")
            self._leave(team, account, by)

    def delete_team(self, organization: str, slug: str, *, by: str) -> None:
        """Delete a team; GitHub tells of the team alone, not of each of its members."""
        with self.change():
            team = self.team(organization, slug)
            del self.teams[team.id]
            self.announce(
                Occurrence(
                    event="team",
                    action="deleted",
                    sender=self.account(by),
                    organization=self.organizations[team.organization_id],
                    team=team,
                )
            )

    def _leave(self, team: Team, account: Account, by: str) -> None:
        team.members.discard(account.id)
        team.maintainers.discard(account.id)
        self._tell_team("removed", team, account, by)

    def _tell_team(self, action: str, team: Team, member: Account, by: str) -> None:
        self.announce(
            Occurrence(
                event="membership",
                action=action,
                sender=self.account(by),
                organization=self.organizations[team.organization_id],
                team=team,
                member=member,
            )
        )

    def _tell_member(
        self, action: str, organization: Organization, member: Account, *, by: str
    ) -> None:
        self.announce(
            Occurrence(
                event="organization",
                action=action,
                sender=self.account(by),
                organization=organization,
                member=member,
            )
        )
