"""Tests of recognition.reverts: what stands after reverts of reverts."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from recognition.facts import Fact
from recognition.reverts import Revert, after, revert_of, undone
from tests.recognition.factories import NOON, make_fact


def revert(number: int, *, by: int, hours: int = 0) -> Revert:
    return Revert(NOON + timedelta(hours=hours), f"{number} by {by}", number, by)


def test_what_was_reverted_is_undone() -> None:
    assert undone([revert(1, by=2)]) == {1: "1 by 2"}


def test_the_revert_of_a_revert_brings_the_work_back() -> None:
    assert undone([revert(1, by=2), revert(2, by=3)]) == {2: "2 by 3"}


def test_a_third_revert_undoes_it_again() -> None:
    chain = [revert(1, by=2), revert(2, by=3), revert(3, by=4)]
    assert undone(chain) == {1: "1 by 2", 3: "3 by 4"}


def test_the_earliest_revert_that_stands_is_named() -> None:
    twice = [revert(1, by=5, hours=2), revert(1, by=3, hours=1), revert(1, by=2), revert(2, by=4)]
    assert undone(twice) == {1: "1 by 3", 2: "2 by 4"}


def test_those_that_revert_each_other_stand() -> None:
    assert undone([revert(1, by=2), revert(2, by=1), revert(3, by=3)]) == {}


def test_a_revert_from_outside_opens_the_circle() -> None:
    circle = [revert(1, by=2), revert(2, by=1)]
    assert undone([*circle, revert(1, by=9, hours=1)]) == {1: "1 by 2"}


REVERTS = st.lists(
    st.builds(lambda one, other: revert(one, by=other), st.integers(1, 8), st.integers(1, 8)),
    max_size=14,
    unique=True,
)


@given(REVERTS.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_the_order_in_which_reverts_are_learnt_does_not_matter(
    orders: tuple[list[Revert], list[Revert]],
) -> None:
    one, other = orders
    assert undone(one) == undone(other)


@given(REVERTS)
def test_whatever_is_undone_is_undone_by_what_stands(reverts: list[Revert]) -> None:
    gone = undone(reverts)
    by_key = {one.key: one for one in reverts}
    assert all(by_key[key].number == number for number, key in gone.items())
    assert all(by_key[key].reverting not in gone for key in gone.values())


@given(REVERTS, REVERTS)
def test_only_what_hangs_on_a_revert_changes_with_it(
    one: list[Revert], more: list[Revert]
) -> None:
    both = list({*one, *more})
    moved = after(both, {revert.number for revert in more})
    before, now = undone(one), undone(both)
    assert all(
        before.get(number) == now.get(number) for number in range(1, 9) if number not in moved
    )


def reverted(**attrs: object) -> Fact:
    return make_fact(1, kind="pr.reverted", attrs={"number": 1, "reverting": 2, **attrs})


def test_a_fact_that_does_not_say_what_it_reverts_reverts_nothing() -> None:
    assert revert_of(reverted()) == Revert(NOON, reverted().key, 1, 2)
    assert revert_of(reverted(reverting=None)) is None
    assert revert_of(make_fact(1, attrs={"reverting": 2})) is None
    assert revert_of(make_fact(1, kind="pr.reverted", retracted=True)) is None
