from __future__ import annotations

import json
from dataclasses import asdict, replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.bank import Question
from exams.questions import (
    QUESTION_TYPES,
    Grade,
    ResponseError,
    ReviewReason,
    canonical_type,
    present,
)
from exams.questions.essay import EssayKey
from tests.exams.examples import BLANKS, EXAMPLES, MATCHING, ORDERING, a_question, right_answer
from tests.exams.factories import right_response, several, share, short, single

ALL = Grade(share=Fraction(1))

ONE_OF_EACH = (single(), several(), short(), *map(a_question, EXAMPLES))
"""The first three as they are made, and one of each type as authors write it."""


def test_the_types_are_found_in_their_folder() -> None:
    assert {question.public.type for question in ONE_OF_EACH} <= set(QUESTION_TYPES)
    assert len({question.public.type for question in ONE_OF_EACH}) == len(EXAMPLES)


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Single_Answer", "single-answer"),
        ("true-false", "single-answer"),
        ("numerical", "numeric"),
        ("cloze", "blanks"),
        (" Matching ", "matching"),
    ],
)
def test_a_type_is_known_by_its_other_spellings(spelling: str, name: str) -> None:
    assert canonical_type(spelling) == name


@pytest.mark.parametrize("spelling", ["singe-answer", "", "calculated"])
def test_an_unknown_spelling_has_no_type(spelling: str) -> None:
    assert canonical_type(spelling) is None


@pytest.mark.parametrize("question", ONE_OF_EACH, ids=lambda question: question.id)
def test_the_right_answer_earns_all_and_survives_storing(question: Question) -> None:
    question_type = QUESTION_TYPES[question.public.type]
    response = right_answer(question)
    again = question_type.parse_response(
        question.public, json.loads(json.dumps(response.as_json()))
    )
    assert again == response
    by_people = isinstance(question.key, EssayKey)
    expected = Grade(share=Fraction(0), review=ReviewReason.ESSAY) if by_people else ALL
    assert replace(question_type.grade(question, response), notes=()) == expected
    key = question_type.key_from_json(
        json.loads(json.dumps(question_type.key_to_json(question.key)))
    )
    assert key == question.key


@pytest.mark.parametrize("question", ONE_OF_EACH, ids=lambda question: question.id)
@pytest.mark.parametrize(
    "hostile",
    [
        [f"o{n}" for n in range(1_000)],
        {f"o{n}": "x" for n in range(1_000)},
        {"selectedOptionId": {f"o{n}": True for n in range(1_000)}, "answerText": "x" * 1_000_000},
        "x" * 1_000_000,
        ["x" * 1_000_000],
        {"x" * 1_000_000: "x"},
        "a\0b",
        ["a\0b"],
        {"a": "\0"},
        "\ud800",
        ["\ud800"],
        {"\udfff": "1"},
        ["1", "2", "3"],
        {"a": {"b": {}}},
        [["a"]],
        12,
        1e308,
        True,
    ],
    ids=repr,
)
def test_what_no_page_sends_is_refused_and_names_the_question(
    question: Question, hostile: object
) -> None:
    with pytest.raises(ResponseError, match=f"^Question {question.id}: ") as refusal:
        QUESTION_TYPES[question.public.type].parse_response(question.public, hostile)
    assert len(str(refusal.value)) < 200


@pytest.mark.parametrize("question", ONE_OF_EACH, ids=lambda question: question.id)
@pytest.mark.parametrize("blank", [None, "", [], [""]], ids=repr)
def test_nothing_is_an_open_question(question: Question, blank: object) -> None:
    question_type = QUESTION_TYPES[question.public.type]
    assert question_type.parse_response(question.public, blank) is None
    parts = {part.id: "" for part in question.public.prompts}
    if question.public.type == "ordering":
        parts = {option.id: "" for option in question.public.options}
    if parts:
        assert question_type.parse_response(question.public, parts) is None


@pytest.mark.parametrize("question", ONE_OF_EACH, ids=lambda question: question.id)
def test_the_groups_of_options_hold_each_option_once(question: Question) -> None:
    groups = QUESTION_TYPES[question.public.type].option_groups(question.public)
    names = [name for group in groups for name in group]
    assert sorted(names) == sorted(option.id for option in question.public.options)


def test_what_candidates_see_does_not_tell_the_key() -> None:
    """Neither the names nor the order of options follow those of the author, whose are the key."""
    ordering, matching, blanks = (a_question(text).public for text in (ORDERING, MATCHING, BLANKS))
    assert [option.text for option in ordering.options] != ["container", "pod", "node", "cluster"]
    for question in (ordering, matching, blanks):
        assert [option.id for option in question.options] == sorted(
            option.id for option in question.options
        )
        assert not {"a", "b", "server", "sync"} & {option.id for option in question.options}
    shown = json.dumps([asdict(a_question(text).public) for text in EXAMPLES])
    for secret in ("0.375", "system start", "describe", "designs can be made", "an example"):
        assert secret not in shown


parts = st.sampled_from(
    [
        *("selectedOptionId", "answerText", "a", "x"),
        *(part.id for q in ONE_OF_EACH for part in (*q.public.options, *q.public.prompts)),
    ]
)
raw_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["a", "b", "q1", "1", "2", "0.375", "384 MiB"])
    | st.sampled_from([option.id for q in ONE_OF_EACH for option in q.public.options]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(parts, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
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
        assert refusal.field == question.id
        assert str(refusal).startswith(f"Question {question.id}: ")
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
