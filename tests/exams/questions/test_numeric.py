from __future__ import annotations

import pytest

from exams.questions import QUESTION_TYPES, ResponseError
from exams.questions.typed import TextResponse
from tests.exams.examples import NUMERIC, a_question, problems
from tests.exams.factories import share

TYPE = QUESTION_TYPES["numeric"]


def question_text(*lines: str) -> str:
    return "\n".join(('id: "n"', 'text: "How much?"', "type: numeric", *lines)) + "\n"


def earned(text: str, *lines: str) -> int:
    question = a_question(question_text(*lines))
    return int(share(question, TextResponse(text=text)))


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("100", 1),
        ("100.01", 1),
        ("99.99", 1),
        ("100.0100000000000000001", 0),
        ("99.9899", 0),
        ("1e2", 1),
        ("100,01", 1),
    ],
)
def test_the_bounds_of_a_tolerance_are_right_and_what_is_beyond_is_not(
    text: str, right: int
) -> None:
    """By floats, 100.01 is further from 100 than 0.01."""
    assert earned(text, 'correctAnswer: "100"', 'tolerance: "0.01"') == right


@pytest.mark.parametrize(("text", "right"), [("-95", 1), ("-105", 1), ("-94.999", 0), ("95", 0)])
def test_a_relative_tolerance_is_of_the_key_whatever_its_sign(text: str, right: int) -> None:
    assert earned(text, 'correctAnswer: "-100"', 'tolerance: "5%"') == right


def test_without_a_tolerance_the_number_is_exact() -> None:
    assert earned("0.3", 'correctAnswer: "0.3"') == 1
    assert earned("0.30000000000000004", 'correctAnswer: "0.3"') == 0


@pytest.mark.parametrize(
    ("interval", "inside", "outside"),
    [
        ("[5, 7)", ("5", "6.999"), ("4.999", "7")),
        ("(5, 7]", ("5.001", "7"), ("5", "7.001")),
        ("[5; 5]", ("5",), ("5.1",)),
        ("(-1e-3,1/3)", ("0", "0.333"), ("-0.001", "0.334")),
    ],
)
def test_an_interval_is_open_or_closed_at_either_end(
    interval: str, inside: tuple[str, ...], outside: tuple[str, ...]
) -> None:
    line = f'interval: "{interval}"'
    assert [earned(text, line) for text in inside] == [1] * len(inside)
    assert [earned(text, line) for text in outside] == [0] * len(outside)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("0.375", 1),
        ("0.375 GiB", 1),
        ("0.375gib", 1),
        ("384 MiB", 1),
        ("384 mib", 1),
        ("384", 0),
        ("0.375 KiB", 0),
        ("0.375 m", 0),
    ],
)
def test_another_unit_is_converted(text: str, right: int) -> None:
    assert share(a_question(NUMERIC), TextResponse(text=text)) == right


@pytest.mark.parametrize(
    ("text", "right"), [("8 Mb", 1), ("1 MB", 1), ("8", 0), ("8 mb", 0), ("1 MB ", 1)]
)
def test_a_unit_may_be_wanted_and_its_case_may_tell_it_from_another(text: str, right: int) -> None:
    unit = 'unit: {name: Mb, required: true, accept: {MB: "8"}}'
    question = a_question(question_text('correctAnswer: "8"', unit))
    assert question.public.unit == ""
    assert question.public.scoring == "the unit counts"
    assert share(question, TextResponse(text=text)) == right


def test_a_unit_that_nobody_asked_for_is_told_before_it_costs_marks() -> None:
    question = a_question(question_text('correctAnswer: "8"')).public
    with pytest.raises(ResponseError, match="without a unit"):
        TYPE.parse_response(question, "8 GiB")


@pytest.mark.parametrize(
    "text", ["1e999999999", "NaN", "inf", "9" * 4_000, "nine", "1,234", "1e" + "9" * 90]
)
def test_a_hostile_number_is_refused(text: str) -> None:
    with pytest.raises(ResponseError, match=r"^Question numeric: "):
        TYPE.parse_response(a_question(NUMERIC).public, text)


@pytest.mark.parametrize(
    ("lines", "line", "code"),
    [
        ((), 1, "no-key"),
        (('correctAnswer: "ten"',), 4, "no-number"),
        (('correctAnswer: "1,5"',), 4, "no-number"),
        (('correctAnswer: "5"', 'tolerance: "-1"'), 5, "no-number"),
        (('correctAnswer: "5"', 'tolerance: "x%"'), 5, "no-number"),
        (('correctAnswer: "5"', 'interval: "[4, 6]"'), 1, "two-keys"),
        (('interval: "[4, 6"',), 4, "no-interval"),
        (('interval: "[7, 5]"',), 4, "no-interval"),
        (('interval: "[5, 5)"',), 4, "no-interval"),
        (('correctAnswer: "5"', "unit: {required: true}"), 5, "no-unit"),
        (('correctAnswer: "5"', "unit: {name: m, accept: [km]}"), 5, "no-unit"),
        (('correctAnswer: "5"', 'unit: {name: m, accept: {km: "0"}}'), 5, "no-unit"),
        (('correctAnswer: "5"', "options: [{id: a, text: A}]"), 1, "unexpected-options"),
    ],
)
def test_what_the_author_got_wrong_is_named(lines: tuple[str, ...], line: int, code: str) -> None:
    found = problems(question_text(*lines))
    assert (line, "error", code) in [problem[:3] for problem in found]
