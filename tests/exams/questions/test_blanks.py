from __future__ import annotations

from fractions import Fraction

import pytest

from exams.questions import QUESTION_TYPES, ResponseError
from exams.questions.blanks import options_of
from exams.questions.parts import PartsResponse
from tests.exams.examples import BLANKS, a_question, problems
from tests.exams.factories import share

TYPE = QUESTION_TYPES["blanks"]
QUESTION = a_question(BLANKS)
PLACE = {option.text: option.id for option in options_of(QUESTION.public, "place")}


def filled(**answers: str) -> PartsResponse:
    return PartsResponse(answers=answers)


def test_gaps_stand_in_the_order_of_the_text_and_only_some_have_a_list() -> None:
    assert [gap.id for gap in QUESTION.public.prompts] == ["verb", "place"]
    assert [gap.text for gap in QUESTION.public.prompts] == ["Blank 1", "Blank 2"]
    assert options_of(QUESTION.public, "verb") == ()
    assert set(PLACE) == {"namespace", "drawer", "pipeline"}
    assert TYPE.option_groups(QUESTION.public) == (tuple(PLACE.values()),)


def test_spaces_around_what_a_list_accepts_do_not_matter() -> None:
    spaced = a_question(BLANKS.replace('accept: ["namespace"]', 'accept: [" namespace "]'))
    assert share(spaced, filled(place=PLACE["namespace"])) == Fraction(1, 2)


@pytest.mark.parametrize("verb", ["get", " GET ", "Describe"])
def test_a_typed_gap_takes_any_accepted_text(verb: str) -> None:
    assert share(QUESTION, filled(verb=verb, place=PLACE["namespace"])) == 1
    assert share(QUESTION, filled(verb=verb, place=PLACE["drawer"])) == Fraction(1, 2)


def test_case_matters_where_the_author_says_so() -> None:
    strict = a_question(BLANKS.replace("id: verb,", "id: verb, caseSensitive: true,"))
    assert share(strict, filled(verb="get")) == Fraction(1, 2)
    assert share(strict, filled(verb="GET")) == 0


def test_by_default_every_gap_must_be_right() -> None:
    usual = a_question(BLANKS.replace("scoring: each-answer\n", ""))
    assert share(usual, filled(verb="get")) == 0
    assert share(usual, filled(verb="get", place=PLACE["namespace"])) == 1


def test_a_mapping_can_pay_less_for_the_second_best_answer() -> None:
    question = a_question(
        BLANKS.replace(
            "scoring: each-answer",
            'scoring: {policy: mapping, values: {"verb = get": "3/4", "verb = describe": "1/2", '
            'place: "1/4", "place = pipeline": "1/8"}}',
        )
    )
    assert share(question, filled(verb="Get", place=PLACE["namespace"])) == 1
    assert share(question, filled(verb="describe")) == Fraction(1, 2)
    assert share(question, filled(place=PLACE["pipeline"])) == Fraction(1, 8)
    assert share(question, filled(verb="put")) == 0


def test_what_is_not_in_the_list_is_refused() -> None:
    for answer in ("namespace", "drawer", "place.0000000000"):
        with pytest.raises(ResponseError, match="does not have"):
            TYPE.parse_response(QUESTION.public, {"place": answer})


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("{{place}}", "place", 5, "the text has no {{place}}"),
        ("{{place}}", "{{palace}}", 5, "{{palace}} is in the text, and not in 'blanks'"),
        ("{{place}}", "{{verb}}", 5, "{{verb}} stands in the text 2 times"),
        ("id: place", "id: verb", 5, "two blanks have the same id"),
        ('["get", "describe"]', "[]", 5, "blank 'verb' accepts nothing"),
        ('["get", "describe"]', '["get", " "]', 5, "or a blank answer"),
        ('accept: ["namespace"]', 'accept: ["name"]', 5, "accepts what is none of its options"),
        ('"drawer"', '"namespace"', 5, "are not different ones"),
        ("{id: verb,", "{id: verb, acept: x,", 6, "did you mean 'accept'"),
        ("type: blanks", 'type: blanks\ncorrectAnswer: "x"', 1, "stand in 'blanks'"),
    ],
)
def test_what_the_author_got_wrong_is_named(old: str, new: str, line: int, words: str) -> None:
    found = problems(BLANKS.replace(old, new))
    assert any(problem[0] == line and words in problem[3] for problem in found), found
