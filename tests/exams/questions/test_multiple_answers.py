from __future__ import annotations

from itertools import chain, combinations

import pytest

from exams.questions import QUESTION_TYPES, ResponseError
from exams.questions.choice import ChoiceResponse
from tests.exams.factories import several, share

TYPE = QUESTION_TYPES["multiple-answers"]
QUESTION = several(right="ac")


def test_of_all_fifteen_ways_to_tick_exactly_one_earns_marks() -> None:
    """Neither ticking all nor a part of the key pays, as the Academy has it."""
    ways = chain.from_iterable(combinations("abcd", n) for n in range(1, 5))
    earning = [way for way in ways if share(QUESTION, ChoiceResponse(chosen=frozenset(way))) == 1]
    assert earning == [("a", "c")]


@pytest.mark.parametrize(
    "raw", [["a", "c"], ["c", "", "a"], {"selectedOptionId": {"a": True, "c": True, "b": False}}]
)
def test_the_order_of_ticks_does_not_matter(raw: object) -> None:
    response = TYPE.parse_response(QUESTION.public, raw)
    assert response == ChoiceResponse(chosen=frozenset("ac"))


def test_the_same_box_twice_is_refused() -> None:
    with pytest.raises(ResponseError, match="twice"):
        TYPE.parse_response(QUESTION.public, ["a", "a"])
