from __future__ import annotations

from fractions import Fraction
from itertools import chain, combinations

import pytest

from exams.questions import QUESTION_TYPES, ResponseError
from exams.questions.choice import ChoiceResponse
from tests.exams.examples import SEVERAL, a_question, problems
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


WEIGHTED = SEVERAL.replace(
    "scoring: net-correct",
    'scoring: {policy: weighted, values: {a: "2/3", b: "1/3", c: "-1/2", d: "-1/2"}}',
)


def ticked(text: str, names: str) -> Fraction:
    return share(a_question(text), ChoiceResponse(chosen=frozenset(names)))


def test_an_author_may_choose_another_way_to_score() -> None:
    assert [ticked(SEVERAL, names) for names in ("ab", "a", "abc", "abcd", "c")] == [
        1, Fraction(1, 2), Fraction(1, 2), 0, 0,
    ]  # fmt: skip
    assert [ticked(WEIGHTED, names) for names in ("ab", "a", "ac", "cd")] == [
        1, Fraction(2, 3), Fraction(1, 6), 0,
    ]  # fmt: skip


def test_how_it_is_scored_is_said_beside_the_question() -> None:
    usual = a_question(SEVERAL.replace("scoring: net-correct\n", ""))
    assert usual.public.scoring == "all or nothing"
    assert a_question(SEVERAL).public.scoring == "a wrong one cancels a right one"


def test_a_flawed_option_is_mended_without_giving_the_question_up() -> None:
    dropped = SEVERAL.replace('text: "sing"', 'text: "sing", disregard: true')
    assert ticked(dropped, "abc") == 1
    gained = SEVERAL.replace('text: "sing"', 'text: "sing", alwaysCorrect: true')
    assert ticked(gained, "ab") == ticked(gained, "abc") == 1
    assert ticked(gained, "a") == Fraction(2, 3)


@pytest.mark.parametrize(
    ("text", "old", "new", "words"),
    [
        (SEVERAL, "net-correct", "weighted", "needs values"),
        (SEVERAL, "net-correct", "adjacent-pairs", "is no policy of this type"),
        (WEIGHTED, 'a: "2/3"', 'a: "1/3"', "the right answers earn 2/3"),
        (WEIGHTED, 'c: "-1/2"', 'e: "-1/2"', "no option 'e'"),
        (WEIGHTED, 'c: "-1/2", d: "-1/2"', 'c: "0"', "ticking every option earns all marks"),
        (SEVERAL, 'text: "sing"', 'text: "x", disregard: true, alwaysCorrect: true', "both"),
        (
            SEVERAL.replace("isCorrect: true", "isCorrect: true, disregard: true"),
            "", "", "every right option is disregarded",
        ),
    ],
)  # fmt: skip
def test_what_the_author_got_wrong_is_named(text: str, old: str, new: str, words: str) -> None:
    found = problems(text.replace(old, new) if old else text)
    assert any(words in problem[3] for problem in found), found
