"""The accounts, repositories and Apps that a sandbox is built of."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping

from webhooks.sandbox.git import Commit, author_of
from webhooks.sandbox.ground import Ground
from webhooks.sandbox.numbers import commit_sha
from webhooks.sandbox.state import (
    Account,
    AccountType,
    App,
    Label,
    Occurrence,
    Organization,
    Permission,
    Repository,
    Team,
)

DEFAULT_LABELS = {
    "bug": ("d73a4a", "Something isn't working"),
    "documentation": ("0075ca", "Improvements or additions to documentation"),
    "good first issue": ("7057ff", "Good for newcomers"),
}


class Foundation(Ground):
    """Builds what exists before anybody writes: people, places and Apps."""

    def add_user(
        self,
        login: str,
        *,
        name: str = "",
        bio: str = "",
        kind: AccountType = AccountType.USER,
    ) -> Account:
        """Create a person or a bot."""
        with self.change():
            account = Account(
                id=self.numbers.next("account"),
                login=login,
                type=kind,
                name=name,
                bio=bio,
                created_at=self.now(),
            )
            self.accounts[account.id] = account
            return account

    def add_organization(
        self,
        login: str,
        *,
        name: str = "",
        description: str = "",
        owners: Iterable[str] = (),
        members: Iterable[str] = (),
    ) -> Organization:
        """Create an organization of existing people."""
        with self.change():
            account = self.add_user(login, name=name, kind=AccountType.ORGANIZATION)
            owner_ids = {self.account(owner).id for owner in owners}
            organization = Organization(
                account=account,
                description=description,
                owners=owner_ids,
                members=owner_ids | {self.account(member).id for member in members},
            )
            self.organizations[account.id] = organization
            return organization

    def add_team(
        self,
        organization: str,
        slug: str,
        *,
        members: Iterable[str],
        maintainers: Iterable[str] = (),
    ) -> Team:
        """Create a team; its people become members of the organization."""
        with self.change():
            house = self.organization(organization)
            chiefs = {self.account(login).id for login in maintainers}
            team = Team(
                id=self.numbers.next("team"),
                organization_id=house.account.id,
                slug=slug,
                name=slug.replace("-", " ").title(),
                maintainers=chiefs,
                members=chiefs | {self.account(login).id for login in members},
            )
            house.members |= team.members
            self.teams[team.id] = team
            self.announce(
                Occurrence(
                    event="team",
                    action="created",
                    sender=house.account,
                    organization=house,
                    team=team,
                )
            )
            return team

    def add_repository(
        self,
        full_name: str,
        *,
        description: str = "",
        language: str = "",
        private: bool = False,
        default_branch: str = "master",
        stars: int = 0,
        labels: Mapping[str, str] | None = None,
        files: Mapping[str, str] | None = None,
        collaborators: Mapping[str, Permission] | None = None,
        fork_of: Repository | None = None,
    ) -> Repository:
        """Create a repository with GitHub's usual labels and the given ones.

        Args:
            full_name: `owner/name`; the owner exists.
            description: One line under the name.
            language: The main language as GitHub would name it.
            private: Whether only members and collaborators see it.
            default_branch: Where pull requests go unless told otherwise.
            stars: How many people starred it.
            labels: Label names to colours.
            files: Paths to contents on the default branch.
            collaborators: Logins to what they may do beyond what their membership allows.
            fork_of: The parent where this is a fork.
        """
        with self.change():
            login, _, name = full_name.partition("/")
            owner, repository_id = self.account(login), self.numbers.next("repository")
            repository = Repository(
                id=repository_id,
                owner_id=owner.id,
                name=name,
                created_at=self.now(),
                head_sha=commit_sha("root", repository_id),
                description=description,
                language=language,
                private=private,
                default_branch=default_branch,
                stars=stars,
                files=dict(files or {}),
                parent_id=fork_of.id if fork_of else None,
                collaborators={
                    self.account(login).id: permission
                    for login, permission in (collaborators or {}).items()
                },
            )
            self.repositories[repository.id] = repository
            self.commits[repository.head_sha] = Commit(
                oid=repository.head_sha,
                repository_id=repository.id,
                message="Initial commit",
                authors=(author_of(owner),),
                committed_at=self.now(),
                files=repository.files,
            )
            for label, (color, text) in DEFAULT_LABELS.items():
                self.add_label(repository, label, color=color, description=text)
            for label, color in (labels or {}).items():
                self.add_label(repository, label, color=color)
            self.announce(
                Occurrence(
                    event="repository", action="created", sender=owner, repository=repository
                )
            )
            return repository

    def add_label(
        self, repository: Repository, name: str, *, color: str = "ededed", description: str = ""
    ) -> Label:
        """Give a label that the repository has from now on, made where it had none."""
        with self.change():
            known = self.find_label(repository, name)
            if known:
                return known
            label = Label(
                id=self.numbers.next("label"), name=name, color=color, description=description
            )
            repository.labels.append(label)
            return label

    def register_app(
        self,
        name: str,
        *,
        owner: str,
        public_key: str,
        webhook_url: str,
        webhook_secret: str,
        permissions: Mapping[str, str],
        events: Iterable[str],
        callback_urls: Iterable[str] = (),
        homepage: str = "https://example.org",
        description: str = "",
        setup_url: str = "",
    ) -> App:
        """Register a GitHub App; its owner keeps the private key of `public_key` (PEM)."""
        with self.change():
            slug = "-".join(name.lower().split())
            bot = self.add_user(f"{slug}[bot]", kind=AccountType.BOT)
            app = App(
                id=self.numbers.next("app"),
                slug=slug,
                name=name,
                owner_id=self.account(owner).id,
                bot_id=bot.id,
                client_id=f"Iv23li{secrets.token_hex(7)}",
                client_secret=secrets.token_hex(20),
                webhook_secret=webhook_secret,
                webhook_url=webhook_url,
                public_key=public_key,
                permissions={"metadata": "read", **permissions},
                events=tuple(events),
                created_at=self.now(),
                description=description,
                homepage=homepage,
                callback_urls=tuple(callback_urls),
                setup_url=setup_url,
            )
            bot.app_id = app.id
            self.apps[app.id] = app
            self.announce(Occurrence(event="ping", action="", sender=bot, app_id=app.id))
            return app
