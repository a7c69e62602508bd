from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from time import process_time

import pytest

from exams.bank import Question
from exams.questions import QUESTION_TYPES, Grade, Note, ResponseError, ReviewReason
from exams.questions.performance import TaskKey, failure_of
from exams.questions.typed import TextResponse
from exams.tasks.limits import MAX_BYTES
from tests.exams.examples import CODE, COMMAND, DESIGN, MANIFEST, TASKS, a_question, problems
from tests.exams.factories import a_bank, stored
from tests.exams.graders import Broken

QUESTIONS = {question.public.type: question for question in map(a_question, TASKS)}


def key_of(question: Question) -> TaskKey:
    assert isinstance(question.key, TaskKey)
    return question.key


def answered(question: Question, text: str) -> TextResponse:
    response = QUESTION_TYPES[question.public.type].parse_response(question.public, text)
    assert isinstance(response, TextResponse)
    return response


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_authors_own_answer_earns_everything_and_says_so(name: str) -> None:
    question = QUESTIONS[name]
    grade = QUESTION_TYPES[name].grade(question, TextResponse(text=key_of(question).model))
    assert grade.share == 1
    assert grade.review is None
    assert grade.notes
    assert all(note.passed for note in grade.notes)


def test_a_part_of_the_task_earns_its_part_of_the_points() -> None:
    question = QUESTIONS["manifest"]
    half = key_of(question).model.replace("128Mi", "1Gi")
    grade = QUESTION_TYPES["manifest"].grade(question, TextResponse(text=half))
    assert grade.share == Fraction(3, 4)
    assert [(note.passed, note.message) for note in grade.notes] == [
        (True, "Kubernetes would take it"),
        (True, "There are three"),
        (False, "Memory is limited"),
    ]


def test_why_an_answer_could_not_be_read_is_told_first() -> None:
    grade = QUESTION_TYPES["manifest"].grade(QUESTIONS["manifest"], TextResponse(text="a: ["))
    assert grade.share == 0
    assert grade.review is None
    first = grade.notes[0]
    assert first.message.startswith("It could be read: line 1: not valid YAML")
    assert first == Note(passed=False, message=first.message, points=Fraction(0))


def test_what_could_not_be_checked_waits_for_a_person_and_costs_nothing_sure() -> None:
    question = QUESTIONS["command"]
    question = replace(question, key=replace(key_of(question), task=Broken()))
    grade = QUESTION_TYPES["command"].grade(question, TextResponse(text="mesheryctl"))
    assert grade.share == Fraction(1, 3)
    assert grade.review is ReviewReason.CHECKER_ERROR
    assert [note.message for note in grade.notes] == ["A"]


def test_why_the_checker_failed_can_be_told_to_the_log() -> None:
    question = QUESTIONS["command"]
    assert failure_of(question, "mesheryctl") == ""
    broken = replace(question, key=replace(key_of(question), task=Broken()))
    assert failure_of(broken, "mesheryctl") == "b: ZeroDivisionError"
    unreadable = replace(question, key=replace(key_of(question), task=None))
    assert failure_of(unreadable, "mesheryctl") == "the task cannot be read any more"


def test_a_stored_task_that_cannot_be_read_any_more_waits_for_a_person() -> None:
    kind = QUESTION_TYPES["code"]
    content = json.loads(json.dumps(kind.key_to_json(QUESTIONS["code"].key)))
    content["task"]["assertions"][2]["query"] = "(node_of_an_older_grammar)"
    question = replace(QUESTIONS["code"], key=kind.key_from_json(content))
    grade = kind.grade(question, TextResponse(text="func f() {}"))
    assert grade == Grade(share=Fraction(0), review=ReviewReason.CHECKER_ERROR)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_stored_task_grades_as_the_written_one(name: str) -> None:
    (again,) = stored(a_bank(QUESTIONS[name])).questions
    for text in (key_of(QUESTIONS[name]).model, "x", "{}"):
        response = TextResponse(text=text)
        kind = QUESTION_TYPES[name]
        assert kind.grade(again, response) == kind.grade(QUESTIONS[name], response)


def test_an_untouched_starter_is_no_answer() -> None:
    public = QUESTIONS["code"].public
    assert public.starter.startswith("func load")
    parse = QUESTION_TYPES["code"].parse_response
    assert parse(public, public.starter.replace("\n", "\r\n") + "\n\n") is None
    assert parse(public, public.starter + "x") is not None
    assert parse(public, " ") is None


def test_an_answer_may_have_64_kibibytes_and_no_more() -> None:
    question = QUESTIONS["command"]
    assert len(answered(question, "x" * MAX_BYTES).text) == MAX_BYTES
    with pytest.raises(ResponseError, match="longer than 65,536"):
        answered(question, "x" * (MAX_BYTES + 1))


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_what_no_keyboard_writes_is_refused(text: str) -> None:
    with pytest.raises(ResponseError):
        answered(QUESTIONS["manifest"], text)


@pytest.mark.parametrize("name", QUESTIONS)
def test_pages_know_the_language_and_nothing_of_what_is_looked_for(name: str) -> None:
    question = QUESTIONS[name]
    assert question.public.language
    assert "Namespace" not in repr(question)
    shown = repr(question) + str(question.key)
    assert all(word not in shown for word in ("fmt.Errorf", "128Mi'", "x.tar'", "replicas"))


@pytest.mark.parametrize(
    ("text", "line", "severity", "code"),
    [
        (COMMAND.replace("-f ./x.tar", "-f y.tar"), 8, "error", "model-answer-fails"),
        (COMMAND.replace("import -f ./x.tar", "import | sh"), 8, "error", "model-answer-fails"),
        (COMMAND.partition("correctAnswer")[0], 1, "warning", "no-model-answer"),
        (COMMAND + "starter: mesheryctl model import", 9, "warning", "starter-earns"),
        (COMMAND + "\noptions: [{id: a, text: A}]", 1, "error", "unexpected-options"),
        (COMMAND.replace("verb:", "verbs:"), 6, "error", "check"),
        (COMMAND.replace("aliases", "alias"), 4, "warning", "unknown-key"),
        (MANIFEST.replace('"1.31"', "1.31"), 4, "warning", "unquoted"),
        (MANIFEST.replace('"1.31"', '"1.3"'), 4, "error", "kubernetes"),
        (MANIFEST.replace("op: at-most", "op: at-mots"), 15, "error", "operator"),
        (DESIGN.replace("kind: relationship", "kind: relation"), 4, "error", "kind"),
        (CODE.replace("(nil)", "(null)"), 13, "error", "query"),
    ],
)
def test_what_the_author_got_wrong_is_named_at_its_line(
    text: str, line: int, severity: str, code: str
) -> None:
    found = [(problem[0], problem[1], problem[2]) for problem in problems(text)]
    assert (line, severity, code) in found


def test_a_model_answer_that_fails_names_what_it_misses() -> None:
    (problem,) = problems(COMMAND.replace("-f ./x.tar", "-f y.tar"))
    assert problem[3].endswith("does not do all that is asked for: it fails file")


def test_reading_and_grading_tasks_is_cheap_once_the_schemas_are_loaded() -> None:
    for text in TASKS:
        a_question(text)
    begin = process_time()
    for text in TASKS:
        question = a_question(text)
        kind = QUESTION_TYPES[question.public.type]
        kind.grade(question, TextResponse(text=key_of(question).model))
    assert process_time() - begin < 1
