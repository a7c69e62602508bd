from __future__ import annotations

from fractions import Fraction

import pytest

from exams.questions import QUESTION_TYPES, ResponseError
from exams.questions.parts import PartsResponse
from tests.exams.examples import MATCHING, a_question, problems
from tests.exams.factories import share

TYPE = QUESTION_TYPES["matching"]
QUESTION = a_question(MATCHING)
ID = {option.text: option.id for option in QUESTION.public.options}

MAPPED = MATCHING.replace(
    "scoring: each-answer",
    'scoring: {policy: mapping, default: "-1/4", values: {server: "1/2", sync: "1/4", '
    'broker: "1/4", "sync = carries messages": "1/8"}}',
)


def matched(**texts: str) -> PartsResponse:
    return PartsResponse(answers={stem: ID[text] for stem, text in texts.items()})


def test_each_right_pair_counts() -> None:
    assert share(QUESTION, matched(server="keeps designs")) == Fraction(1, 3)
    two = matched(server="keeps designs", sync="discovers clusters", broker="brews coffee")
    assert share(QUESTION, two) == Fraction(2, 3)


def test_by_default_every_pair_must_be_right() -> None:
    usual = a_question(MATCHING.replace("scoring: each-answer\n", ""))
    two = matched(server="keeps designs", sync="discovers clusters")
    assert share(usual, two) == 0
    assert share(usual, matched(**{**_by_stem(), "broker": "carries messages"})) == 1


def _by_stem() -> dict[str, str]:
    return {"server": "keeps designs", "sync": "discovers clusters", "broker": "carries messages"}


def test_a_mapping_gives_each_pair_its_worth_within_the_bounds() -> None:
    question = a_question(MAPPED)
    assert share(question, matched(**_by_stem())) == 1
    assert share(question, matched(server="keeps designs")) == Fraction(1, 2)
    assert share(question, matched(sync="carries messages")) == Fraction(1, 8)
    assert share(question, matched(sync="brews coffee", broker="brews coffee")) == 0
    assert share(question, matched(**{**_by_stem(), "broker": "brews coffee"})) == Fraction(1, 2)


@pytest.mark.parametrize("answer", [{"server": "keeps designs"}, {"broker": "server"}])
def test_only_an_option_can_be_matched(answer: dict[str, str]) -> None:
    with pytest.raises(ResponseError, match="does not have"):
        TYPE.parse_response(QUESTION.public, answer)


def test_stems_stay_and_the_texts_are_shuffled() -> None:
    assert [stem.text for stem in QUESTION.public.prompts] == [
        "Meshery Server",
        "MeshSync",
        "Broker",
    ]
    (group,) = TYPE.option_groups(QUESTION.public)
    assert len(group) == 4


def test_two_stems_may_have_one_match() -> None:
    question = a_question(MATCHING.replace('match: "carries messages"', 'match: "keeps designs"'))
    assert len(question.public.options) == 3
    both = matched(server="keeps designs", broker="keeps designs")
    assert share(question, both) == Fraction(2, 3)


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("id: sync", "id: server", 5, "duplicate-option"),
        ('text: "MeshSync", ', "", 5, "no-pairs"),
        ("distractors", "distracters", 9, "unknown-key"),
        ('["brews coffee"]', '["keeps designs"]', 1, "duplicate-option"),
        ("{id: sync,", "{id: sync, mach: x,", 7, "unknown-key"),
        ("each-answer", "prefix", 4, "scoring"),
    ],
)
def test_what_the_author_got_wrong_is_named(old: str, new: str, line: int, code: str) -> None:
    found = [(problem[0], problem[2]) for problem in problems(MATCHING.replace(old, new))]
    assert (line, code) in found


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('server: "1/2"', 'server: "1/4"', "right answers earn 3/4"),
        ('server: "1/2"', 'sever: "1/2"', "no pair 'sever'; did you mean 'server'"),
        ("sync = carries messages", "sync = carries water", "no pair 'sync = carries water'"),
    ],
)
def test_values_that_do_not_fit_the_pairs_are_named(old: str, new: str, words: str) -> None:
    found = problems(MAPPED.replace(old, new))
    assert [problem[:3] for problem in found] == [(4, "error", "scoring")]
    assert words in found[0][3]


def test_without_another_text_there_is_nothing_to_choose() -> None:
    text = MATCHING.replace('["brews coffee"]', "[]")
    for match in ("discovers clusters", "carries messages"):
        text = text.replace(match, "keeps designs")
    assert problems(text)[0][1:3] == ("error", "one-option")
