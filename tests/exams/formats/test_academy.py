from __future__ import annotations

from datetime import timedelta
from typing import cast

import pytest

from exams.content import question_content
from exams.formats.academy import BankReading, read_bank
from recognition.kernel.findings import Severity
from tests.exams.factories import bank_text, codes, read

SINGLE = """
id: "q1"
text: "Which one?"
type: "single-answer"
marks: 2
options:
  - id: "a"
    text: "This one"
    isCorrect: true
  - id: "b"
    text: "That one"
"""
TWO_RIGHT = """
id: "q2"
text: "Which ones?"
type: "multiple-answers"
options:
  - {id: "a", text: "One", isCorrect: true}
  - {id: "b", text: "Two", isCorrect: true}
  - {id: "c", text: "Three"}
"""
SHORT = """
id: "q3"
text: "Name it."
type: "short-answer"
marks: 1
correctAnswer: "Mesh"
"""


def changed(question: str, old: str, new: str) -> str:
    assert old in question, "the test would change nothing"
    return question.replace(old, new)


def keys(reading: BankReading) -> list[dict[str, object]]:
    assert reading.bank is not None, reading.findings
    return [
        cast("dict[str, object]", question_content(question)["key"])
        for question in reading.bank.questions
    ]


def test_a_plain_bank_is_read_whole() -> None:
    reading = read(SINGLE, TWO_RIGHT, SHORT)
    bank = reading.bank
    assert bank is not None
    assert not reading.findings
    assert (bank.exam, bank.title, bank.description) == ("demo", "Demo", "What it is **about**.")
    assert [q.public.marks for q in bank.questions] == [2, 2, 1]
    assert reading.types == {"multiple-answers": 1, "short-answer": 1, "single-answer": 1}
    assert (reading.questions, reading.marks) == (3, 5)
    assert [q.line for q in bank.questions] == [8, 18, 25]
    assert keys(reading) == [
        {"correct": ["a"]},
        {"correct": ["a", "b"]},
        {"accepted": ["Mesh"], "caseSensitive": False},
    ]


@pytest.mark.parametrize(
    ("field", "front", "value"),
    [
        ("pass_percentage", {"pass_percentage": 80, "passPercentage": None}, 80),
        ("pass_percentage", {"passPercentage": None}, 70),
        ("max_attempts", {"max_attempts": 2, "maxAttempts": None}, 2),
        ("max_attempts", {"maxAttempts": 0}, None),
        ("max_attempts", {"maxAttempts": None}, 3),
        ("questions_per_attempt", {"numberOfQuestions": 1}, 1),
        ("questions_per_attempt", {"number_of_questions": 1}, 1),
        ("time_limit", {"time_limit": 5, "timeLimit": None}, timedelta(minutes=5)),
        ("time_limit", {"timeLimit": "25"}, timedelta(minutes=25)),
        ("time_limit", {"timeLimit": "infinite"}, None),
        ("time_limit", {"timeLimit": "0"}, None),
        ("time_limit", {"timeLimit": 0}, None),
        ("max_attempts", {"retakes": 3, "maxAttempts": None}, 4),
        ("max_attempts", {"retakes": 0, "maxAttempts": None}, 1),
        ("max_attempts", {"retakes": 2}, 3),
        ("cool_downs", {"coolDown": "24h"}, (timedelta(days=1),)),
        ("cool_downs", {"cool_down": ["24h", "7d"]}, (timedelta(days=1), timedelta(days=7))),
        ("cool_downs", {"coolDown": ["0m", "7d"]}, (timedelta(0), timedelta(days=7))),
        ("cool_downs", {"coolDown": "0m"}, ()),
        ("cool_downs", {}, ()),
        ("renewal_window", {"renewalWindow": "60d"}, timedelta(days=60)),
        ("renewal_window", {"renewal-window": "0d"}, None),
        ("renewal_window", {}, timedelta(days=90)),
        ("renewal_window", {"expiresIn": 6}, None),
        ("renewal_window", {"expiresIn": 6, "renewalWindow": "30d"}, timedelta(days=30)),
        ("appeal_window", {"appealDays": 7}, timedelta(days=7)),
        ("appeal_window", {"appeal_days": 0}, None),
        ("appeal_window", {}, timedelta(days=14)),
        ("expiry_months", {"expiresIn": 12}, 12),
        ("expiry_months", {"expiresIn": 0}, None),
        ("expiry_months", {}, 24),
    ],
)
def test_every_spelling_of_a_rule_is_read(
    field: str, front: dict[str, object], value: object
) -> None:
    bank = read(SINGLE, **front).bank
    assert bank is not None
    assert getattr(bank.policy, field) == value


