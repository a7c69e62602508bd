"""Seven years of Meshery under the shipped catalog, counted a second time without any of it.

The second count reads the history as it was taken from git, not the facts made of it, and knows
nothing of rules: who is named by only one of the two is a mistake in one of them.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from recognition.facts import Fact, fact_from_line
from recognition.rules.rule import Earned, earn
from tests.recognition.deeds import CATALOG

pytestmark = pytest.mark.real_data


@dataclass(frozen=True, kw_only=True)
class Pull:
    """A merged pull request of a person, as the history has it."""

    repo: str
    number: int
    merged_at: str

    @property
    def month(self) -> int:
        return int(self.merged_at[:4]) * 12 + int(self.merged_at[5:7]) - 1


@pytest.fixture(scope="module")
def pulls(shared_data: Path) -> dict[str, list[Pull]]:
    """Give what each person had merged, in order of time; of some the history lost the date."""
    found: dict[str, list[Pull]] = {}
    for row in lines(shared_data / "meshery-history.jsonl.gz"):
        if row["kind"] == "pull" and row["merged_at"] and (row["author"] or "").startswith("u-"):
            pull = Pull(repo=row["repo"], number=row["pr"], merged_at=row["merged_at"])
            found.setdefault(row["author"], []).append(pull)
    return {person: sorted(own, key=lambda one: one.merged_at) for person, own in found.items()}


@pytest.fixture(scope="module")
def facts(shared_data: Path) -> dict[str, list[Fact]]:
    """Give each person's facts, those of merges with when the pull request was opened."""
    with gzip.open(shared_data / "meshery-facts.jsonl.gz", "rt", encoding="utf-8") as file:
        read = [fact_from_line(line) for line in file]
    opened = {thread(fact): fact.at for fact in read if fact.kind == "pr.opened"}
    found: dict[str, list[Fact]] = {}
    for fact in read:
        at = opened.get(thread(fact))
        attrs = fact.attrs if at is None else {**fact.attrs, "created_at": at.isoformat()}
        found.setdefault(fact.actor.login, []).append(replace(fact, attrs=attrs))
    return found


def lines(file: Path) -> Iterable[Any]:
    with gzip.open(file, "rt", encoding="utf-8") as rows:
        yield from map(json.loads, rows)


def thread(fact: Fact) -> tuple[int, int]:
    assert fact.repo is not None
    return fact.repo.id, fact.attrs["number"]


def holders(
    badge: str, facts: dict[str, list[Fact]], tier: str | None = None
) -> dict[str, Earned]:
    rule = CATALOG.badges[badge].rule
    found = {}
    for person, own in facts.items():
        for one in earn(rule, own)[1]:
            if one.tier == tier:
                found[person] = one
    return found


def third_year(own: list[Pull]) -> int | None:
    years: list[str] = []
    for index, pull in enumerate(own):
        if pull.merged_at[:4] not in years:
            years.append(pull.merged_at[:4])
        if len(years) == 3:
            return index
    return None


def sixth_month_in_a_row(own: list[Pull]) -> int | None:
    months = [pull.month for pull in own]
    for index, month in enumerate(months):
        if all(month - back in months for back in range(6)):
            return index
    return None


def fifth_of_two_months(*, repo: str) -> Callable[[list[Pull]], int | None]:
    def reached(own: list[Pull]) -> int | None:
        found = [index for index, pull in enumerate(own) if pull.repo.startswith(repo)]
        for number, index in enumerate(found, start=1):
            if number >= 5 and len({own[one].month for one in found[:number]}) >= 2:
                return index
        return None

    return reached


@pytest.mark.parametrize(
    ("badge", "reached"),
    [
        ("longevity-legend", third_year),
        ("continuous-contributor", sixth_month_in_a_row),
        ("meshsync", fifth_of_two_months(repo="meshery/meshsync")),
        ("service-mesh-performance", fifth_of_two_months(repo="service-mesh-performance/")),
    ],
)
def test_a_count_without_the_program_names_the_same_people_and_dates(
    badge: str,
    reached: Callable[[list[Pull]], int | None],
    pulls: dict[str, list[Pull]],
    facts: dict[str, list[Fact]],
) -> None:
    found = {
        person: one.earned_at.isoformat().replace("+00:00", "Z")
        for person, one in holders(badge, facts).items()
    }
    wanted = {
        person: own[index].merged_at
        for person, own in pulls.items()
        if (index := reached(own)) is not None
    }
    assert len(wanted) > 5
    assert found == wanted


def test_the_table_of_badges_and_holders(facts: dict[str, list[Fact]]) -> None:
    """Printed with `-s`: whom each badge reaches, of the 438 people with merged work."""
    table: Counter[tuple[str, str | None]] = Counter()
    for badge in CATALOG.active:
        for tier in badge.tiers or (None,):
            table[badge.id, tier] = len(holders(badge.id, facts, tier))
    print("\n| badge | tier | granted | people |\n|---|---|---|---|")
    for badge in CATALOG.active:
        for tier in badge.tiers or (None,):
            print(f"| {badge.id} | {tier or ''} | {badge.grant} | {table[badge.id, tier]} |")
        numbers = [table[badge.id, tier] for tier in badge.tiers]
        assert numbers == sorted(numbers, reverse=True), "a higher tier reaches fewer people"
    assert 400 < table["first-contribution", None] <= 438
    assert table["meshery", "bronze"] > table["meshery", "silver"] > table["meshery", "gold"] > 9
    assert table["meshery", "platinum"] > 0
