from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.questions import ReviewReason
from exams.reviewing import (
    ANSWER,
    Criterion,
    answer_text,
    kappa,
    marks_for,
    model_answer,
    outcome,
    read_points,
    rubric_of,
    verdict,
)
from recognition.kernel.errors import UserError
from tests.exams.examples import BLANKS, ESSAY, MANIFEST, SEVERAL, SHORT, a_question

RUBRIC = (
    Criterion(id="why", text="Says why", points=Fraction(3)),
    Criterion(id="how", text="Says how", points=Fraction(1), sure=Fraction(1, 2)),
)


def test_an_essay_is_judged_by_its_rubric_and_a_task_by_its_assertions() -> None:
    essay = rubric_of(a_question(ESSAY))
    assert [f"{one.id} {one.points}" for one in essay] == ["why 3", "how 1"]
    task = rubric_of(a_question(MANIFEST), sure=["There are three"])
    found = [f"{one.id} {one.sure} to {one.points}" for one in task]
    assert found == ["valid 0 to 1", "three 2 to 2", "memory 0 to 1"]


def test_a_near_miss_is_judged_as_a_whole() -> None:
    question = a_question(SHORT)
    (criterion,) = rubric_of(question)
    assert criterion.id == ANSWER
    assert criterion.points == question.public.marks
    assert model_answer(question.key) == "mesheryctl system start*\nmesheryctl start"


def test_graders_read_answers_of_every_form() -> None:
    assert answer_text(a_question(ESSAY).public, "So.") == "So."
    assert answer_text(a_question(SEVERAL).public, ["a", "x"]) == "list\nx"
    blanks = a_question(BLANKS).public
    answer = {"verb": "get", "place": blanks.options[0].id}
    assert answer_text(blanks, answer) == f"Blank 1: get\nBlank 2: {blanks.options[0].text}"


def test_points_are_read_exactly_and_turned_into_marks() -> None:
    points = read_points(RUBRIC, {"why": " 1.5 ", "how": "1/2", "more": "9"})
    assert points == {"why": Fraction(3, 2), "how": Fraction(1, 2)}
    assert marks_for(RUBRIC, points, 3) == Fraction(3, 2)


@pytest.mark.parametrize(
    "given_points",
    [
        {},
        {"why": "3"},
        {"why": "", "how": "1"},
        {"why": "3.01", "how": "1"},
        {"why": "-1", "how": "1"},
        {"why": "3", "how": "0.4"},
        {"why": "many", "how": "1"},
        {"why": "1/0", "how": "1"},
        {"why": "nan", "how": "1"},
        {"why": "1e999999999", "how": "1"},
        {"why": "0." + "0" * 40, "how": "1"},
    ],
)
def test_points_that_are_missing_or_out_of_range_are_refused(given_points: dict[str, str]) -> None:
    with pytest.raises(UserError, match=r"Says (why|how): give a number from"):
        read_points(RUBRIC, given_points)


@pytest.mark.parametrize(
    ("marks", "final"),
    [
        ([], None),
        ([2], None),
        ([2, 3], Fraction(5, 2)),
        ([3, 2], Fraction(5, 2)),
        ([2, 2], 2),
        ([1, Fraction(5, 2)], None),
        ([1, Fraction(5, 2), 2], 2),
        ([4, 0, 0], 0),
        ([0, 4, 3], 3),
    ],
)
def test_an_essay_has_two_graders_and_a_third_where_they_are_apart(
    marks: list[Fraction], final: Fraction | None
) -> None:
    assert outcome(ReviewReason.ESSAY, marks) == final


@pytest.mark.parametrize("reason", [ReviewReason.NEAR_MISS, ReviewReason.CHECKER_ERROR])
def test_other_answers_have_one_grader(reason: ReviewReason) -> None:
    assert outcome(reason, []) is None
    assert outcome(reason, [Fraction(2)]) == 2


@given(marks=st.lists(st.fractions(0, 5), min_size=2, max_size=3))
def test_what_graders_come_to_lies_between_them(marks: list[Fraction]) -> None:
    final = outcome(ReviewReason.ESSAY, marks)
    if final is not None:
        assert min(marks) <= final <= max(marks)
        assert outcome(ReviewReason.ESSAY, marks[::-1]) == final


def test_points_are_classed_as_none_a_part_or_all() -> None:
    criterion = RUBRIC[0]
    assert [verdict(Fraction(n), criterion) for n in (0, 1, 3)] == ["none", "part", "all"]


def test_kappa_is_the_one_of_the_textbook() -> None:
    """Fifty proposals read by two: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no."""
    pairs = (
        [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    )
    assert kappa(pairs) == Fraction(2, 5)


def test_kappa_tells_agreement_from_chance() -> None:
    assert kappa([("a", "a"), ("b", "b")]) == 1
    assert kappa([("a", "b"), ("b", "a")]) == -1
    assert kappa([("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")]) == 0
    assert kappa([("a", "a")] * 9) is None
    assert kappa([]) is None
