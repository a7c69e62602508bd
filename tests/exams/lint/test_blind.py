from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.bank import Bank, Question
from exams.lint import lint_bank
from exams.lint.blind import Attack, best_attack
from exams.lint.guessing import kinds_of
from exams.lint.tactics import Tactic
from exams.questions import QUESTION_TYPES
from exams.questions.choice import ChoiceResponse
from recognition.kernel.findings import Severity
from tests.exams.factories import a_bank, several, short, single
from tests.exams.lint.banks import found, spread, truths

TACTICS: dict[str, Callable[[list[str]], list[str]]] = {
    "choosing option 1": lambda shown: shown[:1],
    "choosing option 3": lambda shown: shown[2:3] or shown[-1:],
    "choosing the last option": lambda shown: shown[-1:],
    "ticking everything where several may be right": lambda shown: shown,
    "ticking the first two where several may be right": lambda shown: shown[:2],
}


def tactic(bank: Bank, words: str) -> Tactic:
    (only,) = [one for kind in kinds_of(bank) for one in kind.tactics if one.words == words]
    return only


def attack(bank: Bank, *, shuffled: bool) -> Attack:
    best = best_attack(bank, shuffled=shuffled)
    assert best is not None
    return best


def by_trying(question: Question, tick: Callable[[list[str]], list[str]]) -> Fraction:
    """Grade the tactic on every order the options may be shown in, and take the mean."""
    question_type = QUESTION_TYPES[question.public.type]
    groups = question_type.option_groups(question.public)
    orders = [
        [name for part in parts for name in part]
        for parts in product(*[list(permutations(group)) for group in groups])
    ]
    shares = [
        question_type.grade(question, ChoiceResponse(chosen=frozenset(tick(order)))).share
        for order in orders
    ]
    return Fraction(sum(shares), len(orders))


@settings(max_examples=80, deadline=None)
@given(
    count=st.integers(3, 5),
    right=st.sets(st.sampled_from("abcde"), min_size=1),
    above=st.booleans(),
    words=st.sampled_from(sorted(TACTICS)),
)
def test_the_expected_score_is_the_mean_over_every_order(
    count: int, right: set[str], *, above: bool, words: str
) -> None:
    """Exact, also where "all of the above" stays at the end."""
    names = "abcde"[:count]
    texts = {name: f"option {name}" for name in names}
    if above:
        texts["b"] = "All of the above"
    right = right & set(names) or {"a"}
    several_right = "ticking" in words
    question = (
        several("q", right=right, texts=texts)
        if several_right
        else single("q", right=min(right), texts=texts)
    )
    share = tactic(a_bank(question), words).share(question, shuffled=True)
    assert share == by_trying(question, TACTICS[words])


def test_without_shuffling_the_authors_order_is_what_is_guessed_at() -> None:
    best = attack(a_bank(*spread(12, right="cccd")), shuffled=False)
    assert f"{best.earned}/{best.possible}" == "18/24"
    assert best.strategy == "choosing option 3"
    assert best.percent == "75.00"


def test_shuffling_leaves_a_place_what_chance_gives() -> None:
    assert attack(a_bank(*spread(12, right="c")), shuffled=True).share == Fraction(1, 4)


@pytest.mark.parametrize(
    ("ids", "strategy"),
    [
        (("right", "wrong1", "wrong2", "wrong3"), "choosing the id that is first by the alphabet"),
        (("true-one", "no1", "no2", "no3"), "choosing the id that is last by the alphabet"),
    ],
)
def test_ids_that_tell_are_found_wherever_the_right_option_stands(
    ids: tuple[str, ...], strategy: str
) -> None:
    questions = [
        single(
            f"q{n}",
            right=ids[0],
            texts={ids[(place - n) % 4]: f"text {place}" for place in range(4)},
        )
        for n in range(12)
    ]
    best = attack(a_bank(*questions), shuffled=False)
    assert best.share == 1
    assert best.strategy == strategy
    assert "blind-score" in found(a_bank(*questions))


def test_the_best_tactic_of_each_kind_is_put_together() -> None:
    """Six true of eight, two of eight in one place, and everything of half of the others."""
    bank = a_bank(
        *truths(*["true"] * 6, "false", "false"),
        *spread(8),
        *[several(f"m{n}", right="abcd" if n % 2 else "ab") for n in range(8)],
    )
    best = attack(bank, shuffled=True)
    assert best.earned == 2 * (6 + 2 + 4)
    assert "answering True and choosing" in best.strategy
    assert best.strategy.endswith("and ticking everything where several may be right")


def test_typed_answers_earn_nothing_and_count() -> None:
    bank = a_bank(*truths("true"), short("s", marks=6))
    assert attack(bank, shuffled=True).share == Fraction(1, 4)
    assert attack(a_bank(short("s")), shuffled=True).strategy == "leaving everything open"


def test_the_longest_of_several_as_long_is_the_first_shown() -> None:
    texts = {"a": "long one", "b": "long two", "c": "tiny", "d": "wee"}
    question = single("q", right="b", texts=texts)
    longest = tactic(a_bank(question), "choosing the longest option")
    assert longest.share(question, shuffled=True) == Fraction(1, 2)
    assert longest.share(question, shuffled=False) == 0


def test_half_of_the_marks_is_an_error_with_strategy_and_figure() -> None:
    def with_right(count: int) -> Bank:
        places = "b" * count + "acda" * 5
        return a_bank(*spread(20, right=places[:20]))

    assert "blind-score" not in found(with_right(9))
    bank = with_right(10)
    (finding,) = [f for f in lint_bank(bank) if f.code == "blind-score"]
    assert finding.severity is Severity.ERROR
    assert "earns 50.00 % of a drawn paper" in finding.message
    assert "by choosing option 2" in finding.message


def test_the_worst_of_the_fixed_sets_is_judged_by_itself() -> None:
    questions = spread(30, right="acda" * 5 + "b" * 10)
    best = attack(a_bank(*questions, questions_per_attempt=10), shuffled=False)
    assert best.share == 1
    assert best.papers.startswith("the Academy's set 3")
    assert "blind-score" not in found(a_bank(*questions, questions_per_attempt=29))


def test_questions_worth_more_weigh_more() -> None:
    public = replace(single("x").public, marks=9)
    bank = a_bank(replace(single("x"), public=public), *spread(9, right="bcd"))
    assert attack(bank, shuffled=False).earned == 9
    assert attack(bank, shuffled=False).possible == 27


def test_a_question_with_far_too_many_options_is_not_guessed_at() -> None:
    texts = {str(n): f"option {n}" for n in range(3_000)}
    question = several("q", right=["1", "2"], texts=texts)
    assert attack(a_bank(question), shuffled=True).earned == 0


def test_a_bank_without_questions_cannot_be_attacked() -> None:
    assert best_attack(a_bank(single(retired=True)), shuffled=True) is None
