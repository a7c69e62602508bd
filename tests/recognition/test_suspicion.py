"""Tests of recognition.suspicion: what wants a second look, and what is ordinary work."""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from recognition.facts import Fact, fact_from_line, order
from recognition.suspicion import (
    MUTUAL_CREDITS,
    NEWCOMERS,
    ONE_AUTHOR,
    OWN_MERGES,
    TINY_LINES,
    TINY_MANY,
    Suspect,
    flags,
)
from tests.recognition.factories import NOON, make_fact

ANN, BOB, CAT = 1, 2, 3


def merges(
    count: int, *, every: timedelta = timedelta(minutes=20), lines: int = 4, **attrs: Any
) -> list[Fact]:
    given = {"additions": lines - 1, "deletions": 1, "merged_by": 9, **attrs}
    return [make_fact(n, at=NOON + every * n, attrs=given) for n in range(count)]


def reviews(count: int, *, by: int = ANN, of: int = BOB) -> list[Fact]:
    return [
        make_fact(n, person=by, kind="review.submitted", attrs={"author": of})
        for n in range(count)
    ]


def reasons(*evidence: Fact, **more: Any) -> list[str]:
    return [flag.reason for flag in flags(Suspect(person_id=ANN, evidence=evidence, **more))]


def test_ordinary_work_has_no_flag() -> None:
    assert reasons(*merges(25, every=timedelta(hours=5), lines=80)) == []
    assert reasons() == []


# --- tiny pull requests -------------------------------------------------------------------


def test_many_tiny_pull_requests_within_an_hour_are_flagged() -> None:
    assert reasons(*merges(TINY_MANY)) == ["4 pull requests of 10 lines or fewer within an hour"]


def test_one_fewer_one_line_more_or_one_second_more_is_ordinary() -> None:
    assert reasons(*merges(TINY_MANY - 1)) == []
    assert reasons(*merges(TINY_MANY, lines=TINY_LINES)) != []
    assert reasons(*merges(TINY_MANY, lines=TINY_LINES + 1)) == []
    assert reasons(*merges(TINY_MANY, every=timedelta(minutes=20, seconds=1))) == []


def test_a_burst_among_ordinary_work_is_seen() -> None:
    ordinary = merges(20, every=timedelta(days=1), lines=300)
    burst = [
        make_fact(
            100 + n,
            at=NOON + timedelta(days=3, minutes=n),
            attrs={"additions": 1, "deletions": 0, "merged_by": 9},
        )
        for n in range(6)
    ]
    assert reasons(*ordinary, *burst) == ["6 pull requests of 10 lines or fewer within an hour"]


def test_a_size_that_is_not_known_is_not_held_against_anybody() -> None:
    assert reasons(*merges(9, additions=None, deletions=None)) == []


def test_an_issue_is_no_tiny_pull_request() -> None:
    opened = [make_fact(n, kind="issue.opened", attrs={"additions": 0}) for n in range(9)]
    assert reasons(*opened) == []


# --- merges by oneself --------------------------------------------------------------------


def test_work_that_nobody_else_ever_merged_is_flagged() -> None:
    alone = merges(OWN_MERGES, lines=500, merged_by=ANN)
    assert reasons(*alone) == ["all 3 pull requests were merged by their author"]
    assert reasons(*alone[1:]) == []


def test_a_single_merge_by_somebody_else_lifts_the_flag() -> None:
    assert reasons(*merges(9, lines=500, merged_by=ANN), make_fact(50)) == []


# --- credits ------------------------------------------------------------------------------


def both_ways(count: int, other: int = BOB) -> list[tuple[int, int]]:
    return [(ANN, other), (other, ANN)] * count


def test_two_people_who_credit_nobody_but_each_other_are_flagged() -> None:
    [flag] = flags(Suspect(person_id=ANN, evidence=(), credits=both_ways(MUTUAL_CREDITS)))
    assert flag.reason == "credited as co-authors by each other (2 and 2 times) and by nobody else"
    assert flag.people == (BOB,)