def test_the_origin_of_a_rule_names_key_file_and_line() -> None:
    bank = read(SINGLE, expires_in=12, retakes=2).bank
    assert bank is not None
    assert bank.policy.origin("max_attempts") == "retakes in demo.md:8"
    assert bank.policy.origin("pass_percentage") == "passPercentage in demo.md:4"
    assert bank.policy.origin("expiry_months") == "expires_in in demo.md:7"
    assert bank.policy.origin("cool_downs").startswith("default of this program")
    assert bank.policy.origin("default_marks").startswith("default: the announcement")


def test_attempts_and_retakes_that_disagree_are_named_with_both_lines() -> None:
    for attempts, said in ((3, "says 3"), (0, "says no limit")):
        reading = read(SINGLE, maxAttempts=attempts, retakes=3)
        assert [str(finding) for finding in reading.errors] == [
            (
                "exams/demo.md:7: error: 'retakes: 3' on line 7 means 4 attempts, and "
                f"'maxAttempts: {attempts}' on line 5 {said}; remove one of them "
                "[contradictory-attempts]"
            )
        ]


@pytest.mark.parametrize(
    ("front", "line", "code"),
    [
        ({"passPercentage": 0}, 4, "not-in-range"),
        ({"passPercentage": 101}, 4, "not-in-range"),
        ({"passPercentage": 70.5}, 4, "not-in-range"),
        ({"maxAttempts": -1}, 5, "not-in-range"),
        ({"maxAttempts": True}, 5, "not-in-range"),
        ({"timeLimit": -5}, 6, "not-in-range"),
        ({"timeLimit": 99_999_999}, 6, "not-in-range"),
        ({"numberOfQuestions": 0}, 7, "not-in-range"),
        ({"coolDown": "soon"}, 7, "cool-down"),
        ({"coolDown": ["24h", "soon"]}, 7, "cool-down"),
        ({"coolDown": []}, 7, "cool-down"),
        ({"coolDown": ["1h"] * 21}, 7, "cool-down"),
        ({"coolDown": [{"a": 1}]}, 7, "not-a-list"),
        ({"retakes": 3}, 7, "contradictory-attempts"),
        ({"retakes": -1}, 7, "not-in-range"),
        ({"renewalWindow": "long"}, 7, "renewal-window"),
        ({"renewalWindow": "56d", "expiresIn": 2}, 7, "renewal-window"),
        ({"appealDays": 400}, 7, "not-in-range"),
        ({"title": ""}, 2, "no-title"),
        ({"draft": "perhaps"}, 7, "not-truth"),
    ],
)
def test_an_impossible_rule_refuses_the_bank_at_its_line(
    front: dict[str, object], line: int, code: str
) -> None:
    reading = read(SINGLE, **front)
    assert reading.bank is None
    assert (line, "error", code) in codes(reading)


def test_a_pool_smaller_than_a_paper_is_an_error_but_can_be_graded() -> None:
    reading = read(SINGLE, numberOfQuestions=25)
    assert codes(reading) == [(7, "error", "pool-too-small")]
    assert reading.bank is not None


@pytest.mark.parametrize(
    ("spelling", "canonical"),
    [
        ("single_answer", "single-answer"),
        ("Single-Answer", "single-answer"),
        ("true-false", "single-answer"),
        ("multiple-answer", "multiple-answers"),
        ("multiple_answers", "multiple-answers"),
        ("short_answer", "short-answer"),
    ],
)
def test_every_spelling_of_a_type_is_read_without_complaint(spelling: str, canonical: str) -> None:
    question = {"single-answer": SINGLE, "multiple-answers": TWO_RIGHT, "short-answer": SHORT}
    reading = read(changed(question[canonical], f'"{canonical}"', f'"{spelling}"'))
    assert reading.types == {canonical: 1}
    assert not reading.findings


def test_a_misspelt_type_is_inferred_from_the_key_with_a_warning_at_its_line() -> None:
    reading = read(changed(SINGLE, "single-answer", "singel-answer"))
    assert codes(reading) == [(10, "warning", "unknown-type")]
    assert "did you mean 'single-answer'?" in reading.findings[0].message
    assert reading.types == {"single-answer": 1}
    both = read(changed(TWO_RIGHT, "multiple-answers", "many"))
    assert both.types == {"multiple-answers": 1}


