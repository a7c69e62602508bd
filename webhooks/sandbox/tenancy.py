"""Who may do what where: installations of Apps, membership, permissions."""

from __future__ import annotations

from collections.abc import Iterable

from webhooks.sandbox.errors import RefusedError
from webhooks.sandbox.foundation import Foundation
from webhooks.sandbox.state import (
    Account,
    App,
    Installation,
    Occurrence,
    Permission,
    Repository,
    Thread,
)


class Tenancy(Foundation):
    """Answers questions of permission, and installs Apps."""

    def install(
        self, app: App, account: str, *, by: str, repositories: Iterable[str] | None = None
    ) -> Installation:
        """Install the App on an account, which its webhook hears of.

        Args:
            app: A registered App.
            account: The login of an organization or a person.
            by: The login of who does it.
            repositories: Full names where only some are chosen; None for all of the account.
        """
        with self.change():
            owner = self.account(account)
            if self.installation_on(app, owner):
                raise RefusedError(f"{app.name} is installed on {account} already")
            chosen = (
                None
                if repositories is None
                else {self.repository(name).id for name in repositories}
            )
            installation = Installation(
                id=self.numbers.next("installation"),
                app_id=app.id,
                account_id=owner.id,
                permissions=dict(app.permissions),
                created_at=self.now(),
                updated_at=self.now(),
                repository_ids=chosen,
            )
            self.installations[installation.id] = installation
            self._tell_installation("created", installation, by=by)
            return installation

    def uninstall(self, installation: Installation, *, by: str) -> None:
        """Remove the App from the account; its tokens stop working."""
        with self.change():
            del self.installations[installation.id]
            self._tell_installation("deleted", installation, by=by)

    def suspend(self, installation: Installation, *, by: str) -> None:
        """Suspend the installation: no webhooks but this one, and no tokens."""
        with self.change():
            installation.suspended_at = installation.updated_at = self.now()
            installation.suspended_by_id = self.account(by).id
            self._tell_installation("suspend", installation, by=by)

    def unsuspend(self, installation: Installation, *, by: str) -> None:
        """Let a suspended installation work again."""
        with self.change():
            installation.suspended_at = None
            installation.suspended_by_id = None
            installation.updated_at = self.now()
            self._tell_installation("unsuspend", installation, by=by)

    def installation_on(self, app: App, account: Account) -> Installation | None:
        """Find the App's installation on this account; None where it has none."""
        wanted = (app.id, account.id)
        for installation in self.installations.values():
            if (installation.app_id, installation.account_id) == wanted:
                return installation
        return None

    def covers(self, installation: Installation, repository: Repository) -> bool:
        """Tell whether the installation was given this repository."""
        if installation.account_id != repository.owner_id:
            return False
        return installation.repository_ids is None or repository.id in installation.repository_ids

    def repositories_of(self, account: Account) -> list[Repository]:
        """List the repositories that the account owns, oldest first."""
        return [it for it in self.repositories.values() if it.owner_id == account.id]

    def permission_of(self, account: Account, repository: Repository) -> Permission:
        """Tell what somebody may do in a repository: the strongest of all the reasons."""
        if account.id == repository.owner_id:
            return Permission.ADMIN
        organization = self.organizations.get(repository.owner_id)
        if organization and account.id in organization.owners:
            return Permission.ADMIN
        if account.id in repository.collaborators:
            return repository.collaborators[account.id]
        teams = [it for it in self.teams.values() if it.organization_id == repository.owner_id]
        if any(account.id in team.members for team in teams):
            return Permission.WRITE
        if organization and account.id in organization.members:
            return Permission.READ
        return Permission.NONE if repository.private else Permission.READ

    def may_write(self, account: Account, repository: Repository) -> bool:
        """Tell whether somebody may merge, label and edit what others wrote."""
        return self.permission_of(account, repository) in {Permission.WRITE, Permission.ADMIN}

    def association_of(self, account_id: int | None, thread: Thread) -> str:
        """Tell what an author is in a thread, in the words of `author_association`."""
        found = self.association_in(account_id, self.repositories[thread.repository_id])
        is_first = thread.pull and account_id is not None and thread.author_id == account_id
        return "FIRST_TIME_CONTRIBUTOR" if found == "NONE" and is_first else found

    def association_in(self, account_id: int | None, repository: Repository) -> str:
        """Tell what somebody is to a repository; NONE for strangers and for who is deleted."""
        if account_id is None:
            return "NONE"
        if account_id == repository.owner_id:
            return "OWNER"
        organization = self.organizations.get(repository.owner_id)
        if organization and account_id in organization.members:
            return "MEMBER"
        if account_id in repository.collaborators:
            return "COLLABORATOR"
        merged = any(
            it.pull and it.pull.merged_at and it.author_id == account_id
            for it in self.threads.values()
            if it.repository_id == repository.id
        )
        return "CONTRIBUTOR" if merged else "NONE"

    def _tell_installation(self, action: str, installation: Installation, *, by: str) -> None:
        self.announce(
            Occurrence(
                event="installation",
                action=action,
                sender=self.account(by),
                installation=installation,
                app_id=installation.app_id,
            )
        )
