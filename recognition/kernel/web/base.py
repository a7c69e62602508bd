"""Give a Flask app our layout, headers, request checks and error pages."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request, url_for

from recognition.kernel.web import errors, guard

if TYPE_CHECKING:
    from recognition.kernel.clock import Clock
    from recognition.kernel.store import Database

MAX_FORM_BYTES = 256 * 1024
"""The largest form is an exam with every answer at its limit; nothing else comes near."""

ASSET_AGE_SECONDS = 31_536_000
"""A year: the address of an asset carries the hash of its bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebBase:
    """What pages share.

    Attributes:
        database: Holds the sign-in sessions, among all else.
        clock: Says what time it is.
        public_url: Where people reach this server, without a slash at the end.
        sign_in_origin: Scheme and host of the GitHub that people sign in with.
        navigation: Label and address of each link in the page head.
    """

    database: Database
    clock: Clock
    public_url: str
    sign_in_origin: str = ""
    navigation: tuple[tuple[str, str], ...] = (
        ("Exams", "/exams"),
        ("Program", "/program"),
        ("Contributors", "/leaderboard"),
    )

    @property
    def is_https(self) -> bool:
        """Tell whether cookies can be held to TLS."""
        return urlsplit(self.public_url).scheme == "https"


def web() -> WebBase:
    """Give the base of the app that serves the current request."""
    return cast("WebBase", current_app.extensions["recognition_web"])


def install(app: Flask, base: WebBase, *, secret_key: str) -> None:
    """Set up a Flask app made with `create_flask`.

    Args:
        app: The app, before its first request.
        base: What pages share.
        secret_key: Signs the short-lived cookie that carries a sign-in's state.
    """
    app.extensions["recognition_web"] = base
    app.config.update(
        SECRET_KEY=secret_key,
        SESSION_COOKIE_NAME="recognition_oauth",
        SESSION_COOKIE_SECURE=base.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=MAX_FORM_BYTES,
        SEND_FILE_MAX_AGE_DEFAULT=ASSET_AGE_SECONDS,
    )
    app.jinja_env.globals["asset"] = asset
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.before_request(guard.refuse_cross_site)
    app.after_request(guard.add_headers)
    app.context_processor(_shared_context)
    errors.install(app)


def create_flask(name: str) -> Flask:
    """Make the Flask app whose templates and assets are this package's."""
    here = Path(__file__).parent
    return Flask(name, template_folder=str(here / "templates"), static_folder=str(here / "static"))


def asset(filename: str, *, endpoint: str = "static") -> str:
    """Give the address of a static file, with the hash of its bytes so that it may be cached."""
    app = current_app
    blueprint = endpoint.rpartition(".")[0]
    scaffold = app.blueprints[blueprint] if blueprint else app
    folder = scaffold.static_folder
    version = _digest(f"{folder}/{filename}") if folder else ""
    return url_for(endpoint, filename=filename, v=version)


@cache
def _digest(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def _shared_context() -> dict[str, object]:
    from recognition.kernel.web.session import current_visitor  # noqa: PLC0415  # it needs `web`

    return {"visitor": current_visitor(), "base": web(), "here": request.full_path.rstrip("?")}


def no_store(response: Response) -> Response:
    """Mark a private page: no cache on the way may keep it."""
    response.headers["Cache-Control"] = "no-store"
    return response
