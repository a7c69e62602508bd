from __future__ import annotations

from fractions import Fraction

import pytest

from exams.questions import QUESTION_TYPES, ResponseError
from exams.questions.choice import ChoiceResponse
from tests.exams.examples import SINGLE, a_question
from tests.exams.factories import share, single

TYPE = QUESTION_TYPES["single-answer"]
QUESTION = single(right="b")


@pytest.mark.parametrize(
    "raw",
    [
        "b",
        ["b"],
        ["", "b"],
        {"selectedOptionId": {"b": True}, "answerText": ""},
        {"selectedOptionId": {"a": False, "b": True}},
        {"selectedOptionId": ["b"]},
    ],
)
def test_every_form_of_one_tick_is_read(raw: object) -> None:
    response = TYPE.parse_response(QUESTION.public, raw)
    assert response == ChoiceResponse(chosen=frozenset("b"))


@pytest.mark.parametrize(
    "raw", [None, "", [], [""], {"selectedOptionId": {}}, {"answerText": "b"}]
)
def test_no_tick_is_an_open_question(raw: object) -> None:
    assert TYPE.parse_response(QUESTION.public, raw) is None


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (["a", "b"], "only one option"),
        ({"selectedOptionId": {"a": True, "b": True}}, "only one option"),
        (["b", "b"], "twice"),
        ("z", "does not have"),
        ("B", "does not have"),
        (["b" * 3000], "longer than 2,000"),
        (["\0"], "NUL"),
        (["\ud800"], "surrogate"),
        ([1], "named by its id"),
        (7, "list of options"),
        ({"selectedOptionId": {"b": 1}}, "true or false"),
        ({"selectedOptionId": {"b": "true"}}, "true or false"),
        ({"selected": {"b": True}}, "neither"),
    ],
)
def test_what_is_no_answer_is_refused_with_the_reason(raw: object, problem: str) -> None:
    with pytest.raises(ResponseError, match=problem):
        TYPE.parse_response(QUESTION.public, raw)


def test_only_the_right_option_earns_marks() -> None:
    for letter in "abcd":
        response = ChoiceResponse(chosen=frozenset(letter))
        assert share(QUESTION, response) == (letter == "b")


def test_options_may_be_worth_different_shares() -> None:
    scoring = 'scoring: {policy: weighted, values: {a: "1", c: "1/4", b: "-1"}}'
    question = a_question(SINGLE.replace("type:", f"{scoring}\ntype:"))
    earned = [share(question, ChoiceResponse(chosen=frozenset(name))) for name in "abc"]
    assert earned == [1, 0, Fraction(1, 4)]
    assert question.public.scoring == "some count more than others"


def test_a_flawed_option_can_be_taken_as_right_too() -> None:
    question = a_question(SINGLE.replace('"A whale"', '"A whale", alwaysCorrect: true'))
    earned = [share(question, ChoiceResponse(chosen=frozenset(name))) for name in "abc"]
    assert earned == [1, 1, 0]
    assert question.public.scoring == ""


def test_true_or_false_needs_no_options() -> None:
    question = a_question('id: "t"\ntext: "So?"\ntype: true-false\ncorrectAnswer: "true"\n')
    assert [option.text for option in question.public.options] == ["True", "False"]
    assert share(question, ChoiceResponse(chosen=frozenset({"true"}))) == 1
