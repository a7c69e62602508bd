"""Show the exams, their rules before the start, and start an attempt."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, make_response, redirect, render_template, request, url_for

from exams.eligibility import Standing
from exams.honesty import STATEMENT
from exams.policy import USUAL_PERCENT
from exams.web.base import NextStep, bp, known_visitor, notice, pages
from recognition.kernel.errors import ConflictError, ForbiddenError, NotFoundError, UserError
from recognition.kernel.web import current_visitor, login_required, web

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from exams.composite import Composite
    from exams.views import ExamStatus
    from recognition.kernel.web import Visitor

INVITATION = "i"
"""The parameter of the links in comments; the id it carries is no secret."""

PROMISE = "honest"
"""The field of the box by which the statement before the start is accepted."""

ALL_EXAMS = NextStep(label="All exams", address="/exams")


@bp.get("/exams")
def exams() -> str | Response:
    """List the exams, with the state of each for a visitor who is signed in."""
    visitor = current_visitor()
    invitation = request.args.get(INVITATION, "")
    refused = _refused_invitation(visitor, invitation)
    if refused is not None:
        return refused
    statuses = _statuses(visitor)
    passed = sum(
        status.eligibility.holds_pass and not status.exam.requires for status in statuses.values()
    )
    offered = pages().service.exams()
    return render_template(
        "exams/list.html",
        exams=offered,
        # What builds on a certification is no part of it.
        counted=sum(not exam.requires for exam in offered),
        statuses=statuses,
        passed=passed,
        composite=_composite(visitor),
        certification=pages().certification,
        invitation=invitation,
    )


@bp.get("/exams/<exam>")
def exam(exam: str) -> str | Response:
    """Show an exam's rules, and whether and how this visitor can start it."""
    visitor = current_visitor()
    invitation = request.args.get(INVITATION, "")
    pages().service.exam(exam)
    refused = _refused_invitation(visitor, invitation, exam=exam)
    if refused is not None:
        return refused
    return _exam_page(exam, _statuses(visitor).get(exam), invitation)


@bp.post("/exams/<exam>/start")
@login_required
def start(exam: str) -> AnyResponse:
    """Start an attempt, or go on with the one that is under way."""
    visitor = known_visitor()
    invitation = request.form.get(INVITATION, "")
    refused = _refused_invitation(visitor, invitation, exam=exam)
    if refused is not None:
        return refused
    promised = PROMISE in request.form
    # Who promises need not be looked at here; the start below looks anyway.
    status = None if promised else _statuses(visitor).get(exam)
    if status is not None and status.standing.may_begin:
        page = make_response(_exam_page(exam, status, invitation, must_promise=True))
        page.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return page
    try:
        with web().database.writing() as session:
            attempt = pages().service.start(
                session,
                person_id=visitor.id,
                login=visitor.login,
                exam=exam,
                invitation_id=invitation or None,
                promise=STATEMENT if promised else "",
            )
            pages().service.keep_trace(session, attempt.id, request.remote_addr)
    except ConflictError as error:
        return notice(
            HTTPStatus.CONFLICT,
            title="You cannot start this exam now",
            text=str(error),
            links=[
                NextStep(label="Back to the exam", address=url_for("exams.exam", exam=exam)),
                ALL_EXAMS,
            ],
        )
    return redirect(url_for("exams.attempt", attempt_id=attempt.id), HTTPStatus.SEE_OTHER)


@bp.get("/exams/<exam>/start")
def start_again(exam: str) -> AnyResponse:
    """Lead back to the exam whoever comes here from the sign-in."""
    return redirect(url_for("exams.exam", exam=exam))


def _exam_page(
    exam: str, status: ExamStatus | None, invitation: str, *, must_promise: bool = False
) -> str:
    view = pages().service.exam(exam)
    return render_template(
        "exams/exam.html",
        exam=view,
        status=status,
        percent=USUAL_PERCENT if status is None else status.extra_percent,
        invitation=invitation,
        grace=view.policy.grace,
        standing=Standing,
        statement=STATEMENT,
        promise=PROMISE,
        must_promise=must_promise,
    )


def _statuses(visitor: Visitor | None) -> dict[str, ExamStatus]:
    if visitor is None:
        return {}
    with web().database.reading() as session:
        statuses = pages().service.status(session, visitor.id)
    return {status.exam.id: status for status in statuses}


def _composite(visitor: Visitor | None) -> Composite | None:
    if visitor is None:
        return None
    with web().database.reading() as session:
        return pages().service.composite(session, visitor.id)


def _refused_invitation(
    visitor: Visitor | None, invitation: str, *, exam: str | None = None
) -> Response | None:
    """Tell a signed-in visitor why a link does not hold; `None` where it does."""
    if visitor is None or not invitation:
        return None
    links = [ALL_EXAMS]
    if exam is not None:
        address = url_for("exams.exam", exam=exam)
        links.insert(0, NextStep(label="Read about this exam", address=address))
    try:
        with web().database.reading() as session:
            pages().service.check_invitation(session, invitation, visitor.id)
    except NotFoundError as error:
        title, status = "This link leads nowhere", HTTPStatus.NOT_FOUND
        text = str(error)
    except ForbiddenError as error:
        title, status = "This link is not yours", HTTPStatus.FORBIDDEN
        text = f"{error} You are signed in as @{visitor.login}."
    except UserError as error:
        title, status = "This link has ended", HTTPStatus.GONE
        text = str(error)
    else:
        return None
    return notice(status, title=title, text=text, links=links)
