"""Let maintainers grade the answers that no grader of ours can, without knowing whose they are."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog
from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from exams.reviewing import LEAST_PAIRS
from exams.service import reviews
from exams.service.agreement import agreement
from exams.statistics.wording import coefficient
from recognition.facts import Actor
from recognition.kernel.errors import UserError
from recognition.kernel.web import login_required, web
from recognition.kernel.web.base import no_store
from recognition.kernel.web.errors import status_of
from webhooks.web.maintainers import NOT_OF_THE_DOMAIN, exam_team

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response as AnyResponse

    from exams.service import ExamService
    from recognition.service.rulebook import Rulebook
    from webhooks.web.maintainers import Maintainers

log = structlog.get_logger(__name__)

PAGE = "/console/reviews"
PREFIX = "points."
"""Marks the fields with points; what follows is the criterion's id."""

REASONS = {
    "essay": "an essay",
    "near-miss": "nearly an accepted answer",
    "checker-error": "our checker failed",
}
"""Why people look, in words."""


def reviews_blueprint(
    exams: ExamService,
    rulebook: Rulebook,
    maintainers: Maintainers,
    *,
    wake: Callable[[], None],
) -> Blueprint:
    """Build the pages of the review queue.

    Args:
        exams: Has the answers.
        rulebook: Says which team an exam's domain has.
        maintainers: Who may see the pages.
        wake: Called when a pass may wait to be announced.
    """
    blueprint = Blueprint("reviews", __name__, template_folder="templates")

    def grader(task_id: str) -> Actor:
        """Stop everybody but those who look after the exam's domain: they read its keys."""
        with web().database.reading() as session:
            exam = reviews.exam_of(session, task_id)
        team = exam_team(exam, rulebook.catalog.terms.domains)
        visitor = maintainers.only(team=team, refusal=NOT_OF_THE_DOMAIN)
        return Actor(id=visitor.id, login=visitor.login)

    @blueprint.get(PAGE)
    @login_required
    def queue() -> Response:
        """List the answers that wait, without a word of them."""
        visitor = maintainers.only()
        by = Actor(id=visitor.id, login=visitor.login)
        with web().database.reading() as session:
            waiting = exams.review_queue(session, by=by)
            agreed = agreement(session)
        page = render_template(
            "console/reviews.html",
            waiting=waiting,
            agreed=agreed,
            titles={exam.id: exam.title for exam in exams.exams()},
            reasons=REASONS,
            least=LEAST_PAIRS,
            coefficient=coefficient,
        )
        return no_store(make_response(page))

    @blueprint.get(f"{PAGE}/<task_id>")
    @login_required
    def review(task_id: str) -> Response:
        """Show one answer to the person who took it up, and its question to others."""
        return _page(exams, task_id, grader(task_id))

    @blueprint.post(f"{PAGE}/<task_id>/claim")
    @login_required
    def claim(task_id: str) -> AnyResponse:
        """Take an answer up."""
        by = grader(task_id)
        with web().database.writing() as session:
            exams.claim_review(session, task_id, by=by)
        log.info("review_claimed", task_id=task_id, by=by.id)
        return redirect(url_for("reviews.review", task_id=task_id), HTTPStatus.SEE_OTHER)

    @blueprint.post(f"{PAGE}/<task_id>/release")
    @login_required
    def release(task_id: str) -> AnyResponse:
        """Put an answer back."""
        by = grader(task_id)
        with web().database.writing() as session:
            reviews.release(session, task_id, by=by)
        return redirect(url_for("reviews.queue"), HTTPStatus.SEE_OTHER)

    @blueprint.post(f"{PAGE}/<task_id>")
    @login_required
    def grade(task_id: str) -> AnyResponse:
        """Keep a grader's points."""
        by = grader(task_id)
        points = {
            name.removeprefix(PREFIX): value
            for name, value in request.form.items()
            if name.startswith(PREFIX)
        }
        comment = request.form.get("comment", "").replace("\r\n", "\n")
        try:
            with web().database.writing() as session:
                is_final = exams.grade_review(
                    session, task_id, by=by, points=points, comment=comment
                )
        except UserError as error:
            return _page(exams, task_id, by, points=points, comment=comment, error=error)
        if is_final:
            wake()
        log.info("review_graded", task_id=task_id, by=by.id, is_final=is_final)
        return redirect(url_for("reviews.queue"), HTTPStatus.SEE_OTHER)

    return blueprint


def _page(
    exams: ExamService,
    task_id: str,
    by: Actor,
    *,
    points: dict[str, str] | None = None,
    comment: str = "",
    error: UserError | None = None,
) -> Response:
    """Show an answer, with what was given for it where that could not be kept."""
    with web().database.reading() as session:
        one = exams.review(session, task_id, by=by)
    usual = {criterion.id: str(criterion.sure) for criterion in one.rubric if criterion.sure}
    page = render_template(
        "console/review.html",
        one=one,
        title={exam.id: exam.title for exam in exams.exams()}.get(one.exam, one.exam),
        reasons=REASONS,
        points=usual if points is None else points,
        comment=comment,
        most=reviews.MAX_COMMENT,
        error=error,
    )
    response = no_store(make_response(page))
    response.status_code = HTTPStatus.OK if error is None else status_of(error)
    return response
