"""What a result says by subject: enough to learn from, too little to find the key."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.bands import ENOUGH, OTHER, Band, Marks, by_competency
from exams.bank import Competency

if TYPE_CHECKING:
    from collections.abc import Sequence

SUBJECTS = tuple(
    Competency(id=name, title=name.title(), study=(f"https://docs.example/{name}",))
    for name in ("deploy", "models", "tests")
)


def paper(**questions: Sequence[int]) -> list[Marks]:
    """Make questions of two marks, by subject, from what each earned."""
    return [
        Marks(competency=name, earned=Fraction(earned), possible=2)
        for name, all_earned in questions.items()
        for earned in all_earned
    ]


@pytest.mark.parametrize(
    ("share", "band"),
    [
        (Fraction(1), Band.STRONG),
        (Fraction(4, 5), Band.STRONG),
        (Fraction(799, 1000), Band.DEVELOPING),
        (Fraction(1, 2), Band.DEVELOPING),
        (Fraction(499, 1000), Band.NEEDS_WORK),
        (Fraction(0), Band.NEEDS_WORK),
    ],
)
def test_a_band_begins_at_its_edge(share: Fraction, band: Band) -> None:
    assert Band.of(share) is band


def test_each_subject_has_its_band_and_what_to_read_in_the_authors_order() -> None:
    found = by_competency(paper(models=[2, 2, 2], deploy=[2, 0, 1], tests=[0, 0, 0]), SUBJECTS)
    assert [(one.title, one.questions, str(one.band)) for one in found] == [
        ("Deploy", 3, "developing"),
        ("Models", 3, "strong"),
        ("Tests", 3, "needs work"),
    ]
    assert found[0].study == ("https://docs.example/deploy",)


def test_what_to_read_about_questions_follows_whichever_of_them_went_badly() -> None:
    right, wrong, *others = paper(deploy=[2, 0, 0], tests=[2, 2, 2])
    right = replace(right, study=("https://docs.example/deploy", "https://docs.example/helm"))
    wrong = replace(wrong, study=("https://docs.example/apply",))
    deploy, tests = by_competency([right, wrong, *others], SUBJECTS)
    assert deploy.study == tuple(
        f"https://docs.example/{place}" for place in ("deploy", "helm", "apply")
    )
    assert tests.study == ("https://docs.example/tests",)


def test_small_subjects_are_told_together() -> None:
    found = by_competency(paper(deploy=[2, 2, 2, 2], models=[0, 0], tests=[2, 2]), SUBJECTS)
    assert [(one.title, one.questions, str(one.band)) for one in found] == [
        ("Deploy", 4, "strong"),
        (OTHER, 4, "developing"),
    ]
    assert found[1].study == ("https://docs.example/models", "https://docs.example/tests")


def test_where_too_few_are_left_the_smallest_joins_them() -> None:
    found = by_competency(paper(deploy=[2] * 5, models=[2, 2, 2], tests=[0]), SUBJECTS)
    assert [(one.title, one.questions) for one in found] == [("Deploy", 5), (OTHER, 4)]


@pytest.mark.parametrize(
    "questions", [{"deploy": [2] * 5}, {"": [2] * 5}, {"deploy": [2] * 3, "tests": [1]}, {}]
)
def test_what_the_score_says_already_is_not_said_again(questions: dict[str, list[int]]) -> None:
    assert by_competency(paper(**questions), SUBJECTS) == ()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["deploy", "models", "tests", "unknown", ""]), st.integers(0, 2)
        ),
        max_size=30,
    )
)
def test_no_band_speaks_of_too_few_and_every_question_is_in_one(
    questions: list[tuple[str, int]],
) -> None:
    marks = [Marks(competency=n, earned=Fraction(e), possible=2) for n, e in questions]
    found = by_competency(marks, SUBJECTS)
    assert all(one.questions >= ENOUGH for one in found)
    assert len(found) != 1
    assert not found or sum(one.questions for one in found) == len(marks)
