"""The state of a sandbox behind one lock, and how things in it are found."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

from recognition.kernel.clock import Clock, SystemClock
from webhooks.sandbox.errors import UnknownError
from webhooks.sandbox.forum import Discussion
from webhooks.sandbox.git import Commit, Release
from webhooks.sandbox.numbers import NumberSeries
from webhooks.sandbox.state import (
    Account,
    App,
    CheckRun,
    Comment,
    Installation,
    Label,
    Occurrence,
    Organization,
    Repository,
    Team,
    Thread,
)

T = TypeVar("T")


class Ground:
    """Everything the sandbox knows, and the moment it is now.

    All state is changed and read under `changed`, a condition that is notified after every
    change, so that tests and pages wait for states instead of sleeping.
    """

    def __init__(
        self, *, clock: Clock | None = None, server_url: str = "http://127.0.0.1:8080"
    ) -> None:
        self.clock: Clock = clock or SystemClock()
        self.server_url = server_url
        self.changed = threading.Condition(threading.RLock())
        self.numbers = NumberSeries()
        self.accounts: dict[int, Account] = {}
        self.organizations: dict[int, Organization] = {}
        self.teams: dict[int, Team] = {}
        self.repositories: dict[int, Repository] = {}
        self.threads: dict[tuple[int, int], Thread] = {}
        self.commits: dict[str, Commit] = {}
        self.discussions: dict[tuple[int, int], Discussion] = {}
        self.releases: dict[int, Release] = {}
        self.check_runs: dict[int, CheckRun] = {}
        self.moved: dict[tuple[int, int], tuple[int, int]] = {}  # transferred issues
        self.deleted: set[tuple[int, int]] = set()  # repository id and number of deleted issues
        self.former_names: dict[str, int] = {}  # folded full names to repository ids
        self.apps: dict[int, App] = {}
        self.installations: dict[int, Installation] = {}
        self.listeners: list[Callable[[Occurrence], None]] = []
        self._moment: datetime | None = None

    # Time and change

    def now(self) -> datetime:
        """Give the moment that changes are stamped with."""
        return self._moment or self.clock.now()

    @contextmanager
    def at(self, moment: datetime) -> Iterator[None]:
        """Stamp the changes of this block with another moment, to build a past."""
        with self.changed:
            self._moment = moment
            try:
                yield
            finally:
                self._moment = None

    @contextmanager
    def change(self) -> Iterator[None]:
        """Hold the lock for one change and tell the waiting when it is done."""
        with self.changed:
            yield
            self.changed.notify_all()

    def announce(self, occurrence: Occurrence) -> None:
        """Tell the listeners, which render what they need before the lock is let go."""
        for listener in self.listeners:
            listener(occurrence)

    def wait_for(self, condition: Callable[[], T | None], *, seconds: float = 10) -> T:
        """Wait until the condition gives something that counts as true, and return it.

        Raises:
            TimeoutError: It did not within that time.
        """
        with self.changed:
            found = self.changed.wait_for(condition, timeout=seconds)
        if not found:
            raise TimeoutError(f"nothing came of {condition} within {seconds} s")
        return found

    # Finding. Logins and names are compared without regard to case, as GitHub does.

    def account(self, login: str) -> Account:
        """Find the account that bears this login now.

        Raises:
            UnknownError: Nobody does.
        """
        folded = login.casefold()
        for account in self.accounts.values():
            if account.login.casefold() == folded:
                return account
        raise UnknownError(f"nobody is called {login}")

    def account_or_none(self, account_id: int | None) -> Account | None:
        """Find an account by id; None for a deleted one."""
        return None if account_id is None else self.accounts.get(account_id)

    def organization(self, login: str) -> Organization:
        """Find an organization by its login, or raise UnknownError."""
        try:
            return self.organizations[self.account(login).id]
        except KeyError:
            raise UnknownError(f"{login} is no organization") from None

    def team(self, organization: str, slug: str) -> Team:
        """Find a team by its organization and slug, or raise UnknownError."""
        house = self.organization(organization).account.id
        for team in self.teams.values():
            if (team.organization_id, team.slug) == (house, slug.casefold()):
                return team
        raise UnknownError(f"{organization} has no team {slug}")

    def repository(self, full_name: str) -> Repository:
        """Find a repository by `owner/name`, or raise UnknownError."""
        folded = full_name.casefold()
        for repository in self.repositories.values():
            if self.full_name(repository).casefold() == folded:
                return repository
        raise UnknownError(f"there is no repository {full_name}")

    def full_name(self, repository: Repository) -> str:
        """Give `owner/name` as it is spelled now."""
        return f"{self.accounts[repository.owner_id].login}/{repository.name}"

    def find_label(self, repository: Repository, name: str) -> Label | None:
        """Find a label of the repository; None where it has no such label."""
        folded = name.casefold()
        return next((it for it in repository.labels if it.name.casefold() == folded), None)

    def thread(self, full_name: str, number: int) -> Thread:
        """Find an issue or a pull request, or raise UnknownError."""
        try:
            return self.threads[self.repository(full_name).id, number]
        except KeyError:
            raise UnknownError(f"{full_name} has no number {number}") from None

    def discussion(self, full_name: str, number: int) -> Discussion:
        """Find a discussion, or raise UnknownError."""
        try:
            return self.discussions[self.repository(full_name).id, number]
        except KeyError:
            raise UnknownError(f"{full_name} has no discussion {number}") from None

    def find_comment(self, full_name: str, comment_id: int) -> tuple[Thread, Comment]:
        """Find a comment of the repository and the thread it stands in, or raise UnknownError."""
        repository = self.repository(full_name)
        for thread in self.threads.values():
            if thread.repository_id != repository.id:
                continue
            for comment in thread.comments:
                if comment.id == comment_id:
                    return thread, comment
        raise UnknownError(f"{full_name} has no comment {comment_id}")

    def threads_of(self, full_name: str) -> list[Thread]:
        """List the issues and pull requests of a repository, oldest first."""
        repository = self.repository(full_name)
        with self.changed:
            found = [it for it in self.threads.values() if it.repository_id == repository.id]
        return sorted(found, key=lambda it: it.number)
