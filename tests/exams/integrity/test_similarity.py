"""Shared wrong answers: exact chances, planted copiers found, honest people left alone."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product
from math import comb, prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.integrity.records import Kind, Watched
from exams.integrity.similarity import MIN_POPULATION, at_least, shared_wrong_answers
from tests.exams.integrity.made import watched

CHANCES = st.lists(st.floats(0, 1), max_size=7)


def population(people: int = 120, *, seed: int = 1, questions: int = 40) -> list[Watched]:
    """Let people get a third of the questions wrong, with favourites among three wrong answers."""
    chance = random.Random(seed)
    return [
        watched(
            f"p{number:03}",
            number,
            start=number,
            wrong={
                f"v{question}": chance.choices("bcd", (5, 3, 2))[0]
                for question in range(questions)
                if chance.random() < 1 / 3
            },
        )
        for number in range(people)
    ]


def copied(attempts: list[Watched], *, source: int = 5, copier: int = 40) -> list[Watched]:
    """Let one person copy all wrong answers of another."""
    attempts = list(attempts)
    attempts[copier] = replace(attempts[copier], wrong=dict(attempts[source].wrong))
    return attempts


@settings(deadline=None)
@given(CHANCES, st.integers(0, 8))
def test_the_chance_is_what_counting_every_outcome_gives(
    chances: list[float], number: int
) -> None:
    naive = sum(
        prod(p if happens else 1 - p for p, happens in zip(chances, outcome, strict=True))
        for outcome in product((False, True), repeat=len(chances))
        if sum(outcome) >= number
    )
    assert at_least(number, chances) == pytest.approx(naive, abs=1e-12)


def test_of_equal_chances_it_is_the_binomial() -> None:
    expected = sum(comb(10, n) * 0.3**n * 0.7 ** (10 - n) for n in range(6, 11))
    assert at_least(6, [0.3] * 10) == pytest.approx(expected)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1_000))
def test_honest_people_are_left_alone(seed: int) -> None:
    assert shared_wrong_answers(population(60, seed=seed)) == []


def test_a_copied_paper_is_found_once_with_its_figures() -> None:
    attempts = copied(population())
    [signal] = shared_wrong_answers(attempts)
    assert signal.kind is Kind.SHARED_WRONG_ANSWERS
    assert (signal.attempt_id, signal.other_id) == ("p040", "p005")
    shared = len(attempts[5].wrong)
    assert signal.details["shared"] == signal.details["bothWrong"] == shared
    assert float(signal.details["expected"]) < shared / 1.5
    assert signal.details["chance"].startswith("1 in ")


def test_it_does_not_matter_in_which_order_attempts_come() -> None:
    attempts = copied(population())
    forth, back = shared_wrong_answers(attempts), shared_wrong_answers(attempts[::-1])
    assert forth
    assert forth == back


def test_a_favourite_mistake_that_all_make_is_no_sign_of_anything() -> None:
    """Everybody falls for the same wrong answers, so sharing them all is to be expected."""
    wrong = {f"v{n}": "b" for n in range(12)}
    attempts = [watched(f"p{n:02}", n, start=n, wrong=wrong) for n in range(40)]
    assert shared_wrong_answers(attempts) == []


def test_two_attempts_of_one_person_are_not_compared() -> None:
    attempts = copied(population())
    attempts[40] = replace(attempts[40], person=5)
    assert shared_wrong_answers(attempts) == []


def test_two_that_failed_gained_nothing_and_old_ones_were_looked_at_before() -> None:
    attempts = copied(population())
    failed = [replace(one, passed=False) for one in attempts]
    assert shared_wrong_answers(failed) == []
    old = [replace(one, is_recent=False) for one in attempts]
    assert shared_wrong_answers(old) == []


def test_without_a_population_nothing_is_usual_and_nothing_is_said() -> None:
    one = watched("y", 1, wrong={f"v{n}": "d" for n in range(40)})
    two = replace(one, attempt_id="z", person=2)
    others = population(MIN_POPULATION - 2)
    assert shared_wrong_answers([*others, one, two])
    assert shared_wrong_answers([*others[1:], one, two]) == []


def test_no_answer_stands_in_a_signal_or_in_a_printed_attempt() -> None:
    attempts = copied(population())
    [signal] = shared_wrong_answers(attempts)
    assert set(signal.details) == {"shared", "bothWrong", "expected", "chance"}
    assert "v1" not in repr(attempts[5])
