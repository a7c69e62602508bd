"""Nobody passes a shipped exam by the form of its questions, on the papers as they are served."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exams.bank import Bank, Question
from exams.draw import draw
from exams.lint.guessing import kinds_of
from exams.questions import present
from tests.exams.banks.shipped import EXAMS, bank_of

PAPERS = 1_000


def as_served(bank: Bank, seed: str) -> list[Question]:
    """Draw a paper, and give its questions with their options in the order they are shown."""
    questions = bank.by_id()
    return [
        replace(question, public=present(question.public, item.option_order))
        for item in draw(bank, "version", seed).items
        for question in (questions[item.question_id],)
    ]


@pytest.mark.parametrize("exam", EXAMS)
def test_no_blind_strategy_passes_one_in_a_thousand_papers(exam: str) -> None:
    """Not even the one that happens to be the best for the paper at hand."""
    bank = bank_of(exam)
    kinds = kinds_of(bank)
    passed = 0
    for number in range(PAPERS):
        paper = as_served(bank, f"paper {number}")
        luckiest = sum(
            max(
                sum(q.public.marks * tactic.share(q, shuffled=False) for q in asked)
                for tactic in kind.tactics
            )
            for kind in kinds
            if (asked := [question for question in paper if kind.holds(question)])
        )
        possible = sum(question.public.marks for question in paper)
        passed += 100 * luckiest >= bank.policy.pass_percentage * possible
    assert passed == 0
