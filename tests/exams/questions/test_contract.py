from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.bank import Question
from exams.questions import QUESTION_TYPES, Grade, ResponseError, canonical_type, present
from tests.exams.factories import right_response, several, share, short, single

ONE_OF_EACH = (single(), several(), short())


def test_the_three_types_are_found_in_their_folder() -> None:
    assert list(QUESTION_TYPES) == ["multiple-answers", "short-answer", "single-answer"]


@pytest.mark.parametrize("spelling", ["essay", "singe-answer", "", "numeric"])
def test_an_unknown_spelling_has_no_type(spelling: str) -> None:
    assert canonical_type(spelling) is None


@pytest.mark.parametrize("question", ONE_OF_EACH)
def test_the_right_answer_earns_all_and_survives_storing(question: Question) -> None:
    question_type = QUESTION_TYPES[question.public.type]
    response = right_response(question)
    again = question_type.parse_response(question.public, response.as_json())
    assert again == response
    assert question_type.grade(question, response) == Grade(share=Fraction(1))
    key = question_type.key_from_json(question_type.key_to_json(question.key))
    assert key == question.key


raw_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["a", "b", "q1"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["selectedOptionId", "answerText", "a", "b", "x"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(raw=raw_values, question=st.sampled_from(ONE_OF_EACH))
def test_whatever_comes_is_an_answer_nothing_or_a_refusal_that_names_the_question(
    raw: object, question: Question
) -> None:
    question_type = QUESTION_TYPES[question.public.type]
    response, refusal = None, None
    try:
        response = question_type.parse_response(question.public, raw)
    except ResponseError as error:
        refusal = error
    if refusal is not None:
        assert refusal.field == "q1"
        assert str(refusal).startswith("Question q1: ")
    if response is not None:
        assert 0 <= question_type.grade(question, response).share <= 1
        again = question_type.parse_response(question.public, response.as_json())
        assert again == response


def test_a_key_has_no_printable_form() -> None:
    for question in ONE_OF_EACH:
        for text in (repr(question), str(question.key), f"{question.key}"):
            assert "withheld" in text
            assert "frozenset({" not in text
            assert "accepted" not in text


def test_presenting_changes_nothing_but_the_order() -> None:
    shown = present(single().public, ("d", "b", "a", "c"))
    assert [option.id for option in shown.options] == ["d", "b", "a", "c"]
    assert {o.id: o.text for o in shown.options} == {o.id: o.text for o in single().public.options}


def test_a_share_is_exact() -> None:
    assert isinstance(share(single(), right_response(single())), Fraction)
