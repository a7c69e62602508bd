"""Make a history of any size for tests and benchmarks: the same arguments, the same history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from webhooks.sandbox.git import co_author_trailer
from webhooks.sandbox.state import AccountType, ChangedFile, Thread
from webhooks.sandbox.world import World

_AREAS = {
    "component/mesheryctl": ("mesheryctl/internal/cli/root", "go"),
    "component/ui": ("ui/components", "tsx"),
    "component/docs": ("docs/content/en", "md"),
    "component/server": ("server/models", "go"),
}
_STEP = timedelta(minutes=40)  # between two pull requests
_MANY_FILES = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """What was made.

    Attributes:
        repositories: Full names.
        people: Logins of those who write; the first two are the maintainers.
        merged: How many pull requests were merged.
    """

    organization: str
    repositories: tuple[str, ...]
    people: tuple[str, ...]
    merged: int


def seed_history(
    world: World,
    *,
    organization: str = "crowd",
    repositories: int = 4,
    people: int = 40,
    pull_requests: int = 1_000,
    seed: int = 7,
) -> Crowd:
    """Fill a world with the history of an organization.

    Of ten pull requests about eight are merged; they have labels, reviews with comments on
    lines, co-authors, comments, issues that they close, reverts, drafts, authors that are bots
    or whose accounts are gone, and now and then more files than one page holds. One in fifty
    is a discussion in place of a pull request, and each repository has releases.

    Args:
        world: Where it happens, up to the moment it has now.
        organization: The login that is made for it.
        repositories: How many, used evenly.
        people: How many write, two of them as maintainers; at least four.
        pull_requests: How many of all kinds.
        seed: Another one gives another history.
    """
    logins = tuple(f"{organization}-{number:03}" for number in range(people))
    names = tuple(f"{organization}/place-{number}" for number in range(repositories))
    begun = world.now() - _STEP * (pull_requests + 2)
    with world.at(begun):
        for login in logins:
            world.add_user(login, name=login.title())
        machine = world.add_user(f"{organization}-machine[bot]", kind=AccountType.BOT).login
        world.add_organization(organization, owners=logins[:1], members=logins[:2])
        world.add_team(organization, "maintainers", members=logins[:2])
        for name in names:
            world.add_repository(name, labels=dict.fromkeys(_AREAS, "c5def5"))
    writer = _Writer(world, Random(seed), logins, machine)  # noqa: S311 -- not for secrets
    merged = 0
    for turn in range(pull_requests):
        with world.at(begun + _STEP * (turn + 1)):
            merged += writer.write(names[turn % len(names)], turn)
    with world.at(begun + _STEP * (pull_requests + 1)):
        world.delete_account(logins[-1])
    return Crowd(organization=organization, repositories=names, people=logins[:-1], merged=merged)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes one pull request after another, as chance has it."""

    world: World
    chance: Random
    logins: tuple[str, ...]
    machine: str

    def write(self, repo: str, turn: int) -> int:
        """Write a pull request with what belongs to it; give 1 where it was merged."""
        if _falls_on(turn, 50):
            self._discuss(repo)
        author = self.machine if self._happens(8) else self._someone()
        thread = self._open(repo, author, turn)
        self._talk(repo, thread, author)
        (fate,) = self.chance.choices(("open", "closed", "merged"), weights=(1, 1, 8))
        if fate == "closed":
            self.world.close(repo, thread.number, author)
        if fate != "merged":
            return 0
        if thread.pull and thread.pull.draft:
            self.world.mark_ready(repo, thread.number, author)
        self.world.merge(repo, thread.number, self._maintainer(author))
        if self._happens(1):
            revert = self.world.revert(repo, thread.number, self._maintainer(author))
            self.world.merge(repo, revert.number, self.logins[0])
        if _falls_on(turn, 200):
            self.world.publish_release(repo, self.logins[0], f"v0.{turn // 200}.{turn}")
        return 1

    def _happens(self, percent: int) -> bool:
        return self.chance.randrange(100) < percent

    def _someone(self) -> str:
        # Few do much and many do little, as everywhere.
        return self.logins[int(len(self.logins) * self.chance.random() ** 2)]

    def _maintainer(self, author: str) -> str:
        return self.logins[1] if author == self.logins[0] else self.logins[0]

    def _open(self, repo: str, author: str, turn: int) -> Thread:
        area = self.chance.choice(sorted(_AREAS))
        body = ""
        if self._happens(15):
            issue = self.world.open_issue(repo, self._someone(), f"Something is wrong ({turn})")
            body = f"Fixes #{issue.number}"
        message = f"Change number {turn}"
        if self._happens(10):
            message += f"\n\n{co_author_trailer(self.world.account(self._someone()))}"
        return self.world.open_pull_request(
            repo,
            author,
            f"Change number {turn}",
            body,
            files=list(self._files(area, turn)),
            labels=[area] if self._happens(70) else [],
            draft=self._happens(5),
            messages=[message, "Tests"] if self._happens(30) else [message],
        )

    def _files(self, area: str, turn: int) -> Iterator[ChangedFile]:
        folder, suffix = _AREAS[area]
        count = _MANY_FILES if _falls_on(turn, 150) else 1 + int(6 * self.chance.random() ** 2)
        for number in range(count):
            yield ChangedFile(
                path=f"{folder}/{turn}/file-{number}.{suffix}",
                status="added",
                additions=self.chance.randrange(1, 80),
                deletions=self.chance.randrange(0, 20),
            )

    def _talk(self, repo: str, thread: Thread, author: str) -> None:
        assert thread.pull is not None, "a pull request was opened"
        reviewer = self._maintainer(author)
        if self._happens(40):
            remarks = [(thread.pull.files[0].path, "Why so?")]
            state = "CHANGES_REQUESTED" if self._happens(50) else "COMMENTED"
            self.world.review(repo, thread.number, reviewer, state, "A question", comments=remarks)
            self.world.comment(repo, thread.number, author, "Because of the other case.")
        if self._happens(80):
            self.world.review(repo, thread.number, reviewer, "APPROVED")

    def _discuss(self, repo: str) -> None:
        asker = self._someone()
        asked = self.world.discuss(repo, asker, "How does this work?", "I read everything.")
        said = self.world.discuss_further(repo, asked.number, self._maintainer(asker), "So.")
        if self._happens(60):
            self.world.choose_answer(repo, asked.number, asker, said.id)


def _falls_on(turn: int, every: int) -> bool:
    return turn % every == every - 1
