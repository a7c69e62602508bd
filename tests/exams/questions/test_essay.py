from __future__ import annotations

import pytest

from exams.questions import QUESTION_TYPES, Grade, ResponseError, ReviewReason
from exams.questions.essay import EssayKey
from exams.questions.typed import TextResponse
from tests.exams.examples import ESSAY, a_question, problems

TYPE = QUESTION_TYPES["essay"]
QUESTION = a_question(ESSAY)


def test_an_essay_earns_nothing_before_somebody_has_read_it() -> None:
    grade = TYPE.grade(QUESTION, TextResponse(text="So that designs can be made."))
    assert grade == Grade(share=grade.share, review=ReviewReason.ESSAY)
    assert grade.share == 0


def test_the_rubric_says_what_is_worth_how_much() -> None:
    assert isinstance(QUESTION.key, EssayKey)
    assert [criterion.points for criterion in QUESTION.key.rubric] == [3, 1]
    assert QUESTION.key.points == 4
    assert "withheld" in repr(QUESTION.key.rubric[0])


def test_an_essay_may_be_longer_than_a_short_answer() -> None:
    text = "é" * 20_000
    assert TYPE.parse_response(QUESTION.public, text) == TextResponse(text=text)
    with pytest.raises(ResponseError, match="longer than 20,000"):
        TYPE.parse_response(QUESTION.public, text + "!")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("points: 1", "points: 0", "not-in-range"),
        ("points: 1", "points: 0", "no-rubric"),
        ("id: how", "id: why", "no-rubric"),
        (', text: "Gives an example"', "", "no-rubric"),
        ("{id: how", "{name: x, id: how", "unknown-key"),
        ("marks: 4", "options: [{id: a, text: A}]", "unexpected-options"),
    ],
)
def test_what_the_author_got_wrong_is_named(old: str, new: str, code: str) -> None:
    assert code in [problem[2] for problem in problems(ESSAY.replace(old, new))]