@pytest.mark.parametrize(
    "pairs",
    [
        both_ways(MUTUAL_CREDITS - 1),
        [*both_ways(5), (ANN, CAT)],
        [*both_ways(5), (CAT, ANN)],
        [(ANN, BOB)] * 9,
        [(BOB, ANN)] * 9,
        [*[(ANN, BOB)] * 5, *[(CAT, ANN)] * 5],
        [(BOB, CAT), (CAT, BOB)] * 5,
        [(ANN, ANN)] * 9,
    ],
)
def test_pair_work_with_anybody_else_in_it_is_ordinary(pairs: list[tuple[int, int]]) -> None:
    assert reasons(credits=pairs) == []


# --- reviews ------------------------------------------------------------------------------


def test_reviews_of_one_persons_work_only_are_flagged() -> None:
    [flag] = flags(Suspect(person_id=ANN, evidence=reviews(ONE_AUTHOR)))
    assert (flag.reason, flag.people) == ("all 5 reviews are of one person's work", (BOB,))
    assert reasons(*reviews(ONE_AUTHOR - 1)) == []
    assert reasons(*reviews(ONE_AUTHOR), make_fact(kind="review.submitted",
                   attrs={"author": CAT})) == []  # fmt: skip


def test_a_ring_of_two_says_that_the_reviews_are_returned() -> None:
    back = reviews(ONE_AUTHOR, by=BOB, of=ANN)
    assert reasons(*reviews(6), answers=back) == [
        "all 6 reviews are of one person's work, who reviews nobody else in return (5 times)"
    ]
    elsewhere = make_fact(kind="review.submitted", person=BOB, attrs={"author": CAT})
    assert reasons(*reviews(6), answers=[*back, elsewhere]) == [
        "all 6 reviews are of one person's work"
    ]


def test_reviews_of_deleted_accounts_are_nobodys_work() -> None:
    unknown = [make_fact(n, kind="review.submitted") for n in range(9)]
    assert reasons(*unknown) == []


# --- newcomers ----------------------------------------------------------------------------


def test_a_crowd_that_appears_on_one_day_is_flagged() -> None:
    assert reasons(newcomers=NEWCOMERS) == [
        "first seen on the same day in the same repository as 4 others"
    ]
    assert reasons(newcomers=NEWCOMERS - 1) == []


# --- the real history ---------------------------------------------------------------------

MILESTONES = (2, 5, 10, 25, 50, 100)


def awards_of(history: list[Fact]) -> Iterator[tuple[int, Suspect]]:
    """Give what would have been awarded for merges, as it was when each was earned."""
    people = defaultdict(list)
    credited = defaultdict(list)
    authors = {}
    for fact in sorted(history, key=order):
        if fact.kind != "pr.merged" or fact.retracted or fact.actor.type != "User":
            continue
        assert fact.repo is not None
        place = (fact.repo.id, fact.attrs["number"])
        if fact.attrs["role"] == "author":
            people[fact.actor.id].append(fact)
            authors[place] = fact.actor.id
        else:
            credited[place].append(fact.actor.id)
    pairs = [
        (authors[place], other)
        for place, others in credited.items()
        if place in authors
        for other in others
    ]
    for person, facts in people.items():
        mine = [pair for pair in pairs if person in pair]
        for milestone in MILESTONES:
            if len(facts) >= milestone:
                evidence = facts[:milestone]
                yield milestone, Suspect(person_id=person, evidence=evidence, credits=mine)


@pytest.mark.real_data
def test_the_real_history_is_not_flooded_with_flags(shared_data: Path) -> None:
    with gzip.open(shared_data / "meshery-facts.jsonl.gz", "rt", encoding="utf-8") as lines:
        history = [fact_from_line(line) for line in lines]
    found = Counter[str]()
    total = 0
    for _milestone, suspect in awards_of(history):
        total += 1
        found.update(flag.reason.lstrip("0123456789al ").split(" ")[0] for flag in flags(suspect))
        assert len(flags(suspect)) <= 2
    print(json.dumps({"awards": total, **found}))
    assert total > 400
    assert 0 < found.total() < total * 0.05
