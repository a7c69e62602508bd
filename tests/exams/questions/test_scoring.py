from __future__ import annotations

from fractions import Fraction
from itertools import chain, combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.questions.scoring import FOR_ORDER, FOR_PARTS, FOR_TICKS, WORDS, Scoring, ScoringPolicy
from exams.questions.shares import share_of_order, share_of_parts, share_of_ticks

AB, ABCD, ABCDE = frozenset("ab"), frozenset("abcd"), frozenset("abcde")
HALF = Fraction(1, 2)
VALUES = {"a": HALF, "b": HALF, "c": -HALF, "d": -HALF}
MARKS = 2


def marks(policy: str, ticked: str, **more: frozenset[str]) -> Fraction:
    scoring = Scoring(policy=ScoringPolicy(policy), values=VALUES)
    sets = {"right": AB, "options": ABCD, **more}
    return MARKS * share_of_ticks(scoring, frozenset(ticked), **sets)


COLUMNS = (
    *("all-or-nothing", "each-answer", "net-correct", "coverage", "proportional-correct"),
    *("halves", "over-selection-cap", "weighted", "mapping"),
)
"""The two last with half a mark for each right tick, and half off for each wrong one."""


@pytest.mark.parametrize(
    ("ticked", "earned"),
    [
        ("ab", ("2", "2", "2", "2", "2", "2", "2", "2", "2")),
        ("a", ("0", "1.5", "1", "1", "1", "1", "1", "1", "1")),
        ("ac", ("0", "1", "0", "0.5", "0", "0", "1", "0", "0")),
        ("abc", ("0", "1.5", "1", "4/3", "0", "1", "1", "1", "1")),
        ("abcd", ("0", "1", "0", "1", "0", "0", "0", "0", "0")),
        ("cd", ("0", "0", "0", "0", "0", "0", "0", "0", "0")),
        ("", ("0", "0", "0", "0", "0", "0", "0", "0", "0")),
    ],
)
def test_the_policies_pay_what_their_engines_pay(ticked: str, earned: tuple[str, ...]) -> None:
    """Key a and b of four, two marks.

    One figure is not the engine's own: by `each-answer` Open edX pays half for no tick at all,
    and here a question left open earns nothing.
    """
    assert [marks(policy, ticked) for policy in COLUMNS] == [Fraction(text) for text in earned]


@pytest.mark.parametrize(
    ("options", "ticked", "share"),
    [("abcde", "ab", 1), ("abcde", "a", "1/2"), ("abcde", "ac", "1/4"), ("abcde", "acd", 0),
     ("abc", "a", "1/2"), ("ab", "a", 0), ("abcd", "ac", 0)],
)  # fmt: skip
def test_halves_needs_options_enough_to_be_worth_half(
    options: str, ticked: str, share: str
) -> None:
    scoring = Scoring(policy=ScoringPolicy.HALVES)
    earned = share_of_ticks(scoring, frozenset(ticked), right=AB, options=frozenset(options))
    assert earned == Fraction(share)


def test_a_flawed_option_counts_neither_way_or_is_gained_by_everybody() -> None:
    """Two of three right ones ticked, and one flawed option beside them: two cases of relate's."""
    scoring = Scoring(policy=ScoringPolicy.PROPORTIONAL_CORRECT)
    right, flawed = frozenset("abc"), frozenset("x")
    for ticked in ("ab", "abx"):
        ticks, options = frozenset(ticked), right | flawed | {"d"}
        dropped = share_of_ticks(scoring, ticks, right=right, options=options, disregarded=flawed)
        gained = share_of_ticks(
            scoring, ticks, right=right, options=options, always_correct=flawed
        )
        assert (dropped, gained) == (Fraction(2, 3), Fraction(3, 4))


def test_a_flawed_option_earns_nothing_by_itself() -> None:
    only_flawed = marks("each-answer", "d", disregarded=frozenset("d"))
    left_open = marks("each-answer", "", always_correct=frozenset("d"))
    assert only_flawed == left_open == 0


