"""Remember who signed in with GitHub, in a table; the cookie is only the key to the row."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from flask import Response, after_this_request, g, redirect, request, url_for
from sqlalchemy import delete, or_

from recognition.kernel.ids import UserId
from recognition.kernel.store.tables import LoginSessionRow
from recognition.kernel.web.base import web

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session

IDLE = timedelta(hours=12)
"""Signed out after this long without a request."""

ABSOLUTE = timedelta(days=7)
"""Signed out after this long in any case."""

TOUCH = timedelta(minutes=5)
"""The row's `seen_at` is written no more often, so that reading pages stays reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody whom GitHub vouched for.

    Attributes:
        id: GitHub's number of the account.
        login: The login it had when signing in; for display only.
    """

    id: UserId
    login: str


def current_visitor() -> Visitor | None:
    """Give who is signed in on the current request, or `None`."""
    if "visitor" not in g:
        g.visitor = _find(request.cookies.get(_cookie_name(), ""))
    return cast("Visitor | None", g.visitor)


def sign_in(visitor: Visitor) -> None:
    """Begin a session with a fresh token; one that was open on this browser ends.

    Sessions that have run out are forgotten by the way, whosever they were.
    """
    token = secrets.token_urlsafe(32)
    now = web().clock.now()
    with web().database.writing() as session:
        _forget(session, request.cookies.get(_cookie_name(), ""))
        seen, created = (
            cast("Any", LoginSessionRow.seen_at),
            cast("Any", LoginSessionRow.created_at),
        )
        spent = or_(seen < now - IDLE, created < now - ABSOLUTE)
        session.connection().execute(delete(LoginSessionRow).where(spent))
        session.add(
            LoginSessionRow(
                token_hash=_hash(token),
                user_id=visitor.id,
                login=visitor.login,
                created_at=now,
                seen_at=now,
            )
        )
    g.visitor = visitor

    @after_this_request
    def _set(response: Response) -> Response:
        response.set_cookie(
            _cookie_name(),
            token,
            max_age=int(ABSOLUTE.total_seconds()),
            secure=web().is_https,
            httponly=True,
            samesite="Lax",
        )
        return response


def sign_out() -> None:
    """End the session of the current request, if there is one."""
    with web().database.writing() as session:
        _forget(session, request.cookies.get(_cookie_name(), ""))
    g.visitor = None

    @after_this_request
    def _clear(response: Response) -> Response:
        response.delete_cookie(_cookie_name(), secure=web().is_https, httponly=True)
        return response


def end_sessions(session: Session, user_id: UserId) -> None:
    """Sign somebody out on every browser, in the caller's unit of work."""
    session.connection().execute(
        delete(LoginSessionRow).where(cast("Any", LoginSessionRow.user_id) == user_id)
    )


def login_required(view: Callable[..., Any]) -> Callable[..., Any]:
    """Send visitors who are not signed in to the sign-in, and back here afterwards."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if current_visitor() is None:
            # After a POST there is no page to come back to but the one that held the form.
            back = request.full_path.rstrip("?") if request.method == "GET" else request.path
            return redirect(url_for("login.login", next=back))
        return view(*args, **kwargs)

    return guarded


def _find(token: str) -> Visitor | None:
    if not token:
        return None
    now = web().clock.now()
    with web().database.reading() as session:
        row = session.get(LoginSessionRow, _hash(token))
    if row is None or now - row.seen_at > IDLE or now - row.created_at > ABSOLUTE:
        return None
    if now - row.seen_at > TOUCH:
        with web().database.writing() as session:
            fresh = session.get(LoginSessionRow, row.token_hash)
            if fresh is not None:
                fresh.seen_at = now
    return Visitor(id=UserId(row.user_id), login=row.login)


def _forget(session: Any, token: str) -> None:
    session.execute(
        delete(LoginSessionRow).where(
            cast("Any", LoginSessionRow.token_hash) == _hash(token),
        )
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _cookie_name() -> str:
    # The prefix makes browsers refuse the cookie from a subdomain or without TLS.
    return "__Host-recognition" if web().is_https else "recognition"
