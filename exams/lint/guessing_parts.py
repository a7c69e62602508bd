"""Order, match and fill in without knowing anything."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import permutations, product
from math import prod
from typing import TYPE_CHECKING

from exams.lint.tactics import MAX_OUTCOMES, Kind, Tactic
from exams.questions.blanks import NAME as BLANKS
from exams.questions.blanks import options_of
from exams.questions.matching import NAME as MATCHING
from exams.questions.ordering import NAME as ORDERING
from exams.questions.ordering import OrderKey
from exams.questions.parts import PartsResponse
from exams.questions.scoring import Scoring, ScoringPolicy
from exams.questions.shares import share_of_order

if TYPE_CHECKING:
    from collections.abc import Callable

    from exams.bank import PublicQuestion, Question
    from exams.lint.tactics import Answers

MAX_ORDERED = 6
"""All orders of six are 720; an order of more things earns less still by chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _AsShown(Tactic):
    """Leave things in the order in which they are shown, which is never the right one."""

    def share(self, question: Question, *, shuffled: bool) -> Fraction:
        """Give the expected share; of more than six things what six of them would earn."""
        del shuffled
        key = question.key
        assert isinstance(key, OrderKey), "the kind holds orderings only"
        return _mean_of_wrong_orders(key.scoring.policy, min(len(key.order), MAX_ORDERED))


@cache
def _mean_of_wrong_orders(policy: ScoringPolicy, length: int) -> Fraction:
    """Score every order of so many things but the right one, and take the mean."""
    right = [str(place) for place in range(length)]
    shares = [
        share_of_order(Scoring(policy=policy), order, right=right)
        for order in map(list, permutations(right))
        if order != right
    ]
    return sum(shares, Fraction(0)) / len(shares)


def _same_for_all(question: Question, _shuffled: object) -> Answers:
    """Choose the option at one place for every stem; shuffled, it may be any.

    Whoever goes through the options in turn expects as much for each stem.
    """
    stems = [prompt.id for prompt in question.public.prompts]
    return [
        PartsResponse(answers=dict.fromkeys(stems, option.id))
        for option in question.public.options
    ]


def _one_of_each_list(question: Question, _shuffled: object) -> Answers:
    """Choose at one place of every list; shuffled each by itself, any may stand there."""
    lists = _lists(question.public)
    if not lists or prod(len(names) for names in lists.values()) > MAX_OUTCOMES:
        return []
    return [
        PartsResponse(answers=dict(zip(lists, chosen, strict=True)))
        for chosen in product(*lists.values())
    ]


def _lists(question: PublicQuestion) -> dict[str, list[str]]:
    lists = {
        prompt.id: [option.id for option in options_of(question, prompt.id)]
        for prompt in question.prompts
    }
    return {gap: names for gap, names in lists.items() if names}


def _is(name: str) -> Callable[[Question], bool]:
    return lambda question: question.public.type == name


PART_KINDS = (
    Kind(
        holds=_is(ORDERING),
        tactics=(_AsShown(words="leaving orders as they are shown", answers=lambda *_: []),),
    ),
    Kind(
        holds=_is(MATCHING),
        tactics=(Tactic(words="matching everything with one option", answers=_same_for_all),),
    ),
    Kind(
        holds=_is(BLANKS),
        tactics=(Tactic(words="filling lists in by place", answers=_one_of_each_list),),
    ),
)