@pytest.mark.parametrize(
    ("ticked", "default", "lower", "upper", "earned"),
    [
        ("a", "0", "0", "1", "1/2"),
        ("ae", "-1/4", "0", "1", "1/4"),
        ("e", "-1/4", "0", "1", "0"),
        ("e", "-1/4", "1/10", "1", "1/10"),
        ("e", "1/5", "0", "1", "1/5"),
        ("ab", "0", "0", "3/4", "3/4"),
        ("abc", "0", "0", "1", "1/2"),
    ],
)
def test_a_mapping_adds_up_within_its_bounds(
    ticked: str, default: str, lower: str, upper: str, earned: str
) -> None:
    scoring = Scoring(
        policy=ScoringPolicy.MAPPING,
        values=VALUES,
        default=Fraction(default),
        lower=Fraction(lower),
        upper=Fraction(upper),
    )
    share = share_of_ticks(scoring, frozenset(ticked), right=AB, options=ABCDE)
    assert share == Fraction(earned)


@pytest.mark.parametrize(
    ("given_order", "position", "pairs", "prefix"),
    [
        ("abcd", 1, 1, 1),
        ("abdc", "1/2", "1/3", "1/2"),
        ("bcda", 0, "2/3", 0),
        ("dcba", 0, 0, 0),
        ("acbd", "1/2", 0, "1/4"),
        ("ab__", "1/2", "1/3", "1/2"),
        ("_b_d", "1/2", 0, 0),
        ("____", 0, 0, 0),
    ],
)
def test_an_order_is_scored_by_place_by_neighbour_or_up_to_the_first_mistake(
    given_order: str, position: str, pairs: str, prefix: str
) -> None:
    """An underscore is a place where nothing stands; a full reversal earns nothing at all."""
    places = [None if name == "_" else name for name in given_order]

    def share(policy: ScoringPolicy) -> Fraction:
        return share_of_order(Scoring(policy=policy), places, right="abcd")

    assert share(ScoringPolicy.ABSOLUTE_POSITION) == Fraction(position)
    assert share(ScoringPolicy.ADJACENT_PAIRS) == Fraction(pairs)
    assert share(ScoringPolicy.PREFIX) == Fraction(prefix)
    assert share(ScoringPolicy.ALL_OR_NOTHING) == int(given_order == "abcd")


@pytest.mark.parametrize(
    ("given_answers", "each", "mapped"),
    [
        ({"r": "york", "s": "leeds", "t": "hull"}, 1, 1),
        ({"r": "york", "s": "leeds"}, "2/3", "3/4"),
        ({"r": "YORK", "s": "x"}, 0, "1/8"),
        ({"t": "x"}, 0, 0),
        ({}, 0, 0),
    ],
)
def test_parts_count_each_or_by_what_the_author_says(
    given_answers: dict[str, str], each: str, mapped: str
) -> None:
    right = {"r": "york", "s": "leeds", "t": "hull"}
    found = {part for part, answer in given_answers.items() if answer == right[part]}
    values = {"r": HALF, "s": Fraction(1, 4), "t": Fraction(1, 4), "r=YORK": Fraction(1, 4)}

    def share(policy: ScoringPolicy) -> Fraction:
        scoring = Scoring(policy=policy, values=values, default=Fraction(-1, 8))
        return share_of_parts(scoring, given_answers, right=found, parts=set(right))

    assert share(ScoringPolicy.EACH_ANSWER) == Fraction(each)
    assert share(ScoringPolicy.MAPPING) == Fraction(mapped)
    assert share(ScoringPolicy.ALL_OR_NOTHING) == int(given_answers == right)


def ways(names: str) -> list[frozenset[str]]:
    return [
        frozenset(way)
        for way in chain.from_iterable(combinations(names, n) for n in range(len(names) + 1))
    ]


