"""Attempts and results have the shapes of the Academy's schema, and no key."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator, FormatChecker

from exams.attempt import State
from exams.bank import Option, PublicQuestion
from exams.formats.academy_json import Origin, evaluation, quiz_evaluation_result, submission
from exams.grading import Score
from exams.policy import Policy
from exams.views import AttemptView, ItemView
from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from tests.exams.web.site import EVERY_TYPE, OTHER, PLAYER, RIGHT, Browser, make_site, read

UUID = {"type": "string", "format": "uuid"}
TEXT = {"type": "string"}
WHOLE = {"type": "integer", "minimum": 0}
NUMBER = {"type": "number", "minimum": 0}
MOMENT = {"type": "string", "format": "date-time"}
DAY = {"type": "string", "format": "date"}
TRUTH = {"type": "boolean"}


def shape(*optional: str, **properties: Any) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "required": required, "properties": properties}


OPTION = shape(id=TEXT, text=TEXT) | {"additionalProperties": False}
QUESTION = shape(
    id=TEXT,
    text=TEXT,
    type={"enum": ["multiple-answers", "single-answer", "short-answer", "essay"]},
    marks=WHOLE,
    multipleAnswers=TRUTH,
    options={"type": "array", "items": OPTION},
) | {"additionalProperties": False}
PARENT = shape(id=UUID, title=TEXT, relPermalink=TEXT, type=TEXT)
QUIZ = shape(
    **dict.fromkeys(("id", "orgId"), UUID),
    **dict.fromkeys(("title", "description", "slug", "relPermalink", "permalink"), TEXT),
    **dict.fromkeys(("type", "section", "layout", "filePath"), TEXT),
    **dict.fromkeys(("date", "lastmod"), DAY),
    **dict.fromkeys(("final", "draft"), TRUTH),
    **dict.fromkeys(("timeLimit", "maxAttempts", "totalQuestions"), WHOLE),
    **dict.fromkeys(("totalQuestionsInBank", "totalQuestionSets", "totalMarks"), WHOLE),
    passPercentage=NUMBER,
    questions={"type": "array", "items": QUESTION},
    prerequisites={"type": "array", "items": PARENT},
    nextPage=PARENT,
)
RESULT = shape(
    score=WHOLE,
    passed=TRUTH,
    totalMarks=WHOLE,
    passPercentage=NUMBER,
    quiz=QUIZ,
    attemptedAt=MOMENT,
    attempts=WHOLE,
    percentageScored=NUMBER,
    correctSubmissions={"type": "object", "additionalProperties": TRUTH},
)
ANSWER = shape(
    questionId=TEXT,
    selectedOptionId={"type": "object", "additionalProperties": TRUTH},
    answerText=TEXT,
)
SUBMISSION = shape(
    "submittedAt",
    "expiresAt",
    "result",
    id=UUID,
    registrationId=UUID,
    testAbsPath=TEXT,
    userId=UUID,
    createdAt=MOMENT,
    submittedAt=MOMENT,
    expiresAt=MOMENT,
    status={"enum": ["not-attempted", "failed", "passed"]},
    test=QUIZ,
    result=RESULT,
    submissionData=shape(
        testSessionId=UUID,
        quizAbsPath=TEXT,
        registrationId=UUID,
        userId=UUID,
        answers={"type": "array", "items": ANSWER},
    ),
)

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ORIGIN = Origin(address="https://r.example", person_id=7, number=2, in_bank=75)


def check(value: Any, expected: dict[str, Any]) -> None:
    Draft202012Validator(expected, format_checker=FormatChecker()).validate(
        json.loads(json.dumps(value))
    )


def item(name: str, kind: str, answer: Any) -> ItemView:
    options = (Option(id="a", text="A"), Option(id="b", text="B"))
    question = PublicQuestion(id=name, type=kind, text="Which?", marks=2, options=options)
    return ItemView(question=question, answer=answer)


VIEW = AttemptView(
    id="x1",
    exam="meshery-cli",
    title="CLI",
    policy=Policy(time_limit=timedelta(minutes=30)),
    state=State.FINAL,
    started_at=NOON,
    deadline_at=NOON + timedelta(minutes=30),
    extra_percent=100,
    submitted_at=NOON + timedelta(minutes=20),
    expired=False,
    save_no=3,
    items=(
        item("q1", "single-answer", ["a"]),
        item("q2", "matching", {"p": "a"}),
        item("q3", "numeric", "3"),
        item("q4", "manifest", None),
    ),
    score=Score(earned=Fraction(11, 2), possible=8, pass_percentage=70),
    thread=None,
    viewed_at=NOON,
    receipt="r",
    time_is_up=False,
)


def test_a_graded_attempt_has_the_schemas_shape() -> None:
    told = submission(VIEW, ORIGIN)
    check(told, SUBMISSION)
    assert told["status"] == "failed"
    result: Any = told["result"]
    assert (result["score"], result["exactScore"], result["attempts"]) == (5, "11/2", 2)
    assert result["percentageScored"] == pytest.approx(68.75)
    assert result["correctSubmissions"] == {}
    quiz: Any = told["test"]
    assert (quiz["timeLimit"], quiz["totalQuestionsInBank"]) == (30, 75)
    assert [question["type"] for question in quiz["questions"]] == [
        "single-answer", "essay", "short-answer", "essay",
    ]  # fmt: skip


def test_answers_stand_where_the_schema_has_a_place_for_them() -> None:
    told: Any = submission(VIEW, ORIGIN)
    assert told["submissionData"]["answers"] == [
        {"questionId": "q1", "selectedOptionId": {"a": True}, "answerText": ""},
        {"questionId": "q2", "selectedOptionId": {}, "answerText": '{"p": "a"}'},
        {"questionId": "q3", "selectedOptionId": {}, "answerText": "3"},
    ]


def test_a_pass_is_decided_in_whole_numbers() -> None:
    nearly = Score(earned=Fraction(7 * 10**18 - 1, 10**18), possible=10, pass_percentage=70)
    told = submission(replace(VIEW, score=nearly), ORIGIN)
    assert told["status"] == "failed"
    whole = Score(earned=Fraction(7), possible=10, pass_percentage=70)
    assert submission(replace(VIEW, score=whole), ORIGIN)["status"] == "passed"
    assert evaluation(whole, {"q1": True})["correctSubmissions"] == {"q1": True}


@pytest.mark.parametrize(
    ("state", "pending"), [(State.IN_PROGRESS, None), (State.NEEDS_REVIEW, True)]
)
def test_what_has_no_outcome_yet_has_no_result(state: State, pending: bool | None) -> None:
    score = VIEW.score if pending else None
    view = replace(
        VIEW, state=state, score=score, submitted_at=VIEW.submitted_at if pending else None
    )
    told = submission(view, ORIGIN)
    check(told, SUBMISSION)
    assert (told["status"], told.get("pendingReview")) == ("not-attempted", pending)
    assert "result" not in told
    assert quiz_evaluation_result(view, ORIGIN) is None
    assert ("submittedAt" in told) == bool(pending)


def test_ids_stay_the_same_and_differ_by_person() -> None:
    one, again = submission(VIEW, ORIGIN), submission(VIEW, ORIGIN)
    assert one == again
    other = submission(VIEW, replace(ORIGIN, person_id=8))
    assert one["userId"] != other["userId"]
    assert one["registrationId"] != other["registrationId"]


@pytest.fixture
def site(database: Database, clock: ManualClock) -> Callable[[str], Flask]:
    return lambda text: make_site(database, clock, read(text), facts=[])[0]


def test_a_candidate_gets_the_own_attempt_and_nobody_else_does(
    site: Callable[[str], Flask], database: Database, clock: ManualClock
) -> None:
    app, _ = make_site(database, clock, read(), facts=[])
    player = Browser(app, PLAYER)
    address = player.start("meshery-cli")
    check(json.loads(player.get(f"{address}.json").text), SUBMISSION)
    player.post(f"{address}/submit", {**RIGHT, "q.three": "something else"})
    told = json.loads(player.get(f"{address}.json").text)
    check(told, SUBMISSION)
    result = told["result"]
    assert (told["status"], result["score"], result["attempts"]) == ("passed", 5, 1)
    assert Browser(app, OTHER).get(f"{address}.json").status == 404
    assert "/login" in Browser(app).get(f"{address}.json").location


def test_every_type_of_question_has_a_form_there(site: Callable[[str], Flask]) -> None:
    player = Browser(site(EVERY_TYPE), PLAYER)
    address = player.start("meshery-cli")
    check(json.loads(player.get(f"{address}.json").text), SUBMISSION)
