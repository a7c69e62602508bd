"""The smallest site on the kernel's web base, with a page for everything that can go wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, abort, redirect, render_template_string, request
from flask.testing import FlaskClient
from werkzeug.exceptions import TooManyRequests
from werkzeug.test import TestResponse

from recognition.kernel.clock import ManualClock
from recognition.kernel.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    RecognitionError,
    UserError,
)
from recognition.kernel.ids import UserId
from recognition.kernel.store import Database
from recognition.kernel.web import (
    Visitor,
    WebBase,
    current_visitor,
    install,
    login_required,
    sign_in,
    sign_out,
)
from recognition.kernel.web.base import create_flask, no_store

HTTPS = "https://recognition.example"
HTTP = "http://127.0.0.1:3000"
OCTOCAT = Visitor(id=UserId(583231), login="octocat")
HUBOT = Visitor(id=UserId(9), login="hubot")
PEOPLE = {"octocat": OCTOCAT, "hubot": HUBOT}

FORESEEN: dict[str, type[RecognitionError]] = {
    "user": UserError,
    "not-found": NotFoundError,
    "forbidden": ForbiddenError,
    "conflict": ConflictError,
}

PAGE = """{% extends "layout.html" %}
{% block title %}A page{% endblock %}
{% block main %}<h1>A page</h1><p>{{ text }}</p>{% endblock %}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A running app and what the tests reach for."""

    app: Flask
    clock: ManualClock
    database: Database
    public_url: str

    def browser(self) -> FlaskClient:
        """Give a client with cookies of its own."""
        client = self.app.test_client()
        client.environ_base["REMOTE_ADDR"] = "192.0.2.1"
        return client

    def get(self, path: str, **options: Any) -> TestResponse:
        """Ask once, without cookies."""
        answer = self.browser().get(path, base_url=self.public_url, **options)
        # A static file stays open until the answer has been read and closed.
        answer.get_data()
        answer.close()
        return answer

    def post(self, path: str, **options: Any) -> TestResponse:
        """Send once, without cookies."""
        return self.browser().post(path, base_url=self.public_url, **options)


def make_site(database: Database, clock: ManualClock, *, public_url: str = HTTPS) -> Site:
    """Put the site together."""
    app = create_flask(__name__)
    base = WebBase(
        database=database, clock=clock, public_url=public_url, sign_in_origin="https://github.com"
    )
    install(app, base, secret_key="a-secret-for-this-test")
    _add_pages(app)
    _add_sign_in(app)
    _add_faults(app)
    return Site(app=app, clock=clock, database=database, public_url=public_url)


def _add_pages(app: Flask) -> None:
    @app.get("/page")
    def page() -> str:
        return render_template_string(PAGE, text=request.args.get("text", ""))

    @app.get("/picture.svg")
    def picture() -> Any:
        headers = {"Content-Security-Policy": "default-src 'none'", "Cache-Control": "max-age=300"}
        return "<svg/>", 200, headers | {"Content-Type": "image/svg+xml"}

    @app.get("/private")
    def private() -> Any:
        return no_store(app.make_response(render_template_string(PAGE)))

    @app.route("/form", methods=["POST", "PUT", "PATCH", "DELETE"])
    def form() -> str:
        return f"kept {request.form.get('answer', '')}"


def _add_sign_in(app: Flask) -> None:
    login = Blueprint("login", __name__)

    @login.get("/login", endpoint="login")
    def _login() -> str:
        return "sign in with GitHub"

    app.register_blueprint(login)

    @app.post("/sign-in/<name>")
    def begin(name: str) -> Any:
        sign_in(PEOPLE[name])
        visitor = current_visitor()
        assert visitor is not None
        return visitor.login

    @app.post("/logout")
    def end() -> Any:
        sign_out()
        assert current_visitor() is None
        return redirect("/page")

    @app.get("/who")
    def who() -> str:
        visitor = current_visitor()
        return f"{visitor.id} {visitor.login}" if visitor else "nobody"

    @app.route("/mine", methods=["GET", "POST"])
    @login_required
    def mine() -> str:
        visitor = current_visitor()
        assert visitor is not None
        return f"for {visitor.login}"


def _add_faults(app: Flask) -> None:
    @app.get("/foreseen/<kind>")
    @app.get("/foreseen/<kind>.json", endpoint="foreseen_json")
    def foreseen(kind: str) -> str:
        raise FORESEEN[kind](request.args.get("text", "Not like this."))

    @app.route("/broken", methods=["GET", "POST"])
    @app.get("/broken.json", endpoint="broken_json")
    def broken() -> str:
        token = "ghs_a_secret_local_variable"  # noqa: F841  # a traceback would show it
        raise RuntimeError("the disk is at /var/lib/secret-place")

    @app.get("/busy")
    def busy() -> str:
        raise TooManyRequests(retry_after=60)

    @app.get("/abort")
    def aborted() -> str:
        abort(500)

    @app.get("/own-answer")
    def own_answer() -> str:
        abort(app.make_response(("as the view wants it", 418)))