@pytest.mark.parametrize("policy", FOR_TICKS)
def test_of_all_ways_to_tick_five_options_none_is_below_nothing_or_beats_the_key(
    policy: ScoringPolicy,
) -> None:
    for right in ways("abcde")[1:-1]:
        worth = Fraction(1, len(right))
        values = {name: worth if name in right else -worth for name in ABCDE}
        scoring = Scoring(policy=policy, values=values)
        shares = {
            ticked: share_of_ticks(scoring, ticked, right=right, options=ABCDE)
            for ticked in ways("abcde")
        }
        assert all(0 <= share <= 1 for share in shares.values())
        assert [ticked for ticked, share in shares.items() if share == 1] == [right]
        assert shares[frozenset()] == 0
        assert shares[ABCDE] < 1


@pytest.mark.parametrize("policy", FOR_ORDER)
def test_only_the_right_order_earns_all(policy: ScoringPolicy) -> None:
    for size in (2, 3, 5):
        right = tuple("abcde"[:size])
        for given_order in permutations(right):
            share = share_of_order(Scoring(policy=policy), given_order, right=right)
            assert 0 <= share <= 1
            assert (share == 1) == (given_order == right)


shares = st.fractions(-1, 1, max_denominator=12)
scorings = st.builds(
    Scoring,
    policy=st.sampled_from(ScoringPolicy),
    values=st.dictionaries(st.sampled_from(["a", "b", "c", "a=x"]), shares),
    default=shares,
    lower=st.fractions(0, HALF, max_denominator=12),
    upper=st.fractions(HALF, 1, max_denominator=12),
)


@settings(max_examples=200, deadline=None)
@given(
    scoring=scorings,
    ticked=st.frozensets(st.sampled_from("abcd")),
    right=st.frozensets(st.sampled_from("abcd"), min_size=1),
    flawed=st.frozensets(st.sampled_from("abcd")),
)
def test_whatever_is_ticked_earns_from_nothing_to_all_exactly(
    scoring: Scoring, ticked: frozenset[str], right: frozenset[str], flawed: frozenset[str]
) -> None:
    if scoring.policy not in FOR_TICKS:
        return
    share = share_of_ticks(scoring, ticked, right=right, options=ABCD, disregarded=flawed - right)
    assert isinstance(share, Fraction)
    assert 0 <= share <= 1
    if not ticked - (flawed - right):
        assert share == 0


@settings(max_examples=100, deadline=None)
@given(
    scoring=scorings.filter(lambda scoring: scoring.policy in FOR_PARTS),
    answers=st.dictionaries(st.sampled_from("abcd"), st.sampled_from("xyz")),
)
def test_whatever_is_filled_in_earns_from_nothing_to_all_exactly(
    scoring: Scoring, answers: dict[str, str]
) -> None:
    right = {part for part, answer in answers.items() if answer == "x"}
    share = share_of_parts(scoring, answers, right=right, parts=ABCD)
    assert isinstance(share, Fraction)
    assert 0 <= share <= 1
    if not answers:
        assert share == 0


@settings(max_examples=100, deadline=None)
@given(scoring=scorings)
def test_a_scoring_survives_storing(scoring: Scoring) -> None:
    assert Scoring.from_json(scoring.as_json()) == scoring


def test_a_scoring_without_values_is_stored_as_its_name_alone() -> None:
    assert Scoring(policy=ScoringPolicy.HALVES).as_json() == {"policy": "halves"}


def test_values_tell_the_key_and_are_never_printed() -> None:
    scoring = Scoring(policy=ScoringPolicy.WEIGHTED, values={"secret": HALF})
    assert repr(scoring) == f"{scoring}" == "<Scoring weighted>"


def test_every_policy_has_words_for_candidates() -> None:
    assert set(WORDS) == set(ScoringPolicy)
    assert Scoring().words == "all or nothing"
