"""Right answers to the shipped banks earn all marks, half ones a part, and wrong ones none."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from exams.bank import Question
from exams.grading import grade
from exams.questions import QUESTION_TYPES
from recognition.kernel.yaml import read_yaml
from tests.exams.banks.shipped import EXAMS, bank_of, tasks_of
from tests.exams.factories import a_paper
from webhooks.demo.answers import right_answer

ANSWERS = Path(__file__).parent / "answers"


def marks(question: Question, answer: object) -> Fraction:
    """What an answer as it comes from a browser or JSON earns."""
    kind = QUESTION_TYPES[question.public.type]
    response = kind.parse_response(question.public, answer)
    assert response is not None
    graded = kind.grade(question, response)
    assert graded.review is None, "no person has to look at it"
    return question.public.marks * graded.share


def answers_of(exam: str) -> dict[str, Any]:
    file = ANSWERS / f"{exam}.yml"
    answers: dict[str, Any] = read_yaml(file.read_text(encoding="utf-8"), file=file.name).value
    return answers


@pytest.mark.parametrize("exam", EXAMS)
def test_the_right_answer_of_every_question_earns_all_marks(exam: str) -> None:
    for question in bank_of(exam).questions:
        assert marks(question, right_answer(question)) == question.public.marks, question.id


@pytest.mark.parametrize("exam", EXAMS)
def test_a_paper_of_right_answers_is_passed_with_full_marks(exam: str) -> None:
    bank = bank_of(exam)
    questions, paper = bank.by_id(), a_paper(bank)
    responses = {}
    for item in paper.items:
        question = questions[item.question_id]
        kind = QUESTION_TYPES[question.public.type]
        response = kind.parse_response(question.public, right_answer(question))
        assert response is not None
        responses[question.id] = response
    result = grade(paper, responses, bank)
    assert result.passed
    assert result.score.earned == result.score.possible == 56


@pytest.mark.parametrize("exam", EXAMS)
def test_another_way_to_do_all_that_a_task_asks_earns_all_marks(exam: str) -> None:
    """In another order, with other names, quotes and styles than the author's."""
    answers, tasks = answers_of(exam), tasks_of(bank_of(exam))
    assert list(answers) == [task.id for task in tasks]
    for task in tasks:
        assert marks(task, answers[task.id]["also"]) == task.public.marks, task.id


@pytest.mark.parametrize("exam", EXAMS)
def test_half_an_answer_to_a_task_earns_a_part_and_a_wrong_one_nothing(exam: str) -> None:
    answers = answers_of(exam)
    for task in tasks_of(bank_of(exam)):
        written = answers[task.id]
        earns = Fraction(written["earns"])
        assert 0 < earns < task.public.marks
        assert marks(task, written["half"]) == earns, task.id
        assert marks(task, written["wrong"]) == 0, task.id


@pytest.mark.parametrize("exam", EXAMS)
def test_what_a_task_begins_with_earns_nothing_by_itself(exam: str) -> None:
    for task in tasks_of(bank_of(exam)):
        if task.public.starter:
            kind = QUESTION_TYPES[task.public.type]
            response = kind.parse_response(task.public, task.public.starter)
            assert response is None or kind.grade(task, response).share == 0, task.id
