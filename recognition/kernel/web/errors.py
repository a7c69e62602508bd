"""Answer what went wrong with a page that says what to do, never with a stack trace."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from flask import Flask, Response, g, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError

from recognition.kernel.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    UserError,
)
from recognition.kernel.ids import reference_id

log = structlog.get_logger(__name__)

STATUSES: tuple[tuple[type[UserError], HTTPStatus], ...] = (
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (ForbiddenError, HTTPStatus.FORBIDDEN),
    (ConflictError, HTTPStatus.CONFLICT),
    (UserError, HTTPStatus.UNPROCESSABLE_ENTITY),
)

TEXTS = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address, or it is not for you.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take that kind of request.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "That is more than a form here can hold.",
    HTTPStatus.BAD_REQUEST: "The request could not be understood.",
}


def install(app: Flask) -> None:
    """Register the error pages."""
    app.register_error_handler(UserError, _user_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _our_error)


def status_of(error: UserError) -> HTTPStatus:
    """Say which HTTP status tells a client the same as the error's text tells a person."""
    return next(status for kind, status in STATUSES if isinstance(error, kind))


def _user_error(error: UserError) -> Response:
    return _page(status_of(error), str(error))


def _http_error(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    if isinstance(error, InternalServerError):
        # Flask's wrapping of what broke outside a view: in a header, or in an error page.
        return _our_error(error.original_exception or error)
    status = HTTPStatus(error.code or 500)
    response = _page(status, TEXTS.get(status, status.description or status.phrase))
    for name, value in error.get_headers():
        # The methods that are allowed, when to come back: the error's own, not the page's.
        if name != "Content-Type":
            response.headers[name] = value
    return response


def _our_error(error: BaseException) -> Response:
    reference = reference_id()
    log.error("request_failed", path=request.path, reference=reference, exc_info=error)
    # Who asks is a question for the database, which may be the very thing that broke.
    g.setdefault("visitor", None)
    text = (
        "Something broke on our side. Try again; if it breaks again, give the maintainers "
        f"this reference: {reference}."
    )
    return _page(HTTPStatus.INTERNAL_SERVER_ERROR, text)


def _page(status: HTTPStatus, text: str) -> Response:
    if request.path.endswith(".json") or request.accept_mimetypes.best == "application/json":
        response = jsonify(error=text)
    else:
        response = make_response(render_template("error.html", status=status, text=text))
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response
