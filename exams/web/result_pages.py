"""Show how an attempt went: to its candidate, and to others where the candidate wants it."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import make_response, redirect, render_template, request, url_for

from exams.appeals import MAX_TEXT
from exams.bands import Band
from exams.eligibility import Standing
from exams.web.base import bp, known_visitor, pages
from recognition.kernel.web import login_required, web

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

    from exams.views import AttemptView

SHOWN = "shown"

BANDS = {
    Band.STRONG: ("●●●", "good"),
    Band.DEVELOPING: ("●●○", "wait"),
    Band.NEEDS_WORK: ("●○○", "bad"),
}
"""The mark beside the word of a band, and the class of its colours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """An objection that was not taken, so that no word of it is lost.

    Attributes:
        question: What was chosen: the question's number on the paper, or another word.
        problem: Why it was not taken.
    """

    question: str
    text: str
    problem: str


def result_page(view: AttemptView, *, typed: Typed | None = None) -> str:
    """Show a closed attempt to its candidate.

    Args:
        view: The attempt.
        typed: An objection to it that was not taken.
    """
    visitor, service = known_visitor(), pages().service
    with web().database.reading() as session:
        statuses = service.status(session, visitor.id)
        result = service.result(session, view.id, visitor.id)
        objections = service.objections(session, view.id, visitor.id)
    assert view.score is not None, "a closed attempt is graded"
    return render_template(
        "exams/result.html",
        attempt=view,
        score=view.score,
        # Rounded up: the least whole number of marks that reaches the threshold.
        needed=-(-view.score.pass_percentage * view.score.possible // 100),
        status=next((status for status in statuses if status.exam.id == view.exam), None),
        steps=pages().next_steps(visitor, view.exam) if view.score.passed else (),
        standing=Standing,
        result=result,
        bands=BANDS,
        objections=objections,
        most_objection=MAX_TEXT,
        typed=typed,
    )


@bp.post("/attempts/<attempt_id>/publish")
@login_required
def publish(attempt_id: str) -> AnyResponse:
    """Show the score of a passed exam to others, or not any more."""
    shown = request.form.get(SHOWN) == "yes"
    with web().database.writing() as session:
        pages().service.publish(session, attempt_id, known_visitor().id, shown=shown)
    return redirect(url_for("exams.attempt", attempt_id=attempt_id), HTTPStatus.SEE_OTHER)


@bp.get("/results/<attempt_id>")
def public_result(attempt_id: str) -> Response:
    """Show a passed exam to anybody, as its candidate wished."""
    with web().database.reading() as session:
        found = pages().service.public_result(session, attempt_id)
    return make_response(render_template("exams/public_result.html", found=found))
