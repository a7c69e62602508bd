"""Tests of recognition.rules.rule: what each primitive means, at its edges."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.domains import Domain, Domains
from recognition.facts import Fact, order
from recognition.rules.conditions.distinct import Distinct
from recognition.rules.conditions.share import Share
from recognition.rules.conditions.total import Total
from recognition.rules.exclusions import Exclusions
from recognition.rules.rule import (
    Change,
    Earned,
    Progress,
    advance,
    contribution,
    due_at,
    earn,
    is_complete,
    measures,
    start,
)
from recognition.rules.terms import Terms
from tests.recognition.factories import NOON, make_badge, make_fact

DAY = timedelta(days=1)


def earned(rule: str, facts: list[Fact]) -> list[Earned]:
    return earn(make_badge(rule).rule, facts)[1]


def days(*offsets: float, **common: Any) -> list[Fact]:
    """Make one fact at noon of each of these days."""
    return [
        make_fact(number, at=NOON + offset * DAY, **common)
        for number, offset in enumerate(offsets, start=1)
    ]


def test_count_is_reached_at_the_nth_fact_and_not_before() -> None:
    assert earned("count: 3", days(0, 1)) == []
    facts = days(0, 1, 2, 3)
    (one,) = earned("count: 3", facts)
    assert one.earned_at == NOON + 2 * DAY
    assert one.evidence == tuple(fact.key for fact in facts[:3])
    assert one.completed_by == facts[2]


def test_first_is_the_first_in_time_not_in_arrival() -> None:
    (one,) = earned("first: true", list(reversed(days(0, 1, 2))))
    assert one.earned_at == NOON
    assert len(one.evidence) == 1


def test_facts_of_one_moment_stand_in_the_order_of_their_keys() -> None:
    (one,) = earned("count: 1", [make_fact(key="b"), make_fact(key="a")])
    assert one.evidence == ("a",)


def test_each_tier_is_earned_when_it_is_reached() -> None:
    found = earned("tiers: {bronze: 1, silver: 3}", days(0, 1, 2))
    assert [(one.tier, one.earned_at - NOON, len(one.evidence)) for one in found] == [
        ("bronze", 0 * DAY, 1),
        ("silver", 2 * DAY, 3),
    ]


def test_count_and_tiers_must_both_hold() -> None:
    found = earned("count: 2\ntiers: {bronze: 1, silver: 3}", days(0, 1, 2))
    assert [(one.tier, len(one.evidence)) for one in found] == [("bronze", 2), ("silver", 3)]


@pytest.mark.parametrize(
    ("unit", "same", "other"),
    [
        ("month", "2026-03-31T23:59:59", "2026-04-01T00:00:00"),
        ("year", "2026-12-31T23:59:59", "2027-01-01T00:00:00"),
        ("day", "2026-03-04T23:59:59", "2026-03-05T00:00:00"),
        # ISO weeks begin on Monday; this one reaches over the turn of the month.
        ("week", "2026-03-08T23:59:59", "2026-03-09T00:00:00"),
    ],
)
def test_units_of_time_end_at_midnight_utc(unit: str, same: str, other: str) -> None:
    within, beyond = (
        make_fact(number, at=datetime.fromisoformat(text).replace(tzinfo=UTC))
        for number, text in enumerate((same, other), start=2)
    )
    rule = f"distinct: {{{unit}: 2}}"
    assert earned(rule, [make_fact(1), within]) == []
    (one,) = earned(rule, [make_fact(1), within, beyond])
    assert one.completed_by == beyond
    assert len(one.evidence) == 3, "every selected fact up to then is evidence"


def test_distinct_repositories_are_told_apart_by_number_and_none_is_not_one() -> None:
    facts = [make_fact(1, repo="a/b"), make_fact(2, repo=None), make_fact(3, repo="a/b")]
    assert earned("distinct: {repo: 2}", facts) == []
    assert earned("distinct: {repo: 2}", [*facts, make_fact(4, repo="a/c")])


def test_distinct_exams_need_all_five() -> None:
    exams = ["server", "cli", "ui", "models", "extensibility"]
    facts = [
        make_fact(number, kind="exam.passed", at=NOON + number * DAY, attrs={"exam": exam})
        for number, exam in enumerate(exams)
    ]
    again = make_fact(9, kind="exam.passed", at=NOON, attrs={"exam": "server"})
    rule = "on: exam.passed\ndistinct: {exam: 5}"
    assert earned(rule, [*facts[:4], again]) == []
    (one,) = earned(rule, facts)
    assert one.earned_at == NOON + 4 * DAY


def test_distinct_authors_are_those_whose_work_it_is() -> None:
    def review(number: int, author: int) -> Fact:
        return make_fact(number, kind="review.submitted", attrs={"role": "x", "author": author})

    rule = "on: review.submitted\ndistinct: {author: 2}"
    assert earned(rule, [review(1, 5), review(2, 5)]) == []
    assert earned(rule, [review(1, 5), review(2, 6)])


def test_a_streak_is_broken_by_one_empty_week() -> None:
    assert earned("streak: {unit: week, at_least: 3}", days(0, 7, 21, 28)) == []
    (one,) = earned("streak: {unit: week, at_least: 3}", days(0, 7, 21, 28, 29, 35, 50))
    assert one.earned_at == NOON + 35 * DAY


def test_a_streak_of_weeks_goes_over_the_new_year() -> None:
    christmas = datetime(2026, 12, 24, tzinfo=UTC)
    facts = [make_fact(n, at=christmas + n * 7 * DAY) for n in range(3)]
    assert earned("streak: {unit: week, at_least: 3}", facts)


def test_a_window_holds_both_its_ends() -> None:
    assert earned("count: 2\nwithin: 90d", days(0, 90))
    late = [make_fact(1), make_fact(2, at=NOON + 90 * DAY + timedelta(microseconds=1))]
    assert earned("count: 2\nwithin: 90d", late) == []


def test_a_window_slides() -> None:
    (one,) = earned("count: 3\nwithin: 2d", days(0, 1, 5, 6, 7, 8))
    assert one.earned_at == NOON + 7 * DAY
    assert len(one.evidence) == 5


def test_conditions_under_a_window_must_hold_inside_one_window() -> None:
    rule = "count: 3\ndistinct: {repo: 2}\nwithin: 3d"
    early = make_fact(9, repo="a/b", at=NOON - 30 * DAY)
    assert earned(rule, [early, *days(0, 1, 2)]) == []
    assert earned(rule, [*days(0, 1), make_fact(9, repo="a/b", at=NOON + 2 * DAY)])


def test_the_cap_keeps_the_first_of_each_day() -> None:
    facts = days(0, 0.1, 0.2, 1)
    (one,) = earned("count: 3\ncap: 2/day", facts)
    assert one.earned_at == NOON + DAY
    assert one.evidence == tuple(facts[index].key for index in (0, 1, 3))


def test_bots_machines_other_kinds_and_retracted_facts_bring_nothing() -> None:
    terms = Terms(exclusions=Exclusions(machines={"robot"}))
    rule = make_badge("first: true", terms=terms).rule
    assert contribution(rule, make_fact()) is not None
    assert contribution(rule, make_fact(actor_type="Bot")) is None
    assert contribution(rule, make_fact(login="Robot")) is None
    assert contribution(rule, make_fact(kind="pr.opened")) is None
    assert contribution(rule, make_fact(retracted=True)) is None


def test_a_sum_is_reached_exactly_and_what_is_not_known_adds_nothing() -> None:
    def lines(number: int, added: int | None) -> Fact:
        return make_fact(number, at=NOON + number * DAY, attrs={"additions": added})

    facts = [lines(1, 600), lines(2, None), lines(3, 399)]
    assert earned("sum: {additions: 1000}", facts) == []
    (one,) = earned("sum: {additions: 1000}", [*facts, lines(4, 1)])
    assert one.completed_by.key == lines(4, 1).key


def test_one_author_brings_not_more_than_a_share() -> None:
    def reviews(author: int, number: int) -> list[Fact]:
        return [
            make_fact(author * 100 + n, kind="review.submitted", attrs={"author": author})
            for n in range(number)
        ]

    rule = "on: review.submitted\ncount: 25\nmax_share: {author: 40%}"
    assert earned(rule, [*reviews(5, 50), *reviews(6, 10), *reviews(7, 4)]) == []
    assert earned(rule, [*reviews(5, 50), *reviews(6, 10), *reviews(7, 5)])
    assert earned(rule, [*reviews(5, 10), *reviews(6, 10), *reviews(7, 5)])


def test_one_thing_may_have_several_labels() -> None:
    def labelled(number: int, *labels: str) -> Fact:
        return make_fact(number, attrs={"labels": list(labels)})

    assert earned("distinct: {label: 3}", [labelled(1, "a", "b"), labelled(2, "B")]) == []
    assert earned("distinct: {label: 3}", [labelled(1, "a", "b"), labelled(2, "b", "c")])


def test_domains_are_those_of_the_catalog() -> None:
    terms = Terms(
        domains=Domains(
            domains=(
                Domain(id="ui", name="UI", paths=("ui/**",)),
                Domain(id="cli", name="CLI", paths=("cli/**",)),
            )
        )
    )
    rule = make_badge("distinct: {domain: 2}", terms=terms).rule
    one, both = (make_fact(attrs={"paths": paths}) for paths in (["ui/a"], ["ui/a", "cli/b"]))
    assert earn(rule, [one])[1] == []
    assert earn(rule, [both])[1]


def test_tenure_is_over_to_the_instant_and_no_fact_is_needed_then() -> None:
    rule = make_badge("since_first: 365d").rule
    assert due_at(rule, start(rule)) is None
    progress, (one,) = earn(rule, days(0, 3))
    end = NOON + 365 * DAY
    assert (one.earned_at, one.due_at, len(one.evidence)) == (end, end, 1)
    assert due_at(rule, Progress.from_json(progress.as_json())) == end
    assert one.is_due(end)
    assert not one.is_due(end - timedelta(microseconds=1))


def test_tenure_waits_for_the_facts_as_well() -> None:
    (one,) = earned("since_first: 30d\ncount: 3", days(0, 1, 90))
    assert one.earned_at == NOON + 90 * DAY
    (one,) = earned("since_first: 30d\ncount: 3", days(0, 1, 2))
    assert one.earned_at == NOON + 30 * DAY
    assert len(one.evidence) == 3


def test_a_period_holds_both_its_ends() -> None:
    rule = "first: true\nfrom: 2026-03-04\nuntil: 2026-03-05"
    first, last = datetime(2026, 3, 4, tzinfo=UTC), datetime(2026, 3, 6, tzinfo=UTC)
    instant = timedelta(microseconds=1)
    assert earned(rule, [make_fact(at=first)])
    assert earned(rule, [make_fact(at=last - instant)])
    assert earned(rule, [make_fact(at=first - instant), make_fact(2, at=last)]) == []


def test_one_of_several_kinds_each_with_its_own_filter() -> None:
    rule = """
