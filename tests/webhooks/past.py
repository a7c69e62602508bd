"""A GitHub with a past, for tests of the backfill: what it holds, and what goes wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from recognition.facts import Actor, Repo
from recognition.kernel.ids import RepoId, UserId
from tests.webhooks import histories
from webhooks.github.errors import GoneError
from webhooks.github.graphql import Budget
from webhooks.github.history import Kind, Listed, Page, Spent, Thread

if TYPE_CHECKING:
    from webhooks.payloads import Comment, Membership

PEOPLE = tuple(Actor(id=UserId(100 + n), login=f"person-{n}") for n in range(7))


def repo(number: int = 42, name: str = "meshery/meshery") -> Repo:
    return Repo(id=RepoId(number), full_name=name)


def listed(number: int = 42, name: str = "meshery/meshery", **fields: Any) -> Listed:
    values: dict[str, Any] = {
        "repo": repo(number, name),
        "is_private": False,
        "is_archived": False,
        "is_fork": False,
        "has_discussions": True,
    }
    return Listed(**{**values, **fields})


def merged(number: int, *, comments: tuple[Comment, ...] = (), **fields: Any) -> Thread:
    """Make a merged pull request of one of the people, an hour after the one before it."""
    at = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=number)
    values = {
        "number": number,
        "url": f"https://github.com/meshery/meshery/pull/{number}",
        "author": PEOPLE[number % len(PEOPLE)],
        "created_at": at - timedelta(hours=5),
        "updated_at": at,
        "merged_at": at,
    }
    reviews = fields.pop("reviews", ())
    paths = fields.pop("paths", ("docs/pages/a.md",))
    history = histories.history(paths=paths, reviews=reviews, **{**values, **fields})
    return Thread(
        subject=history,
        node_id=f"PR_{number}",
        number=number,
        updated_at=history.pull_request.updated_at,
        comments=comments,
    )


def opened(number: int, **fields: Any) -> Thread:
    """Make an issue that somebody opened."""
    at = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=number)
    values = {
        "number": number,
        "created_at": at,
        "updated_at": at,
        "closed_at": None,
        "closings": (),
        "author": PEOPLE[number % len(PEOPLE)],
    }
    comments = fields.pop("comments", ())
    issue = histories.issue(**{**values, **fields})
    return Thread(
        subject=issue,
        node_id=f"I_{number}",
        number=number,
        updated_at=issue.updated_at,
        comments=comments,
    )


@dataclass(kw_only=True)
class Past:
    """What GitHub knows of one account; implements `webhooks.reading.Source`.

    Attributes:
        owner: The account.
        places: The repositories that the App may see.
        threads: What happened, by repository and kind, oldest first.
        long: Ids of threads that are too long for a page.
        members: Of the organisation and its teams.
        remaining: Points that are left; each query costs two.
        troubles: Raised one after the other by the next queries, `None` raises nothing.
        calls: What was asked, in words.
    """

    owner: str = "meshery"
    places: list[Listed] = field(default_factory=lambda: [listed()])
    threads: dict[tuple[int, Kind], list[Thread]] = field(default_factory=dict)
    long: set[str] = field(default_factory=set)
    members: tuple[Membership, ...] = ()
    remaining: int = 5000
    reset_at: datetime = datetime(2026, 11, 24, 10, tzinfo=UTC)
    troubles: list[BaseException | None] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    def happened(self, *threads: Thread, kind: Kind = Kind.PULL_REQUESTS, at: int = 42) -> None:
        """Add threads, or put newer states in the place of older ones."""
        held = self.threads.setdefault((at, kind), [])
        known = {it.node_id: n for n, it in enumerate(held)}
        for thread in threads:
            if thread.node_id in known:
                held[known[thread.node_id]] = thread
            else:
                held.append(thread)

    def installations(self) -> tuple[str, ...]:
        self._ask("installations")
        return (self.owner,)

    def repositories(self, owner: str) -> tuple[Listed, ...]:
        self._ask(f"repositories of {owner}")
        if owner != self.owner:
            raise GoneError(f"the App is not installed on {owner}")
        return tuple(self.places)

    def memberships(self, organization: str) -> tuple[tuple[Membership, ...], Spent]:
        spent = self._ask(f"members of {organization}")
        return self.members, spent

    def page(self, repo: Repo, kind: Kind, *, after: str | None, first: int, newest: bool) -> Page:
        spent = self._ask(f"{kind} of {repo.full_name} after {after}, {first}")
        held = self.threads.get((repo.id, kind), [])
        if newest:
            held = sorted(held, key=lambda it: it.updated_at, reverse=True)
        start = int(after or 0)
        some = held[start : start + first]
        end = start + len(some)
        return Page(
            repo=next(it.repo for it in self.places if it.repo.id == repo.id),
            threads=tuple(it for it in some if it.node_id not in self.long),
            unfinished=tuple(it.node_id for it in some if it.node_id in self.long),
            cursor=str(end) if end < len(held) else None,
            total=len(held),
            spent=spent,
        )

    def finish(self, repo: Repo, node_ids: Sequence[str]) -> tuple[tuple[Thread, ...], Spent]:
        spent = self._ask(f"{len(node_ids)} long ones of {repo.full_name}")
        known = {
            it.node_id: it
            for (repo_id, _kind), held in self.threads.items()
            if repo_id == repo.id
            for it in held
        }
        return tuple(known[it] for it in node_ids if it in known), spent

    def missing(
        self, repo: Repo, kind: Kind, numbers: Sequence[int]
    ) -> tuple[frozenset[int], Spent]:
        spent = self._ask(f"whether {len(numbers)} {kind} are there")
        held = {it.number for it in self.threads.get((repo.id, kind), [])}
        return frozenset(set(numbers) - held), spent

    def _ask(self, words: str) -> Spent:
        self.calls.append(words)
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble is not None:
            raise trouble
        self.remaining -= 2
        budget = Budget(cost=2, remaining=self.remaining, reset_at=self.reset_at)
        return Spent(requests=1, points=2, budget=budget)


def past_of(count: int, **fields: Any) -> Past:
    """Make a past of so many merged pull requests, and an issue for every tenth of them."""
    past = Past(**fields)
    past.happened(*(merged(n) for n in range(1, count + 1)))
    issues = [opened(1000 + n) for n in range(1, count // 10 + 1)]
    past.happened(*issues, kind=Kind.ISSUES)
    return past


def later(thread: Thread, **fields: Any) -> Thread:
    """Give a pull request as it stands a minute later, with other values of its own."""
    at = thread.updated_at + timedelta(minutes=1)
    subject: Any = thread.subject
    pull_request = replace(subject.pull_request, updated_at=at, **fields)
    return replace(thread, subject=replace(subject, pull_request=pull_request), updated_at=at)
