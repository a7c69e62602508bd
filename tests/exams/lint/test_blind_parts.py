from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import pytest

from exams.bank import Question
from exams.draw import draw
from exams.lint.blind import best_attack
from exams.questions.ordering import OrderKey
from exams.questions.shares import share_of_order
from tests.exams.examples import BLANKS, MATCHING, ORDERING, a_question
from tests.exams.factories import a_bank


def expected(question: Question) -> tuple[Fraction, str]:
    best = best_attack(a_bank(question), shuffled=True)
    assert best is not None
    return best.share, best.strategy


@pytest.mark.parametrize("policy", ["absolute-position", "adjacent-pairs", "prefix"])
def test_an_order_left_as_it_is_shown_earns_the_mean_of_all_wrong_orders(policy: str) -> None:
    question = a_question(ORDERING.replace("absolute-position", policy))
    key = question.key
    assert isinstance(key, OrderKey)
    wrong = [order for order in permutations(key.order) if order != key.order]
    total = sum(share_of_order(key.scoring, list(order), right=key.order) for order in wrong)
    assert expected(question) == (Fraction(total, 23), "leaving orders as they are shown")


def test_all_or_nothing_of_an_order_earns_nothing_by_leaving_it() -> None:
    usual = a_question(ORDERING.replace("scoring: absolute-position\n", ""))
    assert expected(usual)[0] == 0


def test_an_order_is_never_served_in_the_right_one() -> None:
    """Of two things only one order is left; of four all others come."""
    question = a_question(ORDERING)
    key = question.key
    assert isinstance(key, OrderKey)
    bank = a_bank(question)
    shown = {draw(bank, "v", str(n)).items[0].option_order for n in range(400)}
    assert key.order not in shown
    assert len(shown) == 23
    two = replace(
        question,
        public=replace(question.public, options=question.public.options[:2]),
        key=replace(key, order=tuple(option.id for option in question.public.options[:2])),
    )
    orders = {draw(a_bank(two), "v", str(n)).items[0].option_order for n in range(20)}
    assert orders == {tuple(option.id for option in question.public.options[1::-1])}


def test_one_option_for_every_stem_earns_the_mean_over_the_options() -> None:
    question = a_question(MATCHING)
    stems, options = len(question.public.prompts), len(question.public.options)
    share, strategy = expected(question)
    assert strategy == "matching everything with one option"
    assert 0 < share <= Fraction(1, min(stems, options))


def test_lists_are_filled_in_and_typed_gaps_are_not() -> None:
    share, strategy = expected(a_question(BLANKS))
    assert (share, strategy) == (Fraction(1, 6), "filling lists in by place")


def test_true_and_false_as_matches_are_no_true_or_false_question() -> None:
    text = """
id: q1
text: Which holds?
type: matching
scoring: each-answer
pairs:
  - {id: one, text: "A pod has one address", match: "True"}
  - {id: two, text: "A node is a pod", match: "False"}
"""
    question = a_question(text)
    assert not question.public.is_true_or_false
    assert expected(question)[0] == Fraction(1, 2)
