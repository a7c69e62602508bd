"""What the exam pages share: the service behind them, their blueprint, and their notices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from flask import Blueprint, Flask, Response, current_app, make_response, render_template, request

from exams.policy import extended_words
from exams.web.markdown import (
    render_blocks,
    render_gaps,
    render_line,
    render_plain,
    render_question,
)
from exams.web.words import (
    clock_time,
    countdown,
    how_to_answer,
    language_name,
    place,
    rules_in_a_line,
    standing_mark,
)
from recognition.kernel.web import Visitor, current_visitor
from recognition.kernel.web.base import no_store

if TYPE_CHECKING:
    from exams.service import ExamService

bp = Blueprint(
    "exams",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/exams/static",
)

EXTENSION = "exams_web"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """Where to go after a passed exam, such as the badge or its verify page.

    Attributes:
        label: What the link says.
        address: A path of this server, or a whole address.
    """

    label: str
    address: str


NextSteps = Callable[[Visitor, str], Sequence[NextStep]]
"""Finds the links for a person and the id of an exam that this person has passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamPages:
    """What the views need beside the kernel's own.

    Attributes:
        service: Does the work.
        next_steps: Finds what a passed exam led to.
        certification: What passing all exams gives, or empty.
    """

    service: ExamService
    next_steps: NextSteps
    certification: str


def profile_step(visitor: Visitor, exam: str) -> Sequence[NextStep]:
    """Give the one link that is there for everybody: the profile with all badges."""
    del exam
    return [NextStep(label="See your badges", address=f"/u/{visitor.login}")]


def install(
    app: Flask,
    service: ExamService,
    *,
    next_steps: NextSteps = profile_step,
    certification: str = "",
) -> None:
    """Add the exam pages to an app that the kernel's web base was installed on.

    The app needs an endpoint `login.login`, to which visitors are sent who are not signed in.

    Args:
        app: The app, before its first request.
        service: Does the work.
        next_steps: Finds the links to show after a passed exam.
        certification: What passing all exams gives, such as the name of a certificate.
    """
    app.extensions[EXTENSION] = ExamPages(
        service=service, next_steps=next_steps, certification=certification
    )
    app.register_blueprint(bp)


def pages() -> ExamPages:
    """Give the exam pages of the app that serves the current request."""
    return cast("ExamPages", current_app.extensions[EXTENSION])


def known_visitor() -> Visitor:
    """Give the visitor of a view behind `login_required`."""
    visitor = current_visitor()
    assert visitor is not None, "the view lacks login_required"
    return visitor


def notice(
    status: HTTPStatus, *, title: str, text: str, links: Sequence[NextStep] = ()
) -> Response:
    """Say clearly what could not be done, and where to go instead."""
    body = render_template("exams/notice.html", title=title, text=text, links=links)
    response = make_response(body)
    response.status_code = status
    return response


@bp.after_request
def _keep_private(response: Response) -> Response:
    """Keep every page out of caches: nearly all say something about the person."""
    if request.endpoint != f"{bp.name}.static":
        no_store(response)
    return response


bp.add_app_template_filter(render_blocks, "exam_blocks")
bp.add_app_template_filter(render_gaps, "exam_gaps")
bp.add_app_template_filter(render_line, "exam_line")
bp.add_app_template_filter(render_plain, "exam_plain")
bp.add_app_template_filter(render_question, "exam_question")
bp.add_app_template_filter(clock_time, "exam_clock_time")
bp.add_app_template_filter(countdown, "exam_countdown")
bp.add_app_template_filter(how_to_answer, "exam_how_to_answer")
bp.add_app_template_filter(language_name, "exam_language")
bp.add_app_template_filter(extended_words, "exam_time")
bp.add_app_template_filter(rules_in_a_line, "exam_rules_in_a_line")
bp.add_app_template_filter(standing_mark, "exam_standing_mark")
bp.add_app_template_filter(place, "exam_place")
