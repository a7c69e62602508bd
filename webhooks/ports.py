"""Say what the handling of a delivery may ask GitHub, so that tests can answer in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from recognition.kernel.errors import RecognitionError

if TYPE_CHECKING:
    from recognition.facts import Actor, Repo
    from webhooks.bank_proposals import BankProposal
    from webhooks.payloads import Discussion, Issue, Membership, PullRequestHistory, Team


class FilesError(RecognitionError):
    """There are files that are not looked at, and the sentence says why."""


class RuleReader(Protocol):
    """Reads the rules that an organisation keeps on GitHub; never writes.

    All methods raise the client's `GitHubError` where GitHub does not tell.
    """

    def find(self, full_name: str) -> Repo | None:
        """Give the repository of that name; `None` where the App cannot see one."""
        ...

    def proposed(self, repo: Repo, number: int, *, head_sha: str) -> dict[str, str | None]:
        """Give the rule files that a pull request changes; `None` for those it takes away.

        Raises:
            FilesError: They are too many or too large: anybody may open a pull request.
        """
        ...

    def in_force(self, repo: Repo) -> tuple[str, dict[str, str]]:
        """Give the newest commit of the default branch, and its rule files.

        Raises:
            FilesError: They are too many or too large.
        """
        ...


class BankReader(Protocol):
    """Reads proposed question banks; never writes."""

    def proposal(self, repo: Repo, number: int) -> BankProposal | None:
        """Give the banks that a pull request changes, and its reviews; `None` if it is gone.

        Raises:
            GitHubError: GitHub did not tell.
        """
        ...


class GitHubReader(Protocol):
    """Reads from GitHub; never writes.

    All methods raise the client's `GitHubError` where GitHub does not tell; the delivery is
    then handled again later.
    """

    def pull_request(self, repo: Repo, number: int) -> PullRequestHistory | None:
        """Read a pull request with all that is counted about it; `None` if it is gone."""
        ...

    def issue(self, repo: Repo, number: int) -> Issue | None:
        """Read an issue with its closings; `None` if it is gone from there."""
        ...

    def discussion(self, repo: Repo, number: int) -> Discussion | None:
        """Read a discussion with its answer; `None` if it is gone from there."""
        ...

    def membership(self, team: Team, member: Actor) -> Membership:
        """Tell whether somebody is in a team at this moment."""
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
