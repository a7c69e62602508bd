from __future__ import annotations

from typing import Any

import pytest

from exams.bank import Bank, Cell, Competency, Drawing
from tests.exams.factories import codes, read

COMPETENCIES = [
    {"id": "designs", "title": "Designs", "study": ["https://docs.meshery.io/concepts"]},
    {"id": "models", "title": "Models"},
]


def question(name: str, **keys: str) -> str:
    lines = [f'id: "{name}"', f'text: "What is {name}?"', 'type: "short-answer"']
    return "\n".join([*lines, 'correctAnswer: "x"', *(f"{k}: {v}" for k, v in keys.items())])


def truth(name: str, **keys: str) -> str:
    lines = [f'id: "{name}"', f'text: "What is {name}?"', 'type: "true-false"']
    return "\n".join([*lines, 'correctAnswer: "true"', *(f"{k}: {v}" for k, v in keys.items())])


QUESTIONS = [
    *[question(f"d{n}", competency='"designs"', difficulty='"hard"') for n in range(3)],
    *[question(f"m{n}", competency='"models"') for n in range(3)],
]


def bank_of(*questions: str, **front: Any) -> Bank:
    reading = read(*questions, **front)
    assert reading.findings == ()
    assert reading.bank is not None
    return reading.bank


def found(*questions: str, **front: Any) -> list[tuple[str, str]]:
    """Give code and message of every error."""
    return [(finding.code, finding.message) for finding in read(*questions, **front).errors]


def test_competencies_and_cells_are_read_and_added_up() -> None:
    bank = bank_of(
        *QUESTIONS,
        competencies=COMPETENCIES,
        blueprint=[
            {"competency": "designs", "difficulty": "Hard", "count": 2},
            {"competency": "models", "count": 1},
        ],
    )
    assert bank.competencies == (
        Competency(id="designs", title="Designs", study=("https://docs.meshery.io/concepts",)),
        Competency(id="models", title="Models"),
    )
    assert bank.blueprint == (
        Cell(competency="designs", difficulty="hard", count=2),
        Cell(competency="models", count=1),
    )
    assert bank.questions_per_attempt == 3


def test_an_exam_without_any_of_it_draws_all_with_a_fifth_true_or_false() -> None:
    bank = bank_of(*QUESTIONS[:3], competencies=COMPETENCIES)
    assert (bank.blueprint, bank.drawing, bank.true_false_percent) == ((), Drawing.DRAW, 20)


def test_sets_and_the_share_of_true_or_false_are_read_in_any_spelling() -> None:
    front = {"competencies": COMPETENCIES, "numberOfQuestions": 3}
    bank = bank_of(*QUESTIONS, drawing="sets", true_false_percent=0, **front)
    assert (bank.drawing, bank.true_false_percent) == (Drawing.SETS, 0)


@pytest.mark.parametrize(
    ("front", "code", "words"),
    [
        (
            {"blueprint": [{"competency": "design", "count": 2}]},
            "unknown-competency",
            "'design' is none of the exam's; did you mean 'designs'?",
        ),
        (
            {"blueprint": [{"competency": "designs", "difficulty": "tough", "count": 2}]},
            "unknown-difficulty",
            "'tough' is none of easy, medium, hard",
        ),
        ({"blueprint": [{"competency": "designs"}]}, "no-count", "needs the count"),
        (
            {"blueprint": [{"competency": "designs", "count": 0}]},
            "not-in-range",
            "whole number from 1",
        ),
        (
            {"blueprint": [{"competency": "designs", "count": 1}] * 2},
            "duplicate-cell",
            "add the counts up",
        ),
        (
            {"blueprint": [{"competency": "designs", "count": 2}], "numberOfQuestions": 3},
            "blueprint-sum",
            "adds up to 2 questions, and numberOfQuestions is 3",
        ),
        (
            {"blueprint": [{"competency": "designs", "difficulty": "hard", "count": 4}]},
            "cell-too-small",
            "the cell 'designs' (hard) wants 4 questions, and there are 3",
        ),
        (
            {"blueprint": [{"competency": "models", "difficulty": "easy", "count": 1}]},
            "cell-too-small",
            "the cell 'models' (easy) wants 1 questions, and there are 0",
        ),
        ({"drawing": "lots"}, "unknown-drawing", "write draw or sets"),
        ({"drawing": "sets", "numberOfQuestions": 4}, "uneven-sets", "6 questions cannot be cut"),
        (
            {"drawing": "sets", "blueprint": [{"competency": "designs", "count": 2}]},
            "blueprint-of-sets",
            "remove the blueprint",
        ),
        ({"trueFalsePercent": 101}, "not-in-range", "from 0 to 100"),
        ({"competencies": [{"id": "designs"}]}, "no-id", "needs an id and a title"),
        ({"competencies": [*COMPETENCIES, COMPETENCIES[0]]}, "duplicate-id", "there twice"),
    ],
)
def test_a_plan_that_cannot_be_meant_is_refused(
    front: dict[str, Any], code: str, words: str
) -> None:
    errors = found(*QUESTIONS, **{"competencies": COMPETENCIES, **front})
    assert code in [error for error, _ in errors]
    assert any(words in message for _, message in errors), errors


def test_overlapping_cells_that_want_the_same_questions_are_refused() -> None:
    blueprint = [
        {"competency": "designs", "difficulty": "hard", "count": 2},
        {"competency": "designs", "count": 2},
    ]
    errors = found(*QUESTIONS, competencies=COMPETENCIES, blueprint=blueprint)
    assert [code for code, _ in errors] == ["no-paper"]


def test_enemies_that_leave_too_few_are_refused() -> None:
    questions = [question(f"q{n}", enemies='["q0"]') for n in range(4)]
    assert found(*questions, numberOfQuestions=4)[0][0] == "no-paper"
    assert found(*questions, numberOfQuestions=3) == []


def test_a_limit_of_true_or_false_that_leaves_too_few_is_refused_if_the_author_set_it() -> None:
    questions = [*QUESTIONS[:1], truth("t1"), truth("t2")]
    front = {"competencies": COMPETENCIES}
    assert found(*questions, **front) == []
    errors = found(*questions, trueFalsePercent=30, **front)
    assert errors[0][0] == "no-paper"
    assert "30 % of true-or-false" in errors[0][1]


def test_a_question_of_an_unknown_competency_is_an_error_where_there_are_some() -> None:
    misspelt = question("q", competency='"desings"')
    (error,) = found(misspelt, competencies=COMPETENCIES)
    assert error == (
        "unknown-competency",
        "q: the exam has no competency 'desings'; did you mean 'designs'?",
    )
    assert codes(read(misspelt)) == [(8, "warning", "unknown-competency")]


def test_a_misspelt_key_of_a_cell_is_told() -> None:
    blueprint = [{"competency": "designs", "count": 1, "dificulty": "hard"}]
    reading = read(*QUESTIONS, competencies=COMPETENCIES, blueprint=blueprint)
    assert "did you mean 'difficulty'" in reading.findings[0].message
