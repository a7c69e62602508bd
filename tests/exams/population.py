"""Let a whole population of known abilities sit an exam, through the real service."""

from __future__ import annotations

import math
import random
from datetime import timedelta
from typing import TYPE_CHECKING
from unittest.mock import patch

from recognition.kernel.ids import UserId
from tests.exams.factories import a_bank, single, some_banks
from tests.exams.sittings import Sittings

if TYPE_CHECKING:
    from exams.bank import Bank
    from exams.views import AttemptView
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

QUESTIONS = 16
ON_A_PAPER = 12

WRONG_KEY = "q05"
"""Everybody who knows its answer says `a`; its key says `b`."""

EASY = "q09"
"""Everybody knows it."""

ABLE = 40
"""So many people save each answer by itself, which tells their times; the others hand in all."""


def truth(question_id: str) -> str:
    """Give the option that is right in the world, whatever the key says."""
    return "abcd"[int(question_id.removeprefix("q")) % 4] if question_id != WRONG_KEY else "a"


def population_bank() -> Bank:
    """Make a bank of single answers, one of them with a wrong key."""
    names = [f"q{number:02}" for number in range(1, QUESTIONS + 1)]
    return a_bank(
        *(single(name, right="b" if name == WRONG_KEY else truth(name)) for name in names),
        questions_per_attempt=ON_A_PAPER,
        time_limit=timedelta(minutes=24),
    )


def populated(
    database: Database, clock: ManualClock, *, people: int = 200, seed: int = 4
) -> Sittings:
    """Let people of normally distributed ability sit the exam once each."""
    sittings = Sittings(database=database, clock=clock, banks=some_banks(population_bank()))
    chance = random.Random(seed)
    for number in range(people):
        person, ability = UserId(1_000 + number), chance.gauss(0, 1.2)
        # The id of an attempt seeds its paper; by chance some crowds would hide what is planted.
        with patch("secrets.token_urlsafe", return_value=f"attempt-{seed}-{number}"):
            attempt = sittings.start(person)
        answers = {name: _answer(name, ability, chance) for name in _names(attempt)}
        if number < ABLE:
            _save_each(sittings, attempt, answers, chance, person=person)
            sittings.submit(attempt.id, person=person)
        else:
            clock.advance(timedelta(minutes=9))
            sittings.submit(attempt.id, dict(answers), person=person)
    return sittings


def _names(attempt: AttemptView) -> list[str]:
    return [item.question.id for item in attempt.items]


def _answer(name: str, ability: float, chance: random.Random) -> str:
    """Answer rightly by a logistic curve, and else guess among the wrong ones."""
    difficulty = (int(name.removeprefix("q")) - 8) / 6
    knows = chance.random() < 1 / (1 + math.exp(-1.7 * (ability - difficulty)))
    if name == EASY or knows:
        return truth(name)
    # Nobody ever chooses the fourth wrong letter in the order: it is a dead distractor.
    wrong = [letter for letter in "abcd" if letter != truth(name)]
    return chance.choice(wrong[:2])


def _save_each(
    sittings: Sittings,
    attempt: AttemptView,
    answers: dict[str, str],
    chance: random.Random,
    *,
    person: UserId,
) -> None:
    for save_no, (name, answer) in enumerate(answers.items(), start=1):
        sittings.clock.advance(timedelta(seconds=chance.choice((2, 20, 30, 40, 50))))
        sittings.save(attempt.id, {name: answer}, save_no, person=person)
