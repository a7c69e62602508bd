"""Who knows nothing does not pass, whatever the strategy and however lucky the paper."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import comb

import pytest

from exams.bank import Bank, Question, Response
from exams.blueprint import cells_of, fits
from exams.lint.blind import best_attack
from exams.questions.choice import ChoiceResponse
from exams.questions.parts import PartsResponse
from tests.exams.banks.shipped import EXAMS, SEVERAL, SINGLE, bank_of, correct_places, of_type
from tests.exams.factories import share

Chances = Mapping[Fraction, Fraction]
"""How likely each number of marks is."""


def luckiest_paper(bank: Bank, marks: Mapping[str, Fraction]) -> Fraction:
    """The most marks of any paper, given what each question brings.

    Enemies are not kept apart, so that real papers bring no more than this.
    """
    total = Fraction(0)
    for cell in cells_of(bank):
        brought = sorted((marks[q.id] for q in bank.pool if fits(q, cell)), reverse=True)
        total += sum(brought[: cell.count])
    return total


def needed(bank: Bank) -> Fraction:
    """The marks that pass; every paper is worth the same."""
    possible = luckiest_paper(bank, {q.id: Fraction(q.public.marks) for q in bank.pool})
    return possible * Fraction(bank.policy.pass_percentage, 100)


def patterns(question: Question) -> Iterable[frozenset[int]]:
    """What can be ticked by looking at places only."""
    places = range(len(question.public.options))
    if question.public.type == SINGLE:
        return [frozenset({place}) for place in places]
    sizes = range(1, len(places) + 1)
    return [frozenset(some) for size in sizes for some in itertools.combinations(places, size)]


def marks_by_pattern(question: Question, ticked: frozenset[int]) -> Fraction:
    ids = [option.id for option in question.public.options]
    response = ChoiceResponse(chosen=frozenset(ids[place] for place in ticked))
    return question.public.marks * share(question, response)


@pytest.mark.parametrize("exam", EXAMS)
def test_no_fixed_pattern_of_ticks_passes_any_paper_in_the_files_order(exam: str) -> None:
    """Two of the three sets of the Academy's exam on the UI are passed by such a pattern."""
    bank = bank_of(exam)
    singles, several = of_type(bank, SINGLE), of_type(bank, SEVERAL)
    for first, second in itertools.product(patterns(singles[0]), patterns(several[0])):
        marks: dict[str, Fraction] = defaultdict(Fraction)
        marks |= {q.id: marks_by_pattern(q, first) for q in singles}
        marks |= {q.id: marks_by_pattern(q, second) for q in several}
        assert luckiest_paper(bank, marks) < needed(bank), (first, second)


def responses(question: Question) -> Sequence[Response]:
    """Everything that can be answered without typing a word, each as likely to a guesser."""
    options = [option.id for option in question.public.options]
    match question.public.type:
        case "single-answer":
            return [ChoiceResponse(chosen=frozenset({name})) for name in options]
        case "ordering":
            places = [str(place) for place in range(1, len(options) + 1)]
            orders = (zip(options, order, strict=True) for order in itertools.permutations(places))
            return [PartsResponse(answers=dict(order)) for order in orders]
        case "matching":
            stems = [prompt.id for prompt in question.public.prompts]
            picks = itertools.permutations(options, len(stems))
            return [PartsResponse(answers=dict(zip(stems, pick, strict=True))) for pick in picks]
        case "blanks":
            lists = [
                [(gap.id, name) for name in options if name.startswith(f"{gap.id}.")]
                for gap in question.public.prompts
            ]
            chosen = itertools.product(*(names for names in lists if names))
            return [PartsResponse(answers=dict(picks)) for picks in chosen if picks]
        case _:
            return []


def chances(question: Question) -> Chances:
    """How a guesser fares who knows how many options are right, which pages do not tell."""
    found: dict[Fraction, Fraction] = defaultdict(Fraction)
    if question.public.type == SEVERAL:
        size = len(correct_places(question))
        places = range(len(question.public.options))
        for some in itertools.combinations(places, size):
            marks = marks_by_pattern(question, frozenset(some))
            found[marks] += Fraction(1, comb(len(places), size))
        return found
    guesses = responses(question)
    for guess in guesses:
        found[question.public.marks * share(question, guess)] += Fraction(1, len(guesses))
    return found or {Fraction(0): Fraction(1)}


def together(all_chances: Iterable[Chances]) -> Chances:
    """The chances of sums, exact."""
    total: Chances = {Fraction(0): Fraction(1)}
    for one in all_chances:
        more: dict[Fraction, Fraction] = defaultdict(Fraction)
        for (marks, chance), (further, likely) in itertools.product(total.items(), one.items()):
            more[marks + further] += chance * likely
        total = more
    return total


def kindest_questions(bank: Bank) -> list[Question]:
    """For every cell those that bring a guesser most."""
    worth = {
        q.id: sum((marks * chance for marks, chance in chances(q).items()), Fraction(0))
        for q in bank.pool
    }
    return [
        question
        for cell in cells_of(bank)
        for question in sorted(
            (q for q in bank.pool if fits(q, cell)), key=lambda q: worth[q.id], reverse=True
        )[: cell.count]
    ]


@pytest.mark.parametrize("exam", EXAMS)
def test_guessing_passes_fewer_than_one_paper_in_a_thousand(exam: str) -> None:
    """On the kindest paper there is, by a guesser who knows how many options to tick."""
    bank = bank_of(exam)
    sums = together(chances(question) for question in kindest_questions(bank))
    assert sum(sums.values()) == 1
    passing = sum(chance for marks, chance in sums.items() if marks >= needed(bank))
    assert passing < Fraction(1, 1_000)


@pytest.mark.parametrize("exam", EXAMS)
@pytest.mark.parametrize("shuffled", [True, False])
def test_the_lints_own_attack_earns_less_than_a_third(exam: str, shuffled: object) -> None:
    attack = best_attack(bank_of(exam), shuffled=bool(shuffled))
    assert attack is not None
    assert attack.share < Fraction(1, 3), attack.strategy