def test_a_misspelt_type_without_options_is_an_error() -> None:
    reading = read(changed(SHORT, "short-answer", "shrt-answer"))
    assert codes(reading) == [(10, "error", "unknown-type")]
    assert reading.bank is None
    assert reading.questions == 1


@pytest.mark.parametrize(
    ("question", "canonical"),
    [
        (changed(SINGLE, 'type: "single-answer"\n', ""), "single-answer"),
        (changed(TWO_RIGHT, 'type: "multiple-answers"\n', ""), "multiple-answers"),
        (changed(SINGLE, 'type: "single-answer"', "multipleAnswers: true"), "multiple-answers"),
    ],
)
def test_a_missing_type_is_inferred_with_a_warning(question: str, canonical: str) -> None:
    reading = read(question)
    assert reading.types == {canonical: 1}
    assert [code for _, _, code in codes(reading)] == ["no-type"]


def test_flags_win_over_a_contradicting_correct_answer() -> None:
    reading = read(changed(SINGLE, "marks: 2", 'correctAnswer: "registry"'))
    assert codes(reading) == [(11, "warning", "contradictory-key")]
    assert keys(reading) == [{"correct": ["a"]}]


def test_a_correct_answer_that_agrees_is_no_problem() -> None:
    for question, answer in ((SINGLE, '"a"'), (TWO_RIGHT, '"b, a"'), (TWO_RIGHT, '["a", "b"]')):
        reading = read(question + f"correct_answer: {answer}\n")
        assert not reading.findings, answer


def test_without_flags_the_named_options_are_right_with_a_warning() -> None:
    bare = changed(SINGLE, "    isCorrect: true\n", "")
    reading = read(bare + 'correctAnswer: "b"\n')
    assert [code for _, _, code in codes(reading)] == ["key-by-name"]
    assert keys(reading) == [{"correct": ["b"]}]


@pytest.mark.parametrize(
    ("question", "line", "code"),
    [
        (changed(SINGLE, "    isCorrect: true\n", ""), 8, "no-key"),
        (changed(SINGLE, '"That one"', '"That one"\n    is_correct: true'), 8, "several-keys"),
        (changed(SINGLE, 'id: "b"', 'id: "a"'), 8, "duplicate-option"),
        (changed(SINGLE, 'id: "q1"', 'id: ""'), 8, "no-id"),
        (changed(SINGLE, '"Which one?"', '" "'), 9, "no-text"),
        (changed(SINGLE, "marks: 2", "marks: 0"), 11, "not-in-range"),
        (changed(SINGLE, "marks: 2", "marks: 1.5"), 11, "not-in-range"),
        (changed(SINGLE, 'text: "That one"', "isCorrect: false"), 16, "not-an-option"),
        ('id: "q1"\ntext: "T"\ntype: "single-answer"\n', 8, "no-options"),
        ('id: "q1"\ntext: "T"\ntype: "single-answer"\noptions: "a"\n', 11, "not-a-list"),
        (changed(SHORT, 'correctAnswer: "Mesh"', 'instructions: "x"'), 8, "no-key"),
        (changed(SHORT, '"Mesh"', '"  "'), 8, "blank-key"),
        (changed(SHORT, 'correctAnswer: "Mesh"', 'accept: "Mesh"'), 12, "not-a-list"),
        (changed(SHORT, "marks: 1", 'options: [{id: "a", text: "A"}]'), 8, "unexpected-options"),
        (changed(SHORT, '"Mesh"', "{a: 1}"), 12, "not-text"),
        (changed(SHORT, "short-answer", "essay"), 8, "no-rubric"),
        ("just words", 8, "not-a-question"),
    ],
)
def test_a_question_that_cannot_be_graded_refuses_its_bank(
    question: str, line: int, code: str
) -> None:
    reading = read(question, SINGLE.replace('"q1"', '"q9"'))
    assert (line, "error", code) in codes(reading)
    assert reading.bank is None


def test_a_retired_essay_without_a_rubric_is_left_out_with_a_warning() -> None:
    essay = changed(SHORT, "short-answer", "essay") + "retired: true\n"
    reading = read(SINGLE, essay)
    assert [f.code for f in reading.warnings] == ["no-rubric"]
    assert reading.bank is not None
    assert [q.id for q in reading.bank.pool] == ["q1"]


