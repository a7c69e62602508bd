"""Say what a pull request proposes for question banks, and who has approved of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recognition.facts import Actor, Repo

DECISIVE = ("APPROVED", "CHANGES_REQUESTED", "DISMISSED")
"""The states of reviews that say yes or no, or take it back; comments do not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedBank:
    """One bank file of a pull request.

    Attributes:
        path: From the root of the repository.
        before: Its text on the base branch; `None` where it is new.
        after: Its text at the head; `None` where it goes.
    """

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One review, in GitHub's words.

    Attributes:
        by: Whose; `None` where the account is gone.
        commit: What was looked at; `None` where GitHub does not know any more.
    """

    by: Actor | None
    state: str
    commit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BankProposal:
    """A pull request that changes question banks.

    Attributes:
        head_sha: The commit that would be merged now.
        author: `None` where the account is gone.
        reviews: Oldest first.
        problem: Why the banks were not read; empty where they were.
    """

    repo: Repo
    number: int
    head_sha: str
    author: Actor | None
    files: tuple[ProposedBank, ...] = ()
    reviews: tuple[Verdict, ...] = ()
    problem: str = ""

    def approvers(self) -> tuple[Actor, ...]:
        """Give who approves of the head commit, in the order of their reviews.

        The last word of everybody counts. An approval of an earlier commit does not: nobody
        has read what came after it. Nor does an author's of their own.
        """
        last: dict[int, Verdict] = {}
        people: dict[int, Actor] = {}
        for review in self.reviews:
            if review.by is not None and review.state in DECISIVE:
                last[review.by.id] = review
                people[review.by.id] = review.by
        author = None if self.author is None else self.author.id
        return tuple(
            people[one]
            for one, review in last.items()
            if one != author and review.state == "APPROVED" and review.commit == self.head_sha
        )
