from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.questions import QUESTION_TYPES, Grade, ResponseError, ReviewReason
from exams.questions.typed import TextResponse, comparable
from tests.exams.examples import SHORT as SHORT_WORD
from tests.exams.examples import a_question, problems
from tests.exams.factories import share, short

TYPE = QUESTION_TYPES["short-answer"]


@pytest.mark.parametrize(
    ("accepted", "given_text"),
    [
        ("--register", "--register"),
        ("--register", "  --REGISTER\n"),
        ("model import", "Model \t  Import"),
        ("model import", "model\u00a0import"),
        ("  Edge ", "edge"),
        ("Straße", "STRASSE"),
        ("ﬁle", "FILE"),
        ("café", "cafe\u0301"),
        ("ΑΣ", "ας"),
        ("８０８０", "8080"),
    ],
)
def test_case_white_space_and_unicode_forms_do_not_matter(accepted: str, given_text: str) -> None:
    assert share(short("q1", accepted), TextResponse(text=given_text)) == 1


@pytest.mark.parametrize("given_text", ["register", "-register", "--registers", "--re gister"])
def test_a_near_miss_earns_nothing(given_text: str) -> None:
    assert share(short("q1", "--register"), TextResponse(text=given_text)) == 0


def test_case_matters_where_the_author_says_so() -> None:
    question = short("q1", "MeshSync", case_sensitive=True)
    assert share(question, TextResponse(text=" MeshSync ")) == 1
    assert share(question, TextResponse(text="meshsync")) == 0


def test_any_accepted_answer_will_do() -> None:
    question = short("q1", "kubectl", "k8s")
    assert [share(question, TextResponse(text=t)) for t in ("K8S", "kubectl", "k9s")] == [1, 1, 0]


@pytest.mark.parametrize(
    "raw",
    ["edge", ["edge"], {"answerText": "edge"}, {"answerText": "edge", "selectedOptionId": {}}],
)
def test_every_form_of_a_text_is_read(raw: object) -> None:
    assert TYPE.parse_response(short().public, raw) == TextResponse(text="edge")


@pytest.mark.parametrize(
    "raw", [None, "", "  \n", [], {"answerText": ""}, {"selectedOptionId": {}}]
)
def test_a_blank_text_is_an_open_question(raw: object) -> None:
    assert TYPE.parse_response(short().public, raw) is None


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ("x" * 2001, "longer than 2,000"),
        ("a\0b", "NUL"),
        ("a\udfffb", "surrogate"),
        (["a", "b"], "one answer"),
        (5, "must be text"),
        ({"answerText": {"a": 1}}, "must be text"),
        ({"text": "a"}, "neither"),
    ],
)
def test_what_is_no_answer_is_refused_with_the_reason(raw: object, problem: str) -> None:
    with pytest.raises(ResponseError, match=problem):
        TYPE.parse_response(short().public, raw)


def test_two_thousand_characters_are_taken() -> None:
    assert TYPE.parse_response(short().public, "x" * 2000) is not None


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=30), case_sensitive=st.booleans())
def test_the_comparable_form_is_stable(text: str, case_sensitive: bool) -> None:
    once = comparable(text, case_sensitive=case_sensitive)
    assert comparable(once, case_sensitive=case_sensitive) == once


def test_a_wildcard_is_one_only_where_the_author_says_so() -> None:
    assert share(a_question(SHORT_WORD), TextResponse(text="mesheryctl system start -p x")) == 1
    literal = a_question(SHORT_WORD.replace("wildcard: true\n", ""))
    assert share(literal, TextResponse(text="mesheryctl system start -p x")) == 0
    assert share(literal, TextResponse(text="mesheryctl system start*")) == 1


def test_a_near_miss_goes_to_a_person_where_the_author_says_so_and_earns_nothing_yet() -> None:
    near, far = TextResponse(text="meseryctl start"), TextResponse(text="kubectl start")
    review = Grade(share=Fraction(0), review=ReviewReason.NEAR_MISS)
    question = a_question(SHORT_WORD)
    assert TYPE.grade(question, near) == review
    assert TYPE.grade(question, far) == Grade(share=Fraction(0))
    strict = a_question(SHORT_WORD.replace("nearMiss: review\n", ""))
    assert TYPE.grade(strict, near) == Grade(share=Fraction(0))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("nearMiss: review", "nearMiss: award", "near-miss"),
        ('"mesheryctl start"', '"**"', "blank-key"),
        ("wildcard", "wildcart", "unknown-key"),
    ],
)
def test_what_the_author_got_wrong_is_named(old: str, new: str, code: str) -> None:
    assert code in [problem[2] for problem in problems(SHORT_WORD.replace(old, new))]
