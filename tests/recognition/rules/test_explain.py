"""Tests of recognition.rules.explain: each reason, and the law that it agrees with the fold."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from recognition.facts import Fact
from recognition.rules.exclusions import Exclusions
from recognition.rules.explain import Context, Explanation, explain
from recognition.rules.rule import earn
from recognition.rules.terms import Terms
from tests.recognition.factories import NOON, make_badge, make_fact
from tests.recognition.rules.test_rule import DAY, FACTS, RULES

TERMS = Terms(exclusions=Exclusions(paths=("**/*.lock",), labels=("spam",), machines={"robot"}))


def explained(rule: str, facts: list[Fact], *, days: float = 1000, **rest: Any) -> Explanation:
    context = Context(now=NOON + days * DAY, **rest)
    return explain(make_badge(rule, terms=TERMS), facts, context=context)


def reasons(rule: str, facts: list[Fact]) -> list[str | None]:
    return [one.refusal and one.refusal.filter for one in explained(rule, facts).facts]


def at(number: int, days: float, **attrs: Any) -> Fact:
    return make_fact(number, at=NOON + days * DAY, attrs=attrs)


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        (at(1, 0, paths=["docs/a.md"]), None),
        (make_fact(actor_type="Bot"), "bot"),
        (make_fact(login="robot"), "machine"),
        (make_fact(retracted=True), "retracted"),
        (replace(make_fact(), undone_by="x"), "reverted"),
        (at(1, 0, labels=["spam"], paths=["docs/a.md"]), "excluded_label"),
        (at(1, 0, paths=["a.lock"]), "excluded_path"),
        (at(1, 0, paths=["ui/a.ts"]), "paths"),
        (at(1, -1, paths=["docs/a.md"]), "from"),
        (at(1, 30, paths=["docs/a.md"]), "until"),
    ],
)
def test_what_is_not_selected_has_a_reason(fact: Fact, reason: str | None) -> None:
    rule = "count: 9\nwhere: {paths: docs/**}\nfrom: 2026-03-04\nuntil: 2026-03-31"
    (one,) = explained(rule, [fact]).facts
    assert (one.refusal and one.refusal.filter) == reason
    if one.refusal is not None:
        assert one.refusal.wanted
        assert one.refusal.found


def test_reasons_are_words_people_read() -> None:
    (one,) = explained("count: 2\nwhere: {labels: [bug, docs]}", [at(1, 0, labels=["ui"])]).facts
    assert one.refusal == ("labels", "labelled bug or docs", "the label ui")
    *_, last = explained("count: 9\ncap: 1/day", [at(1, 0), at(2, 0.1)]).facts
    assert last.refusal == ("cap", "at most 1 of one day", "1 of 2026-03-04 counted before")


def test_what_the_fold_passes_over_has_a_reason() -> None:
    assert reasons("count: 2", [at(1, 0), at(2, 1), at(3, 2)]) == [None, None, "complete"]
    assert reasons("count: 9\ncap: 2/day", [at(n, n / 10) for n in range(4)]) == [
        None, None, "cap", "cap",
    ]  # fmt: skip
    assert reasons("count: 2\nwithin: 3d", [at(1, 0), at(2, 4)]) == ["within", None]
    same = [at(n, n, author=5) for n in range(4)]
    assert reasons("count: 5\nmax_share: {author: 40%}", same) == [
        None, None, "max_share", "max_share",
    ]  # fmt: skip


def test_a_fact_that_has_earned_a_tier_counts_however_long_ago() -> None:
    facts = [at(1, 0), at(2, 1), at(3, 50)]
    rule = "tiers: {bronze: 2, silver: 3}\nwithin: 3d"
    assert reasons(rule, facts) == [None, None, None]


def test_facts_of_other_kinds_are_not_mentioned() -> None:
    assert explained("count: 2", [make_fact(kind="claim")]).facts == ()


def test_every_tier_says_what_is_missing() -> None:
    facts = [make_fact(n, at=NOON + n * DAY, repo="a/b") for n in range(3)]
    found = explained("tiers: {bronze: 2, silver: 5}\ndistinct: {day: 2, repo: 2}", facts)
    assert [way.tier for way in found.ways] == ["bronze", "silver"]
    assert found.ahead is found.ways[0]
    assert [tuple(one) for one in found.ways[0].missing] == [
        ("distinct", 1, 2, "repository"),
    ]
    assert [tuple(one) for one in found.ways[1].missing] == [
        ("count", 3, 5, "merged pull requests"),
        ("distinct", 1, 2, "repository"),
    ]


def test_what_is_reached_keeps_its_measures_when_the_window_moves_on() -> None:
    found = explained("tiers: {bronze: 2, silver: 3}\nwithin: 3d", [at(1, 0), at(2, 1), at(3, 90)])
    bronze, silver = found.ways
    assert bronze.missing == ()
    assert bronze.reached_at == NOON + DAY
    assert bronze.is_earned
    assert [(one.done, one.of) for one in silver.missing] == [(1, 3)]


def test_tenure_is_told_by_its_date() -> None:
    (way,) = explained("since_first: 365d", [at(1, 0)], days=364).ways
    assert (way.reached_at, way.due_at, way.is_earned) == (NOON, NOON + 365 * DAY, False)
    assert explained("since_first: 365d", [at(1, 0)], days=365).ahead is None
    waiting = explained("since_first: 365d\ncount: 2", [at(1, 0)]).ways[0]
    assert (waiting.reached_at, waiting.due_at) == (None, NOON + 365 * DAY)


def test_a_required_badge_that_is_not_held_is_named() -> None:
    rule = "first: true\nrequires: [one, two]"
    assert explained(rule, []).missing_badges == ("one", "two")
    assert explained(rule, [], held={"one"}).missing_badges == ("two",)


@pytest.mark.parametrize("rule", RULES)
@given(facts=FACTS)
@settings(max_examples=40, deadline=None)
def test_an_explanation_agrees_with_what_is_earned(rule: str, facts: list[Fact]) -> None:
    """The same milestones, and a reason exactly for what is no evidence."""
    badge = make_badge(rule)
    now = NOON + timedelta(days=400)
    progress, earned = earn(badge.rule, facts)
    found = explain(badge, facts, context=Context(now=now))
    assert {way.tier for way in found.ways if way.is_earned} == {one.tier for one in earned}
    assert all(not way.missing for way in found.ways if way.is_earned)
    assert all(way.missing for way in found.ways if way.reached_at is None)
    evidence = {key for one in earned for key in one.evidence}
    assert all(
        one.is_counted or (one.refusal and one.refusal.filter == "max_share")
        for one in found.facts
        if one.fact.key in evidence
    )
    if badge.rule.within is None and "max_share" not in rule:
        assert len(found.counted) == progress.count
