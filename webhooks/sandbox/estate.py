"""Repositories and accounts change hands and names, and end."""

from __future__ import annotations

from collections.abc import Mapping

from webhooks.sandbox.errors import RefusedError
from webhooks.sandbox.state import Account, AccountType, Occurrence, Repository
from webhooks.sandbox.tenancy import Tenancy


class Estate(Tenancy):
    """Renames, transfers, archives and deletes what bears a name.

    Whoever does it is named by `by`; where nobody is, it is the account that owns the thing.
    """

    def rename_repository(self, full_name: str, *, to: str, by: str = "") -> Repository:
        """Give a repository another name; its number stays, and the old name leads to it."""
        with self.change():
            repository = self.repository(full_name)
            self.former_names[self.full_name(repository).casefold()] = repository.id
            former, repository.name = repository.name, to
            changes = {"repository": {"name": {"from": former}}}
            self._tell_repository("renamed", repository, by=by, changes=changes)
            return repository

    def transfer_repository(self, full_name: str, *, to: str, by: str = "") -> Repository:
        """Give a repository to another account; its number stays, and the old name leads to it.

        Apps of the new owner hear that it came; those of the old one only that it left them.
        """
        with self.change():
            repository, owner = self.repository(full_name), self.account(to)
            former = self.accounts[repository.owner_id]
            losers = [it for it in self.installations.values() if self.covers(it, repository)]
            self.former_names[self.full_name(repository).casefold()] = repository.id
            repository.owner_id = owner.id
            self._tell_repository("transferred", repository, by=by, former_owner=former)
            for installation in losers:
                self.announce(
                    Occurrence(
                        event="installation_repositories",
                        action="removed",
                        sender=self.account(by or former.login),
                        installation=installation,
                        removed=(repository,),
                        app_id=installation.app_id,
                    )
                )
            return repository

    def archive_repository(
        self, full_name: str, *, archived: bool = True, by: str = ""
    ) -> Repository:
        """Make a repository read-only, or let it be written in again."""
        with self.change():
            repository = self.repository(full_name)
            repository.archived = archived
            self._tell_repository("archived" if archived else "unarchived", repository, by=by)
            return repository

    def delete_repository(self, full_name: str, *, by: str = "") -> None:
        """Delete a repository with all that is in it."""
        with self.change():
            repository = self.repository(full_name)
            self._tell_repository("deleted", repository, by=by)
            self._forget(repository)

    def rename_account(self, login: str, *, to: str, by: str = "") -> Account:
        """Give an account another login; its id stays, and the old login is free.

        Apps hear of it where the account is an organization; of people GitHub tells nobody.
        """
        with self.change():
            account = self.account(login)
            former, account.login = account.login, to
            organization = self.organizations.get(account.id)
            if organization:
                self.announce(
                    Occurrence(
                        event="organization",
                        action="renamed",
                        sender=self.account(by or to),
                        organization=organization,
                        changes={"login": {"from": former}},
                    )
                )
            return account

    def delete_account(self, login: str) -> None:
        """Delete a person and their repositories; what they wrote elsewhere stays, authorless."""
        with self.change():
            account = self.account(login)
            if account.type is not AccountType.USER:
                raise RefusedError(f"{login} is no person")
            for organization in self.organizations.values():
                organization.owners.discard(account.id)
                organization.members.discard(account.id)
            for team in self.teams.values():
                team.members.discard(account.id)
                team.maintainers.discard(account.id)
            for repository in self.repositories_of(account):
                self._forget(repository)
            del self.accounts[account.id]

    def _forget(self, repository: Repository) -> None:
        del self.repositories[repository.id]
        for things in (self.threads, self.discussions):
            for key in [it for it in things if it[0] == repository.id]:
                del things[key]
        for release in [it for it in self.releases.values() if it.repository_id == repository.id]:
            del self.releases[release.id]

    def _tell_repository(
        self,
        action: str,
        repository: Repository,
        *,
        by: str,
        changes: Mapping[str, Mapping[str, object]] | None = None,
        former_owner: Account | None = None,
    ) -> None:
        self.announce(
            Occurrence(
                event="repository",
                action=action,
                sender=self.account(by or self.accounts[repository.owner_id].login),
                repository=repository,
                changes=changes,
                former_owner=former_owner,
            )
        )
