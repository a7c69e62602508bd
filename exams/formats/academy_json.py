"""Give attempts and results in the names of the Meshery Academy's own schema.

Source: `meshery/schemas`, `schemas/constructs/v1beta3/academy/api.yml`: `QuizEvaluationResult`,
`TestSubmission`, `QuizSubmission`, `Quiz`. Two things it requires are left out on purpose: a
question's `correctAnswer` and an option's `isCorrect`, which would hand the key to the candidate.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from recognition.render.feeds import moment

if TYPE_CHECKING:
    from exams.bank import Answer, PublicQuestion
    from exams.grading import Score
    from exams.views import AttemptView, ItemView

_TYPES = {"numeric": "short-answer"}
_OWN_TYPES = frozenset(("single-answer", "multiple-answers", "short-answer", "essay"))
_NEAREST = "essay"
"""What the schema's four types have for those it does not know: an answer that is a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What the schema wants to know and an attempt does not say.

    Attributes:
        address: The server's address, from which ids are made that stay the same.
        person_id: The candidate's GitHub account.
        number: Of this attempt among the person's attempts at the exam, from 1.
        in_bank: How many questions papers are drawn from.
    """

    address: str
    person_id: int
    number: int
    in_bank: int

    def uuid(self, path: str) -> str:
        """Make the id of something that has an address on this server, or would have."""
        return str(uuid5(NAMESPACE_URL, f"{self.address}/{path}"))


def evaluation(score: Score, correct: Mapping[str, bool]) -> dict[str, object]:
    """Give the part of a `QuizEvaluationResult` that grading alone decides.

    `passed` is decided in whole numbers before; the percentage is only for show.
    """
    earned = score.earned
    return {
        "score": earned.numerator if earned.denominator == 1 else float(earned),
        "totalMarks": score.possible,
        "percentageScored": float(100 * score.share),
        "passed": score.passed,
        "passPercentage": score.pass_percentage,
        "correctSubmissions": dict(correct),
    }


def quiz_evaluation_result(view: AttemptView, origin: Origin) -> dict[str, object] | None:
    """Give the result of an attempt to its candidate; `None` while it has none.

    The schema's score is whole: marks in parts are cut off there, and stand in `exactScore`.
    `correctSubmissions` is empty, since who knows which answers were right knows the key.
    """
    if view.score is None or view.is_in_review:
        return None
    return {
        **evaluation(view.score, {}),
        "score": view.score.earned.numerator // view.score.earned.denominator,
        "exactScore": str(view.score.earned),
        "quiz": quiz(view, origin),
        "attemptedAt": moment(view.started_at),
        "attempts": origin.number,
    }


def submission(view: AttemptView, origin: Origin) -> dict[str, object]:
    """Give an attempt to its candidate as a `TestSubmission`, with questions, answers and result.

    The schema has no word for what a person has yet to review: such an attempt is
    `not-attempted`, as an open one is, with `pendingReview` beside it.
    """
    result = quiz_evaluation_result(view, origin)
    status = "not-attempted"
    if result is not None:
        status = "passed" if result["passed"] else "failed"
    told: dict[str, object] = {
        "id": origin.uuid(f"attempts/{view.id}"),
        "registrationId": _registration(view, origin),
        "testAbsPath": _path(view.exam),
        "userId": _user(origin),
        "createdAt": moment(view.started_at),
        "status": status,
        "test": quiz(view, origin),
        "submissionData": _submission_data(view, origin),
    }
    optional = {
        "submittedAt": None if view.submitted_at is None else moment(view.submitted_at),
        "expiresAt": None if view.deadline_at is None else moment(view.deadline_at),
        "result": result,
        "pendingReview": view.is_in_review or None,
    }
    return told | {name: value for name, value in optional.items() if value is not None}


def quiz(view: AttemptView, origin: Origin) -> dict[str, object]:
    """Give the paper that was served; its dates are the day of that."""
    minutes = (view.policy.time_limit or timedelta(0)) // timedelta(minutes=1)
    served_on = view.started_at.date().isoformat()
    return {
        "id": origin.uuid(f"exams/{view.exam}"),
        "orgId": origin.uuid(""),
        "title": view.title,
        "description": "",
        "slug": view.exam,
        "relPermalink": _path(view.exam),
        "permalink": f"{origin.address}{_path(view.exam)}",
        "type": "test",
        "section": "exams",
        "layout": "test",
        "date": served_on,
        "lastmod": served_on,
        "final": False,
        "draft": False,
        "filePath": f"{view.exam}.md",
        "passPercentage": view.policy.pass_percentage,
        "timeLimit": minutes,
        "maxAttempts": view.policy.max_attempts or 0,
        "questions": [_question(item.question) for item in view.items],
        "totalQuestions": len(view.items),
        "totalQuestionsInBank": origin.in_bank,
        "totalQuestionSets": 1,
        "totalMarks": view.possible,
        "prerequisites": [],
        "nextPage": {
            "id": origin.uuid("exams"),
            "title": "Exams",
            "relPermalink": "/exams",
            "type": "page",
        },
    }


def _question(question: PublicQuestion) -> dict[str, object]:
    kind = question.type if question.type in _OWN_TYPES else _TYPES.get(question.type, _NEAREST)
    return {
        "id": question.id,
        "text": question.text,
        "type": kind,
        "marks": question.marks,
        "multipleAnswers": question.type == "multiple-answers",
        "options": [{"id": option.id, "text": option.text} for option in question.options],
    }


def _submission_data(view: AttemptView, origin: Origin) -> dict[str, object]:
    return {
        "testSessionId": origin.uuid(f"attempts/{view.id}"),
        "quizAbsPath": _path(view.exam),
        "registrationId": _registration(view, origin),
        "userId": _user(origin),
        "answers": [_answer(item) for item in view.items if item.answer is not None],
    }


def _answer(item: ItemView) -> dict[str, object]:
    """Give an answer; one with several texts has no place there but as JSON in a text."""
    answer: Answer | None = item.answer
    ticks = answer if isinstance(answer, list) else []
    text = answer if isinstance(answer, str) else ""
    if isinstance(answer, dict):
        text = json.dumps(answer, ensure_ascii=False, sort_keys=True)
    return {
        "questionId": item.question.id,
        "selectedOptionId": dict.fromkeys(ticks, True),
        "answerText": text,
    }


def _path(exam: str) -> str:
    return f"/exams/{exam}"


def _registration(view: AttemptView, origin: Origin) -> str:
    return origin.uuid(f"exams/{view.exam}/candidates/{origin.person_id}")


def _user(origin: Origin) -> str:
    return origin.uuid(f"people/{origin.person_id}")
