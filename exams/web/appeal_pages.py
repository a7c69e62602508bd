"""Take a candidate's objection to a result, and show what became of it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import make_response, redirect, request, url_for

from exams.web.base import bp, known_visitor, pages
from exams.web.result_pages import Typed, result_page
from recognition.kernel.errors import NotFoundError, UserError
from recognition.kernel.web import login_required, web
from recognition.kernel.web.errors import status_of

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

WHOLE = "whole"


@bp.post("/attempts/<attempt_id>/appeals")
@login_required
def appeal(attempt_id: str) -> AnyResponse:
    """Object to a result, or to one question of it."""
    asked, text = request.form.get("question", WHOLE), request.form.get("text", "")
    service, person_id = pages().service, known_visitor().id
    try:
        with web().database.writing() as session:
            service.object_to(session, attempt_id, person_id, number=_number(asked), text=text)
    except NotFoundError:
        raise
    except UserError as error:
        with web().database.reading() as session:
            view = service.view(session, attempt_id, person_id)
        if view.is_open:
            raise
        typed = Typed(question=asked, text=text, problem=str(error))
        return make_response(result_page(view, typed=typed), status_of(error))
    address = url_for("exams.attempt", attempt_id=attempt_id, _anchor="appeals")
    return redirect(address, HTTPStatus.SEE_OTHER)


@bp.get("/attempts/<attempt_id>/appeals")
def appeal_again(attempt_id: str) -> AnyResponse:
    """Lead back to the result whoever comes here from the sign-in."""
    return redirect(url_for("exams.attempt", attempt_id=attempt_id))


def _number(asked: str) -> int | None:
    if asked == WHOLE:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) <= len("1000")):
        raise UserError("question: choose one of the questions, or the whole result.")
    return int(asked)
