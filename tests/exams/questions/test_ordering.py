from __future__ import annotations

from fractions import Fraction

import pytest

from exams.questions import QUESTION_TYPES, ResponseError
from exams.questions.parts import PartsResponse
from tests.exams.examples import ORDERING, a_question, problems
from tests.exams.factories import share

TYPE = QUESTION_TYPES["ordering"]
QUESTION = a_question(ORDERING)
ID = {option.text: option.id for option in QUESTION.public.options}
RIGHT = ("container", "pod", "node", "cluster")


def places(**by_text: int) -> PartsResponse:
    return PartsResponse(answers={ID[text]: str(place) for text, place in by_text.items()})


def test_the_order_of_the_author_is_right() -> None:
    assert share(QUESTION, places(container=1, pod=2, node=3, cluster=4)) == 1
    assert share(QUESTION, places(container=1, pod=2, node=4, cluster=3)) == Fraction(1, 2)


def test_an_unfinished_order_is_an_answer_and_a_place_given_twice_is_open() -> None:
    """While somebody swaps two places both stand at one, and that must not be lost either."""
    assert share(QUESTION, places(container=1)) == Fraction(1, 4)
    assert share(QUESTION, places(container=1, pod=1, node=3)) == Fraction(1, 4)


def test_a_list_of_ids_is_an_order_too() -> None:
    response = TYPE.parse_response(QUESTION.public, [ID[text] for text in RIGHT])
    assert response == places(container=1, pod=2, node=3, cluster=4)


@pytest.mark.parametrize("place", ["0", "5", "1.0", "first", "-1", " 1"])
def test_a_place_is_one_of_the_places(place: str) -> None:
    with pytest.raises(ResponseError, match="from 1 to 4"):
        TYPE.parse_response(QUESTION.public, {ID["pod"]: place})


def test_all_is_shuffled() -> None:
    (group,) = TYPE.option_groups(QUESTION.public)
    assert set(group) == set(ID.values())


def test_its_ways_of_scoring_are_said_to_candidates() -> None:
    assert QUESTION.public.scoring == "each right place counts"
    usual = a_question(ORDERING.replace("scoring: absolute-position\n", ""))
    assert usual.public.scoring == "all or nothing"
    assert share(usual, places(container=1, pod=2, node=4, cluster=3)) == 0


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('text: "pod"', 'text: "node"', "duplicate-option"),
        ("absolute-position", "net-correct", "scoring"),
        ("absolute-position", "absolute-positon", "scoring"),
        ('{id: d, text: "cluster"}', '{id: d, text: "cluster", isCorrect: true}', "no-key-wanted"),
    ],
)
def test_what_the_author_got_wrong_is_named(old: str, new: str, code: str) -> None:
    assert code in [problem[2] for problem in problems(ORDERING.replace(old, new))]


def test_one_thing_has_no_order() -> None:
    one = ORDERING[: ORDERING.index("  - {id: b")]
    assert problems(one)[0][1:3] == ("error", "no-order")
