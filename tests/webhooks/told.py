"""A GitHub that knows what tests tell it, in place of the client that asks the real one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from recognition.facts import Actor, Repo
from recognition.kernel.ids import RepoId, UserId
from webhooks.payloads import Issue, Membership, PullRequest, PullRequestHistory, Review

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webhooks.payloads import Discussion, Team

Name = tuple[int, int]
"""The numbers of a repository and of a thing in it."""

NOW = datetime(2026, 10, 9, tzinfo=UTC)


@dataclass(kw_only=True)
class Told:
    """Implements `webhooks.ports.GitHubReader`.

    Attributes:
        paths: What every pull request changes that is told of by a payload.
        maintainers: The accounts that are in every team decisions hang on.
        people: Accounts by their logins in lower case.
        members: Who is in a team, by the numbers of the team and the account.
        now: When memberships are looked up.
        trouble: Raised in place of every answer.
        asked: What was asked for, in this order.
    """

    paths: tuple[str, ...] = ()
    maintainers: tuple[int, ...] = ()
    pull_requests: dict[Name, PullRequestHistory] = field(default_factory=dict)
    issues: dict[Name, Issue] = field(default_factory=dict)
    discussions: dict[Name, Discussion] = field(default_factory=dict)
    people: dict[str, Actor] = field(default_factory=dict)
    members: set[tuple[int, int]] = field(default_factory=set)
    now: datetime = NOW
    trouble: Exception | None = None
    asked: list[Name] = field(default_factory=list)

    def pull_request(self, repo: Repo, number: int) -> PullRequestHistory | None:
        self._ask(repo.id, number)
        return self.pull_requests.get((repo.id, number))

    def issue(self, repo: Repo, number: int) -> Issue | None:
        self._ask(repo.id, number)
        return self.issues.get((repo.id, number))

    def discussion(self, repo: Repo, number: int) -> Discussion | None:
        self._ask(repo.id, number)
        return self.discussions.get((repo.id, number))

    def membership(self, team: Team, member: Actor) -> Membership:
        self._ask(team.id, member.id)
        is_active = (team.id, member.id) in self.members
        return Membership(team=team, member=member, is_active=is_active, seen_at=self.now)

    def is_member(self, team: str, *, actor_id: int, login: str) -> bool:
        del team, login
        if self.trouble is not None:
            raise self.trouble
        return actor_id in self.maintainers

    def account(self, login: str, *, organization: str) -> Actor | None:
        del organization
        return self.people.get(login.lower())

    def knows(self, *things: PullRequestHistory | Issue | Discussion) -> Told:
        """Tell what things are like now."""
        for it in things:
            if isinstance(it, PullRequestHistory):
                self.pull_requests[it.pull_request.repo.id, it.pull_request.number] = it
            elif isinstance(it, Issue):
                self.issues[it.repo.id, it.number] = it
            else:
                self.discussions[it.repo.id, it.number] = it
        return self

    def learn(self, event: str, payload: Mapping[str, Any]) -> Told:
        """Tell what a payload of a pull request or of a review shows."""
        if event in ("pull_request", "pull_request_review"):
            told = history_of(payload, paths=self.paths)
            name = (told.pull_request.repo.id, told.pull_request.number)
            known = self.pull_requests.get(name)
            if event == "pull_request_review":
                reviews = known.reviews if known else ()
                kept = tuple(it for it in reviews if it.id != told.reviews[0].id)
                told = PullRequestHistory(
                    pull_request=known.pull_request if known else told.pull_request,
                    paths=self.paths,
                    co_authors=(),
                    reviews=(*kept, *told.reviews),
                    closes=(),
                    reverts=(),
                )
            self.pull_requests[name] = told
        return self

    def _ask(self, place: int, number: int) -> None:
        self.asked.append((place, number))
        if self.trouble is not None:
            raise self.trouble


def history_of(payload: Mapping[str, Any], *, paths: tuple[str, ...] = ()) -> PullRequestHistory:
    """Read the pull request that stands in a payload, and its review if there is one."""
    shown = payload["pull_request"]
    repo = Repo(
        id=RepoId(payload["repository"]["id"]), full_name=payload["repository"]["full_name"]
    )
    author = account_of(shown.get("user"))
    pull_request = PullRequest(
        repo=repo,
        number=shown["number"],
        url=shown.get("html_url", ""),
        author=author,
        created_at=moment_of(shown.get("created_at")) or NOW,
        updated_at=moment_of(shown.get("updated_at")) or NOW,
        is_draft=bool(shown.get("draft")),
        merged_at=moment_of(shown.get("merged_at")),
        merged_by=account_of(shown.get("merged_by")),
        labels=tuple(sorted(it["name"] for it in shown.get("labels") or ())),
        additions=shown.get("additions"),
        deletions=shown.get("deletions"),
        base=shown.get("base", {}).get("ref", "master"),
        default_base=True,
    )
    review = payload.get("review")
    reviews: tuple[Review, ...] = ()
    if review is not None:
        reviews = (
            Review(
                repo=repo,
                number=shown["number"],
                pull_request_author=author,
                id=review["id"],
                url=review["html_url"],
                author=account_of(review["user"]),
                state=review["state"].lower(),
                body_length=len(review["body"] or ""),
                submitted_at=moment_of(review["submitted_at"]),
                updated_at=moment_of(review.get("updated_at")),
                comments=0,
            ),
        )
    return PullRequestHistory(
        pull_request=pull_request,
        paths=paths,
        co_authors=(),
        reviews=reviews,
        closes=(),
        reverts=(),
    )


def account_of(shown: Mapping[str, Any] | None) -> Actor | None:
    if shown is None:
        return None
    return Actor(id=UserId(shown["id"]), login=shown["login"], type=shown["type"])


def moment_of(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None
