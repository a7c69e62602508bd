"""Say what the handling of a delivery may ask GitHub, so that tests can answer in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from recognition.facts import Actor, Repo


class GitHubReader(Protocol):
    """Reads from GitHub; never writes.

    All methods raise the client's `GitHubError` where GitHub does not tell; the delivery is
    then handled again later.
    """

    def changed_files(self, repo: Repo, number: int) -> tuple[str, ...]:
        """List the paths that a pull request changes; GitHub lists at most 3,000."""
        ...

    def is_member(self, team: str, *, actor_id: int, login: str) -> bool:
        """Tell whether somebody is a member of a team (`org/team`) at this moment.

        A payload's word for it is never taken: only a live answer is, and where there is none
        this raises rather than tells `True`.
        """
        ...

    def account(self, login: str, *, organization: str) -> Actor | None:
        """Give the account that has a login at this moment; `None` where there is none."""
        ...
