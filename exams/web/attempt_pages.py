"""Sit an exam: the paper, its saves, handing it in, and the result."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, make_response, redirect, render_template, request, url_for

from exams.questions import ResponseError
from exams.web.base import NextStep, bp, known_visitor, notice, pages
from exams.web.form import FormField, saved_fields, sent_fields
from exams.web.intake import FormError, read_form
from exams.web.result_pages import result_page
from recognition.kernel.errors import ConflictError, UserError
from recognition.kernel.web import current_visitor, login_required, web
from recognition.kernel.web.errors import status_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response as AnyResponse

    from exams.views import AttemptView

NOTHING = timedelta(0)

THEN_SUBMIT = "submit"
"""The button that saves and goes on to the last look before handing in."""

SIGNED_OUT = "You are signed out. Sign in again in another tab, then press Save here."
NOT_TAKEN = "Nothing was saved. Mend the marked answer, and save again."
OTHER_TAB = (
    "Newer answers were saved meanwhile, perhaps from another tab, and nothing was overwritten. "
    "Below are the answers of this tab: save to keep them in place of the others, or reload the "
    "attempt to see the others."
)


@bp.get("/attempts/<attempt_id>")
@login_required
def attempt(attempt_id: str) -> str:
    """Show an attempt: the paper while it is open, the result once it is not."""
    view = _view(attempt_id)
    if not view.is_open:
        return result_page(view)
    if view.time_is_up:
        return render_template("exams/time_up.html", attempt=view)
    return _paper(view, saved_fields(view))


@bp.post("/attempts/<attempt_id>/save")
def save(attempt_id: str) -> AnyResponse:
    """Keep answers; the page's script asks for a line, a browser without it for a page."""
    if current_visitor() is None and _is_autosave():
        return _line(HTTPStatus.UNAUTHORIZED, trouble=SIGNED_OUT)
    answer: AnyResponse = _save(attempt_id)
    return answer


@login_required
def _save(attempt_id: str) -> AnyResponse:
    try:
        sent = read_form()
        if sent.error is not None:
            return _unsaved(attempt_id, sent.answers, sent.error)
        with web().database.writing() as session:
            service, person_id = pages().service, known_visitor().id
            save_no = sent.save_no
            if save_no is None:
                save_no = service.view(session, attempt_id, person_id).save_no + 1
            view = service.save(
                session,
                attempt_id=attempt_id,
                person_id=person_id,
                responses=sent.answers,
                save_no=save_no,
            )
    except (ConflictError, ResponseError) as error:
        return _unsaved(attempt_id, sent.answers, error)
    except FormError as error:
        return _unread(attempt_id, error)
    except UserError as error:
        if _is_autosave():
            return _line(status_of(error), trouble=str(error))
        raise
    if _is_autosave():
        return _line(HTTPStatus.OK, attempt=view)
    endpoint = "exams.hand_in" if sent.then == THEN_SUBMIT else "exams.attempt"
    return redirect(url_for(endpoint, attempt_id=attempt_id), HTTPStatus.SEE_OTHER)


@bp.get("/attempts/<attempt_id>/save")
def save_again(attempt_id: str) -> AnyResponse:
    """Lead back to the attempt whoever comes here from the sign-in."""
    return redirect(url_for("exams.attempt", attempt_id=attempt_id))


@bp.get("/attempts/<attempt_id>/submit")
@login_required
def hand_in(attempt_id: str) -> AnyResponse | str:
    """Give a last look before an attempt is handed in, since that cannot be undone.

    Source: WCAG 2.2, 3.3.4, on pages that submit a person's test responses.
    """
    view = _view(attempt_id)
    if not view.is_open or view.time_is_up:
        return redirect(url_for("exams.attempt", attempt_id=attempt_id))
    fields = saved_fields(view)
    return render_template(
        "exams/hand_in.html",
        attempt=view,
        unanswered=[field for field in fields if field.is_open],
        unfinished=[field for field in fields if field.unfinished],
    )


