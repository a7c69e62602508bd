"""The web flow of OAuth: a page to choose who you are, and the exchange of its code."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from flask import Response, jsonify, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from webhooks.sandbox.errors import SandboxError, UnknownError
from webhooks.sandbox.state import AccountType, App
from webhooks.sandbox.vault import USER_TOKEN_LIFETIME, OAuthError
from webhooks.sandbox.web.visitor import page_blueprint, people, remember, service, visitor
from webhooks.sandbox.world import World

blueprint = page_blueprint("oauth", __name__)
_LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}


class BadAuthorizationError(SandboxError):
    """The link to the authorize page is wrong; GitHub shows an error and redirects nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorization:
    """What an App asks a person for."""

    app: App
    redirect_uri: str
    state: str
    challenge: str
    login: str


@blueprint.get("/login/oauth/authorize")
def ask() -> str | tuple[str, int]:
    """Ask whether, and as whom, the App may know the visitor."""
    try:
        wanted = _read(service().world, request.args)
    except SandboxError as error:
        return render_template("message.html", message=str(error)), HTTPStatus.BAD_REQUEST
    suggested = next((it for it in people() if it.login == wanted.login), visitor())
    return render_template(
        "authorize.html",
        bot=service().world.accounts[wanted.app.bot_id],
        wanted=wanted,
        suggested=suggested,
        people=people(),
        query=request.args,
    )


@blueprint.post("/login/oauth/authorize")
def answer() -> BaseResponse | tuple[str, int]:
    """Send the browser back with a code, or with the news that the person said no."""
    sandbox = service()
    try:
        wanted = _read(sandbox.world, request.form)
        account = sandbox.world.account(request.form.get("login", ""))
    except UnknownError:
        account = None
    except SandboxError as error:
        return render_template("message.html", message=str(error)), HTTPStatus.BAD_REQUEST
    if account is None or account.type is not AccountType.USER:
        return _back(
            wanted,
            error="access_denied",
            error_description="The user has denied your application access.",
        )
    code = sandbox.vault.issue_code(
        account, wanted.app, redirect_uri=wanted.redirect_uri, challenge=wanted.challenge
    )
    response = _back(wanted, code=code)
    remember(response, account)
    return response


@blueprint.post("/login/oauth/access_token")
def exchange() -> Response:
    """Exchange a code for a token. Refresh tokens are not issued here.

    As on GitHub the status is 200 even for errors, and the form is that of a query unless
    JSON is asked for.
    """
    sent = request.get_json(silent=True) if request.is_json else request.form
    sent = sent or {}
    try:
        token = service().vault.exchange_code(
            client_id=str(sent.get("client_id", "")),
            client_secret=str(sent.get("client_secret", "")),
            code=str(sent.get("code", "")),
            verifier=str(sent.get("code_verifier", "")),
            redirect_uri=str(sent.get("redirect_uri", "")),
        )
    except OAuthError as error:
        return _token_answer({"error": error.code, "error_description": str(error)})
    return _token_answer(
        {
            "access_token": token.token,
            "expires_in": int(USER_TOKEN_LIFETIME.total_seconds()),
            "token_type": "bearer",
            "scope": "",
        }
    )


def _token_answer(body: dict[str, str | int]) -> Response:
    if "json" in request.headers.get("Accept", ""):
        return jsonify(body)
    return Response(urlencode(body), content_type="application/x-www-form-urlencoded")


def _read(world: World, sent: MultiDict[str, str]) -> Authorization:
    client_id = sent.get("client_id", "")
    app = next((it for it in world.apps.values() if it.client_id == client_id), None)
    if app is None:
        raise BadAuthorizationError("No application has this client_id.")
    redirect_uri = sent.get("redirect_uri") or next(iter(app.callback_urls), "")
    if not any(_fits(redirect_uri, registered) for registered in app.callback_urls):
        raise BadAuthorizationError("The redirect_uri is not associated with this application.")
    challenge = sent.get("code_challenge", "")
    if challenge and sent.get("code_challenge_method") != "S256":
        raise BadAuthorizationError("The code_challenge_method must be S256.")
    return Authorization(
        app=app,
        redirect_uri=redirect_uri,
        state=sent.get("state", ""),
        challenge=challenge,
        login=sent.get("login", ""),
    )


def _fits(address: str, registered: str) -> bool:
    """Tell whether an address is the registered one or below it; loopback ports may differ."""
    asked, known = urlsplit(address), urlsplit(registered)
    same_host = asked.netloc == known.netloc or (
        asked.hostname == known.hostname and asked.hostname in _LOOPBACK
    )
    return (
        asked.scheme == known.scheme
        and same_host
        and f"{asked.path}/".startswith(f"{known.path.rstrip('/')}/")
    )


def _back(wanted: Authorization, **answer: str) -> BaseResponse:
    if wanted.state:
        answer["state"] = wanted.state
    joint = "&" if urlsplit(wanted.redirect_uri).query else "?"
    return redirect(f"{wanted.redirect_uri}{joint}{urlencode(answer)}")
