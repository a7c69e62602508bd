"""Read what a pull request does to the question banks of a repository, and its reviews."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from recognition.facts import Actor
from recognition.kernel.ids import UserId
from webhooks.bank_proposals import BankProposal, ProposedBank, Verdict
from webhooks.github.errors import GoneError
from webhooks.github.files import changed_paths, text_at
from webhooks.ports import FilesError

if TYPE_CHECKING:
    from recognition.facts import Repo
    from webhooks.github.client import GitHub, Place

MAX_BANKS = 20
"""Four times the exams of a certification."""

MAX_TOGETHER = 1_000_000
"""Characters of all proposed banks, four times what five exams have. Judging them takes some ten
seconds, and other deliveries wait meanwhile."""

MAX_REVIEWS = 1_000

_TOO_MANY = f"more than {MAX_BANKS} banks are changed at once, which is more than are read"
_TOO_LARGE = f"the changed banks have more than {MAX_TOGETHER:,} characters together"


class BankFiles:
    """Reads proposed banks; implements `webhooks.ports.BankReader`.

    Args:
        github: As the App sees it.
        folder: Below which the banks lie, without slashes around it; empty is everywhere.
    """

    def __init__(self, github: GitHub, *, folder: str) -> None:
        self._github = github
        self._folder = folder

    def proposal(self, repo: Repo, number: int) -> BankProposal | None:
        """Give the banks that a pull request changes, and its reviews; `None` if it is gone.

        Raises:
            GitHubError: GitHub did not tell.
        """
        place = self._github.repository(repo)
        try:
            pull = place.api.get(f"{place.path}/pulls/{number}")
        except GoneError:
            return None
        proposal = BankProposal(
            repo=repo, number=number, head_sha=pull["head"]["sha"], author=_account(pull["user"])
        )
        try:
            files = self._files(place, number, base=pull["base"]["sha"], head=proposal.head_sha)
        except FilesError as error:
            return replace(proposal, problem=str(error))
        return replace(proposal, files=files, reviews=_reviews(place, number) if files else ())

    def _files(
        self, place: Place, number: int, *, base: str, head: str
    ) -> tuple[ProposedBank, ...]:
        stays = changed_paths(place, number, self._is_bank, at_most=MAX_BANKS, too_many=_TOO_MANY)
        after = {path: text_at(place, path, ref=head) for path, there in stays.items() if there}
        if sum(len(text or "") for text in after.values()) > MAX_TOGETHER:
            raise FilesError(_TOO_LARGE)
        return tuple(
            ProposedBank(path=path, before=text_at(place, path, ref=base), after=after.get(path))
            for path in stays
        )

    def _is_bank(self, path: str) -> bool:
        return path.endswith(".md") and (not self._folder or path.startswith(f"{self._folder}/"))


def _reviews(place: Place, number: int) -> tuple[Verdict, ...]:
    listed = place.api.pages(f"{place.path}/pulls/{number}/reviews", at_most=MAX_REVIEWS)
    return tuple(
        Verdict(by=_account(it["user"]), state=it["state"], commit=it["commit_id"])
        for it in listed
    )


def _account(user: Any) -> Actor | None:
    if user is None:
        return None
    return Actor(id=UserId(user["id"]), login=user["login"], type=user["type"])
