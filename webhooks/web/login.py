"""Let visitors sign in with GitHub and out again, and bring them back to where they were."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, make_response, redirect, render_template, request

from recognition.kernel.web.session import current_visitor, sign_in, sign_out
from webhooks.github.oauth import (
    FailedSignInError,
    GitHubLogin,
    RefusedSignInError,
    SignInError,
    StaleSignInError,
)

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

START = "/"

CALLBACK = "/login/callback"
"""Where GitHub sends people back to."""

LOCAL_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
"""A path on this server. Browsers read `//host`, `/\\host` and paths with tabs as other hosts."""

OWN_PATHS = ("/login", "/logout")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What a visitor is told who could not be signed in.

    Attributes:
        can_retry: Whether to begin again may help.
    """

    status: HTTPStatus
    title: str
    text: str
    can_retry: bool = True


FAILURES: dict[type[SignInError], Failure] = {
    StaleSignInError: Failure(
        status=HTTPStatus.BAD_REQUEST,
        title="This sign-in cannot be finished",
        text="It was begun in another browser, more than an hour ago, or is finished already. "
        "Begin again here; it takes one click.",
    ),
    RefusedSignInError: Failure(
        status=HTTPStatus.FORBIDDEN,
        title="You are not signed in",
        text="You did not allow it on GitHub's page, and nothing was changed. We ask GitHub "
        "only who you are: your number and your login.",
    ),
    FailedSignInError: Failure(
        status=HTTPStatus.BAD_GATEWAY,
        title="GitHub did not tell us who you are",
        text="It did not answer, or not as expected. Try again in a minute.",
    ),
}

NOT_SET_UP = Failure(
    status=HTTPStatus.SERVICE_UNAVAILABLE,
    title="Signing in is not set up",
    text="Whoever runs this server has to set GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET first.",
    can_retry=False,
)


def login_blueprint(github: GitHubLogin | None) -> Blueprint:
    """Build the pages of signing in and out.

    Args:
        github: Vouches for visitors; `None` where the App's client id is not set.
    """
    blueprint = Blueprint("login", __name__, template_folder="templates")
    if github is not None:
        github.install(blueprint)

    @blueprint.get("/login")
    def login() -> AnyResponse:
        """Send visitors to GitHub, or straight back where they are signed in already."""
        back_to = local_path(request.args.get("next", START))
        if current_visitor() is not None:
            return redirect(back_to)
        if github is None:
            return _failed(NOT_SET_UP)
        return github.begin(back_to=back_to)

    @blueprint.get(CALLBACK)
    def callback() -> AnyResponse:
        """Take the visitor from GitHub, and bring them where they wanted to go."""
        if github is None:
            return _failed(NOT_SET_UP)
        try:
            done = github.finish()
        except SignInError as error:
            return _failed(FAILURES[type(error)])
        sign_in(done.visitor)
        return redirect(done.back_to, HTTPStatus.SEE_OTHER)

    @blueprint.post("/logout")
    def logout() -> AnyResponse:
        """End the session."""
        sign_out()
        return redirect(START, HTTPStatus.SEE_OTHER)

    @blueprint.after_request
    def keep_private(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response

    return blueprint


def local_path(wanted: str) -> str:
    """Give a path of this server to go back to; the start in place of anything else."""
    if not LOCAL_PATH.fullmatch(wanted):
        return START
    path = wanted.partition("?")[0].rstrip("/")
    # To come back to the sign-in would be to sign in for ever.
    if path in OWN_PATHS or path.startswith("/login/"):
        return START
    return wanted


def _failed(failure: Failure) -> Response:
    response = make_response(render_template("login/failure.html", failure=failure))
    response.status_code = failure.status
    return response
