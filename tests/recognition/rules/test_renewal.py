"""What expires can be earned anew: the certifications, whose exams people sit again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.awards import Award, AwardChange, AwardState, ChangeKind, by_slot, decide
from recognition.facts import Fact, order
from recognition.kernel.ids import UserId
from recognition.rules.rule import Change, advance, contribution, earn, start
from tests.recognition.factories import NOON, make_badge, make_fact

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY = timedelta(days=1)
ANN = UserId(1)
TWO_EXAMS = "on: exam.passed\ndistinct: {exam: 2}\nwithin: 30d\nexpires: 100d"


def passes(*sittings: tuple[str, float]) -> list[Fact]:
    """Pass exams, each so many days after the first noon."""
    return [
        make_fact(number, kind="exam.passed", at=NOON + day * DAY, attrs={"exam": exam})
        for number, (exam, day) in enumerate(sittings, start=1)
    ]


def test_passing_everything_again_renews_and_passing_a_part_does_not() -> None:
    rule = make_badge(TWO_EXAMS).rule
    facts = passes(("cli", 0), ("ui", 1), ("cli", 90), ("ui", 95))
    assert [one.earned_at for one in earn(rule, facts[:3])[1]] == [NOON + DAY]
    first, again = earn(rule, facts)[1]
    assert (first.earned_at, again.earned_at) == (NOON + DAY, NOON + 95 * DAY)
    assert again.evidence == (facts[2].key, facts[3].key)
    assert again.completed_by == facts[3]


def test_exams_that_lie_too_far_apart_are_no_renewal() -> None:
    rule = make_badge(TWO_EXAMS).rule
    facts = passes(("cli", 0), ("ui", 1), ("cli", 60), ("ui", 95))
    assert len(earn(rule, facts)[1]) == 1


@pytest.mark.parametrize(
    "text",
    [
        "on: exam.passed\ndistinct: {exam: 2}",
        "on: pr.merged\ncount: 2\nexpires: 100d",
        "on: exam.passed\ntiers: {one: 1, two: 2}\nexpires: 100d",
    ],
)
def test_nothing_else_is_renewed(text: str) -> None:
    assert not make_badge(text).rule.renews


@settings(max_examples=200, deadline=None)
@given(
    sittings=st.lists(
        st.tuples(st.sampled_from(["cli", "ui", "models"]), st.integers(0, 120)), max_size=12
    ),
    cut=st.integers(0, 12),
)
def test_going_on_with_a_fold_gives_what_a_new_one_gives(
    sittings: Sequence[tuple[str, int]], cut: int
) -> None:
    rule = make_badge(TWO_EXAMS).rule
    facts = sorted(passes(*sittings), key=order)
    progress, before = earn(rule, facts[:cut])
    changes = [Change(None, contribution(rule, fact)) for fact in facts[cut:]]
    moved = advance(rule, progress, changes)
    whole, after = earn(rule, facts)
    if moved is None:
        assert len(facts) > cut
    else:
        assert (moved, before) == (whole, after)
    assert [one.evidence for one in after[: len(before)]] == [one.evidence for one in before]
    moments = [one.earned_at for one in after]
    assert moments == sorted(moments)


def test_a_fold_that_was_never_begun_gives_up_at_the_first_renewal() -> None:
    rule = make_badge("on: exam.passed\nfirst: true\nexpires: 100d").rule
    first, again = (contribution(rule, fact) for fact in passes(("cli", 0), ("cli", 90)))
    assert advance(rule, start(rule), [Change(None, first), Change(None, again)]) is None
    reached, _ = earn(rule, passes(("cli", 0)))
    assert advance(rule, reached, [Change(None, again)]) is None


@pytest.mark.parametrize("day", [50, 150])
def test_a_renewed_award_is_the_same_one_and_lasts_from_the_renewal(day: int) -> None:
    badge = make_badge("on: exam.passed\nfirst: true\nexpires: 100d")
    facts = passes(("cli", 0), ("cli", day))

    def decided(count: int, held: Sequence[Award], on: int) -> AwardChange:
        _, earned = earn(badge.rule, facts[:count])
        (change,) = decide(badge, ANN, earned=earned, held=by_slot(held), now=NOON + on * DAY)
        return change

    granted = decided(1, [], 0).award
    renewed = decided(2, [granted], day)
    assert renewed.kind is ChangeKind.CORRECTED
    assert renewed.award.id == granted.id
    assert renewed.award.state is AwardState.GRANTED
    assert badge.expires_at(renewed.award.earned_at) == NOON + (day + 100) * DAY