@bp.post("/attempts/<attempt_id>/submit")
@login_required
def submit(attempt_id: str) -> AnyResponse:
    """Hand an attempt in, with the answers of the form where it has any."""
    try:
        sent = read_form()
        if sent.error is not None:
            return _unsaved(attempt_id, sent.answers, sent.error)
        with web().database.writing() as session:
            done = pages().service.submit(
                session,
                attempt_id=attempt_id,
                person_id=known_visitor().id,
                responses=sent.answers or None,
                save_no=sent.save_no,
            )
            pages().service.keep_trace(session, attempt_id, request.remote_addr)
    except (ConflictError, ResponseError) as error:
        return _unsaved(attempt_id, sent.answers, error)
    except FormError as error:
        return _unread(attempt_id, error)
    if done.notice:
        return _over(attempt_id, done.notice, is_late=done.attempt.expired)
    return redirect(url_for("exams.attempt", attempt_id=attempt_id), HTTPStatus.SEE_OTHER)


def _is_autosave() -> bool:
    return request.headers.get("HX-Request") == "true"


def _view(attempt_id: str) -> AttemptView:
    with web().database.reading() as session:
        return pages().service.view(session, attempt_id, known_visitor().id)


def _paper(view: AttemptView, fields: list[FormField], *, alert: str = "") -> str:
    left = None if view.deadline_at is None else max(view.deadline_at - view.viewed_at, NOTHING)
    return render_template(
        "exams/attempt.html",
        attempt=view,
        fields=fields,
        faulty=[field for field in fields if field.error],
        left=left,
        alert=alert,
    )


def _line(
    status: HTTPStatus,
    *,
    attempt: AttemptView | None = None,
    trouble: str = "",
    faulty: Sequence[FormField] = (),
    is_over: bool = False,
) -> Response:
    """Say in a line whether the answers are saved.

    Args:
        status: Of the answer.
        attempt: What was saved, or `None` where nothing was.
        trouble: Why nothing was saved.
        faulty: The answer that is to blame, named by its number in place of the trouble.
        is_over: Nothing more can be; the line leads to the result.
    """
    body = render_template(
        "exams/saved.html",
        attempt=attempt,
        trouble=trouble,
        faulty=faulty,
        is_over=is_over,
        is_update=True,
    )
    response = make_response(body)
    response.status_code = status
    return response


def _unread(attempt_id: str, error: FormError) -> Response:
    """Refuse what is no form, or one too large to be read; there is nothing to show again."""
    if _is_autosave():
        return _line(error.status, trouble=str(error))
    address = url_for("exams.attempt", attempt_id=attempt_id)
    link = NextStep(label="Back to the attempt", address=address)
    return notice(error.status, title="This cannot be read", text=str(error), links=[link])


def _unsaved(
    attempt_id: str, answers: dict[str, object], error: ConflictError | ResponseError | FormError
) -> Response:
    """Say why nothing was saved: in a line to the page's script, else on the page itself."""
    view = _view(attempt_id)
    if _is_autosave():
        return _unsaved_line(view, answers, error)
    return _unsaved_paper(view, answers, error)


def _unsaved_line(view: AttemptView, answers: dict[str, object], error: UserError) -> Response:
    known = error if isinstance(error, ResponseError) else None
    faulty = [field for field in sent_fields(view, answers, error=known) if field.error]
    is_over = not view.is_open or view.time_is_up
    return _line(status_of(error), trouble=str(error), faulty=faulty, is_over=is_over)


def _over(attempt_id: str, text: str, *, is_late: bool) -> Response:
    """Say that answers came too late for an attempt, and lead to its result."""
    address = url_for("exams.attempt", attempt_id=attempt_id)
    return notice(
        HTTPStatus.CONFLICT,
        title="The time is up" if is_late else "This attempt is over",
        text=text,
        links=[NextStep(label="Go to the result", address=address)],
    )


def _unsaved_paper(view: AttemptView, answers: dict[str, object], error: UserError) -> Response:
    """Show the answers that were not taken, so that none is lost, and why."""
    if not view.is_open or view.time_is_up:
        return _over(view.id, str(error), is_late=view.time_is_up)
    if isinstance(error, ResponseError):
        fields = sent_fields(view, answers, error=error)
        placed = any(field.error for field in fields)
        alert = NOT_TAKEN if placed else f"{error} Nothing was saved."
    else:
        fields = sent_fields(view, answers)
        alert = str(error) if isinstance(error, FormError) else OTHER_TAB
    response = make_response(_paper(view, fields, alert=alert))
    response.status_code = status_of(error)
    return response