def test_a_retired_question_is_kept_but_not_drawn() -> None:
    bank = read(SINGLE, SHORT + "retired: true\n").bank
    assert bank is not None
    assert [q.id for q in bank.questions] == ["q1", "q3"]
    assert [q.id for q in bank.pool] == ["q1"]


def test_an_empty_item_is_left_out_with_a_warning() -> None:
    text = bank_text(SINGLE).replace("questions:\n", "questions:\n  -\n")
    reading = read_bank(text, file="demo.md")
    assert reading is not None
    assert codes(reading) == [(8, "warning", "empty-item")]
    assert reading.questions == 1


def test_two_questions_of_one_id_refuse_the_bank() -> None:
    reading = read(SINGLE, SINGLE)
    assert codes(reading) == [(18, "error", "duplicate-id")]
    assert "line 8" in reading.findings[0].message


def test_unknown_keys_are_told_with_a_suggestion() -> None:
    reading = read(changed(SINGLE, "isCorrect", "iscorect"))
    assert (15, "warning", "unknown-key") in codes(reading)
    assert any("did you mean 'iscorrect'?" in f.message for f in reading.findings)


def test_a_key_in_two_spellings_is_told_and_the_first_counts() -> None:
    reading = read(SINGLE, pass_percentage=10)
    assert codes(reading) == [(7, "warning", "two-spellings")]
    assert reading.bank is not None
    assert reading.bank.policy.pass_percentage == 70


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('id: "a"', "id: true", None),
        ('text: "That one"', "text: 8080", "unquoted"),
        ("marks: 2", 'marks: "2"', "quoted"),
        ("isCorrect: true", 'isCorrect: "true"', "quoted"),
    ],
)
def test_values_of_a_neighbouring_type_are_taken(old: str, new: str, code: str | None) -> None:
    reading = read(changed(SINGLE, old, new))
    assert reading.bank is not None
    assert [f.code for f in reading.findings] == ([] if code is None else [code])


def test_true_or_false_ids_are_texts_quoted_or_not() -> None:
    question = "id: q1\ntext: T\ntype: true-false\noptions:\n"
    question += '  - {id: true, text: "True"}\n  - {id: "false", text: "False", isCorrect: true}\n'
    assert keys(read(question)) == [{"correct": ["false"]}]


def test_a_true_or_false_question_may_leave_its_options_out() -> None:
    reading = read('id: q1\ntext: T\ntype: true-false\ncorrectAnswer: "True"\n')
    assert keys(reading) == [{"correct": ["true"]}]
    assert reading.bank is not None
    assert [o.text for o in reading.bank.questions[0].public.options] == ["True", "False"]


@pytest.mark.parametrize(
    "text",
    ["", "# A page\n", "---\ntitle: A page\n---\nquestions:\n", "---\nquestions:\n  - id: q1\n"],
)
def test_other_files_are_no_banks(text: str) -> None:
    assert read_bank(text, file="page.md") is None


@pytest.mark.parametrize("marker", ["type: test", "type: 'test'", 'type: "test"', "questions: []"])
def test_a_file_is_a_bank_by_its_front_matter(marker: str) -> None:
    reading = read_bank(f"---\n{marker}\n---\n", file="x.md")
    assert reading is not None
    assert "no-questions" in [f.code for f in reading.errors]


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("type: test\ntitle: [\n", 4),
        ("type: test\ntype: test\n", 3),
        ("type: test\nquestions: &a []\n", 3),
        ("questions: 5\n", 2),
        ("type: test\nquestions: !!python/object:x []\n", 3),
    ],
)
def test_bad_yaml_is_an_error_with_the_line_of_the_file(front: str, line: int) -> None:
    reading = read_bank(f"---\n{front}---\n", file="x.md")
    assert reading is not None
    assert reading.bank is None
    assert line in [f.line for f in reading.errors]


def test_findings_are_in_the_order_of_their_lines_and_name_the_file() -> None:
    reading = read(changed(SINGLE, "marks: 2", "marks: 0"), SHORT.replace("marks: 1", "marks: 0"))
    lines = [f.line for f in reading.findings]
    assert lines == sorted(lines)
    assert {f.file for f in reading.findings} == {"exams/demo.md"}
    assert all(f.severity is Severity.ERROR for f in reading.errors)


def test_a_bank_of_retired_questions_has_none_to_ask() -> None:
    assert [f.code for f in read(SINGLE + "retired: true\n").errors] == ["no-questions"]
