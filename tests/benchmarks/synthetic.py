"""Make up the history of an organisation: few people do most, few repositories get most."""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from recognition.catalog import Catalog
from recognition.facts import Actor, Fact, Repo
from recognition.kernel.ids import RepoId, UserId
from tests.recognition.factories import make_badges

BEGINNING = datetime(2016, 1, 1, tzinfo=UTC)

KINDS = {
    "pr.opened": 20,
    "pr.merged": 17,
    "review.submitted": 25,
    "comment.created": 22,
    "issue.opened": 10,
    "issue.closed_by_pr": 4,
    "discussion.created": 1,
    "discussion.answered": 1,
}
"""Of a hundred facts, so many are of each kind."""

FOLDERS = ("docs", "ui/components", "server/handlers", "mesheryctl/internal/cli", ".github")
FILES = ("README.md", "index.md", "graph.tsx", "store.ts", "handler.go", "root_test.go", "ci.yml")
LABELS = (
    "area/docs",
    "component/ui",
    "component/cli",
    "good first issue",
    "kind/bug",
    "language/go",
)
STATES = ("commented", "approved", "changes_requested")


def history(number: int, *, seed: int = 7, first: int = 0, late: int = 2) -> Iterator[Fact]:
    """Give facts in the order of time, some of them late by days.

    Args:
        number: How many.
        seed: The same seed gives the same history.
        first: The number of the first pull request, so that two parts of one history differ.
        late: How many of a hundred arrive late.
    """
    dice = random.Random(seed + first)
    people = Skewed.of(max(10, (first + number) // 150))
    repos = Skewed.of(60)
    kinds, weights = list(KINDS), list(KINDS.values())
    step = timedelta(days=3650) / (first + number)
    for index in range(first, first + number):
        person = people.draw(dice)
        repo = repos.draw(dice)
        kind = dice.choices(kinds, weights)[0]
        is_late = dice.random() < late / 100
        behind = timedelta(days=dice.randint(1, 60)) if is_late else timedelta()
        attrs: dict[str, object] = {
            "number": index,
            "url": f"https://github.com/org-{repo % 3}/repo-{repo}/pull/{index}",
            "role": "reviewer" if kind == "review.submitted" else "author",
            "author": people.draw(dice) if kind == "review.submitted" else person,
        }
        if kind.startswith("pr."):
            attrs |= {
                "labels": dice.sample(LABELS, dice.randint(0, 2)),
                "paths": [
                    f"{dice.choice(FOLDERS)}/{dice.choice(FILES)}"
                    for _ in range(dice.choice((1, 1, 2, 3, 8)))
                ],
                "additions": dice.randint(1, 300),
                "deletions": dice.randint(0, 100),
                "base": "master",
                "merged_by": 1,
            }
        elif kind == "review.submitted":
            attrs |= {"state": dice.choice(STATES), "body_length": dice.randint(0, 400)}
        else:
            attrs |= {"labels": dice.sample(LABELS, dice.randint(0, 2))}
        yield Fact(
            key=f"{kind}:{repo}:{index}:{person}:author",
            version=1,
            kind=kind,
            actor=Actor(id=UserId(person), login=f"person-{person}"),
            repo=Repo(id=RepoId(repo), full_name=f"org-{repo % 3}/repo-{repo}"),
            at=BEGINNING + index * step - behind,
            attrs=attrs,
        )


@dataclass(frozen=True)
class Skewed:
    """Numbers from 1 on, the n-th with a weight of 1/n."""

    weights: list[float]

    @classmethod
    def of(cls, number: int) -> Skewed:
        return cls(list(accumulate(1 / n for n in range(1, number + 1))))

    def draw(self, dice: random.Random) -> int:
        return bisect(self.weights, dice.random() * self.weights[-1]) + 1


def rules(number: int) -> Catalog:
    """Make so many badges, of every form, each a little different."""
    forms = (
        "tiers: {{bronze: {n}, silver: {n}0, gold: {n}00}}\nwhere: {{repos: 'org-{m}/*'}}",
        "count: {n}0\nwhere: {{paths: ['docs/**', '**/*.md'], role: author}}",
        "on: review.submitted\ncount: {n}0\nwhere: {{not_self: true}}\ndistinct: {{author: {n}}}",
        "on: [pr.merged, review.submitted]\nstreak: {{unit: week, at_least: {n}}}",
        "count: {n}\nwithin: {n}0d\nwhere: {{labels: ['area/*', 'component/ui']}}",
        "on: issue.opened\ntiers: {{one: {n}, ten: {n}0}}\ncap: {m}/day",
        "on: comment.created\ncount: {n}00\ncap: 5/day",
        "distinct: {{repo: {n}}}\nwhere: {{any: [{{paths: 'ui/**'}}, {{labels: component/ui}}]}}",
        "on: [pr.opened, issue.opened]\ndistinct: {{month: {n}}}\nwhere: {{repos: 'org-{m}/*'}}",
        "on: [discussion.created, discussion.answered]\ncount: {n}",
    )
    return make_badges(
        **{
            f"badge_{index}": forms[index % len(forms)].format(
                n=index // len(forms) + 2, m=index % 3 + 1
            )
            for index in range(number)
        }
    )