any:
  - {on: pr.merged, where: {paths: ["docs/**"]}}
  - {on: [ext.article.published, pr.merged], where: {labels: [writing]}}
count: 2
"""
    docs = make_fact(1, attrs={"paths": ["docs/a.md"]})
    article = make_fact(2, kind="ext.article.published", attrs={"labels": ["writing"]})
    other = make_fact(3, kind="ext.article.published", attrs={"paths": ["docs/a.md"]})
    labelled = make_fact(4, attrs={"labels": ["writing"]})
    assert earned(rule, [docs, other]) == []
    assert earned(rule, [docs, article])
    assert earned(rule, [docs, labelled])


def test_how_far_it_is_is_measured_by_everything_that_is_asked_for() -> None:
    badge = make_badge(
        "on: review.submitted\ntiers: {a: 2, b: 10}\ndistinct: {author: 2}\nsum: {comments: 9}\n"
        "streak: {unit: day, at_least: 2}\nmax_share: {author: 40%}"
    )
    facts = [
        make_fact(n, kind="review.submitted", at=NOON, attrs={"author": 5, "comments": 2})
        for n in range(6)
    ]
    progress, _ = earn(badge.rule, facts)
    assert [tuple(one) for one in measures(badge.rule, progress, badge.rule.milestones[1])] == [
        ("count", 6, 10, "reviews"),
        ("distinct", 1, 2, "person"),
        ("streak", 1, 2, "day"),
        ("sum", 9, 9, "comments on lines"),
        ("max_share", 4, 10, "reviews of other people"),
    ]


@pytest.mark.parametrize("number", ["", "count: 1\n", "first: true\n"])
def test_a_number_of_one_is_no_measure_beside_a_condition(number: str) -> None:
    badge = make_badge(f"on: exam.passed\n{number}distinct: {{exam: 5}}")
    found = measures(badge.rule, start(badge.rule), badge.rule.milestones[0])
    assert [tuple(one) for one in found] == [("distinct", 0, 5, "exams")]


def test_a_number_of_one_is_the_measure_where_nothing_else_is_asked_for() -> None:
    badge = make_badge("on: pr.merged\nfirst: true")
    found = measures(badge.rule, start(badge.rule), badge.rule.milestones[0])
    assert [tuple(one) for one in found] == [("count", 0, 1, "merged pull request")]


# --- the definition, written out without any cleverness -----------------------------------

RULES = [
    "count: 3",
    "tiers: {a: 1, b: 2, c: 5}",
    "distinct: {month: 2}",
    "count: 4\ndistinct: {repo: 2, day: 3}",
    "streak: {unit: day, at_least: 3}",
    "streak: {unit: week, at_least: 2}\ncount: 3",
    "tiers: {a: 2, b: 3}\nwithin: 3d",
    "count: 2\ndistinct: {repo: 2}\nwithin: 2d",
    "cap: 1/day\ntiers: {a: 2, b: 4}",
    "cap: 2/day\ncount: 3\nwithin: 1d",
    "sum: {additions: 7}",
    "tiers: {a: 1, b: 3}\nsum: {size: 9, comments: 3}\nwithin: 4d",
    "distinct: {label: 3}",
    "distinct: {label: 2, author: 2}\nwithin: 2d",
    "count: 4\nmax_share: {author: 50%}",
    "tiers: {a: 2, b: 4, c: 5}\nmax_share: {author: 40%, repo: 60%}",
    "count: 3\nmax_share: {repo: 40%}\nwithin: 5d\ncap: 2/day",
    "since_first: 5d",
    "tiers: {a: 1, b: 3}\nsince_first: 1mo\ncap: 1/day",
    "count: 2\nfrom: 2026-03-06\nuntil: 2026-03-20",
]


def by_definition(rule: str, facts: list[Fact]) -> list[tuple[str | None, Fact, int]]:
    """Check every prefix against the words of the design."""
    badge = make_badge(rule)
    wanted = badge.rule
    selected = [fact for fact in sorted(facts, key=order) if contribution(wanted, fact)]
    kept: list[Fact] = []
    for fact in selected:
        same_day = [other for other in kept if other.at.date() == fact.at.date()]
        if wanted.cap is None or len(same_day) < wanted.cap:
            kept.append(fact)
    found = []
    for milestone in wanted.milestones:
        for end in range(1, len(kept) + 1):
            prefix = kept[:end]
            if wanted.within is not None:
                begin = prefix[-1].at - wanted.within
                prefix = [fact for fact in prefix if fact.at >= begin]
            if len(prefix) >= milestone.count and all(
                _holds(condition, prefix, milestone.count) for condition in wanted.conditions
            ):
                found.append((milestone.tier, kept[end - 1], end))
                break
    return found


def _holds(condition: Any, facts: list[Fact], number: int) -> bool:
    values = [condition.value(fact) for fact in facts]
    match condition:
        case Total():
            return bool(sum(values) >= condition.at_least)
        case Share():
            each = Counter(values)
            return any(
                sum(min(had, max(larger * condition.percent // 100, 1)) for had in each.values())
                >= larger
                for larger in condition.numbers
                if larger >= number
            )
        case Distinct():
            listed = [value if isinstance(value, list) else [value] for value in values]
            present = {one for some in listed for one in some if one is not None}
            return len(present) >= condition.at_least
        case _:
            units = set(values)
            row = range(condition.at_least)
            return any(all(first + step in units for step in row) for first in units)


def work(hours: int, repo: str | None, actor_type: str, key: int, author: int, lines: int) -> Fact:
    return make_fact(
        key=f"k{key}",
        at=NOON + timedelta(hours=hours - hours % 6),
        repo=repo,
        actor_type=actor_type,
        attrs={
            "author": author or None,
            "additions": lines,
            "deletions": author,
            "comments": lines if repo else None,
            "labels": ["A", "b", "c"][:author],
        },
    )


FACTS = st.lists(
    st.builds(
        work,
        st.integers(0, 24 * 40),
        st.sampled_from(["a/a", "a/b", "a/c", None]),
        st.sampled_from(["User", "User", "User", "Bot"]),
        st.integers(0, 40),
        st.integers(0, 3),
        st.integers(0, 4),
    ),
    max_size=14,
    unique_by=lambda fact: fact.key,
)


@pytest.mark.parametrize("rule", RULES)
@given(facts=FACTS)
@settings(max_examples=60, deadline=None)
def test_the_fold_agrees_with_the_definition(rule: str, facts: list[Fact]) -> None:
    found = {(one.tier, one.completed_by.key, len(one.evidence)) for one in earned(rule, facts)}
    assert found == {(tier, fact.key, end) for tier, fact, end in by_definition(rule, facts)}


@pytest.mark.parametrize("rule", RULES)
@given(facts=FACTS, cut=st.integers(0, 14))
@settings(max_examples=40, deadline=None)
def test_a_continued_fold_is_the_whole_fold_or_gives_up(
    rule: str, facts: list[Fact], cut: int
) -> None:
    """Where it gives up there is a reason: a milestone, or a fact before the last one."""
    wanted = make_badge(rule).rule
    ahead = sorted(facts, key=order)
    before, reached = earn(wanted, ahead[:cut])
    changes = [Change(None, contribution(wanted, fact)) for fact in ahead[cut:]]
    stored = Progress.from_json(before.as_json())
    after = advance(wanted, stored, changes[::-1])
    whole, reached_in_all = earn(wanted, ahead)
    assert stored == before, "the progress given is not changed"
    if after is None:
        assert len(reached_in_all) > len(reached)
    else:
        assert after == whole
        assert reached_in_all == reached


def test_a_late_fact_makes_the_fold_give_up() -> None:
    rule = make_badge("count: 5").rule
    progress, _ = earn(rule, days(3, 4))
    late = contribution(rule, make_fact(9, at=NOON))
    assert advance(rule, progress, [Change(None, late)]) is None


def test_a_removed_fact_makes_the_fold_give_up() -> None:
    rule = make_badge("count: 5").rule
    facts = days(3, 4)
    progress, _ = earn(rule, facts)
    gone = contribution(rule, facts[1])
    assert advance(rule, progress, [Change(gone, None)]) is None


def test_lost_progress_makes_the_fold_give_up_where_a_fact_was_counted_before() -> None:
    rule = make_badge("count: 5").rule
    one, moved = (contribution(rule, fact) for fact in days(3, 4))
    assert advance(rule, start(rule), [Change(one, None)]) is None
    assert advance(rule, start(rule), [Change(one, moved)]) is None


def test_after_everything_is_reached_later_facts_cost_nothing() -> None:
    rule = make_badge("count: 2").rule
    facts = days(0, 1, 2)
    progress, _ = earn(rule, facts)
    assert is_complete(rule, progress)
    last = contribution(rule, facts[2])
    assert advance(rule, progress, [Change(None, last)]) is progress
    assert advance(rule, progress, [Change(last, None)]) is progress
    first = contribution(rule, facts[0])
    assert advance(rule, progress, [Change(first, None)]) is None


def test_progress_does_not_grow_with_the_history() -> None:
    rule = make_badge("tiers: {a: 5, b: 2000}\nwithin: 3d\ncap: 9/day").rule
    progress = start(rule)
    sizes = []
    for number in range(400):
        found = contribution(rule, make_fact(number, at=NOON + number * DAY / 2))
        moved = advance(rule, progress, [Change(None, found)])
        if moved is None:
            facts = [make_fact(n, at=NOON + n * DAY / 2) for n in range(number + 1)]
            moved, _ = earn(rule, facts)
        progress = moved
        sizes.append(len(str(progress.as_json())))
    assert max(sizes[200:]) <= max(sizes[50:200]) + 2, "only the numbers get another digit"
