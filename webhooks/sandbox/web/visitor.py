"""Remember in a cookie which of the sandbox's people the browser is."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g, request
from werkzeug.wrappers import Response as BaseResponse

from webhooks.sandbox.errors import RefusedError
from webhooks.sandbox.exchange import Service
from webhooks.sandbox.state import Account, AccountType

COOKIE = "sandbox_user"


def page_blueprint(name: str, module: str) -> Blueprint:
    """Make a blueprint whose views see a world that stands still while they run."""
    blueprint = Blueprint(name, module)
    blueprint.before_request(_hold_world)
    blueprint.teardown_request(_let_world_go)
    return blueprint


def service() -> Service:
    """Give the parts of the sandbox that serves this request."""
    found = current_app.extensions["sandbox"]
    assert isinstance(found, Service)
    return found


def people() -> list[Account]:
    """List those whom a visitor can be, in the order they came."""
    return [it for it in service().world.accounts.values() if it.type is AccountType.USER]


def visitor() -> Account:
    """Give the person that the browser is: the chosen one, or the first of all.

    Raises:
        RefusedError: The sandbox has no people.
    """
    everybody = people()
    if not everybody:
        raise RefusedError("Nobody lives in this sandbox.")
    chosen = request.cookies.get(COOKIE, "")
    return next((it for it in everybody if str(it.id) == chosen), everybody[0])


def remember(response: BaseResponse, account: Account) -> None:
    """Let the browser be this person from now on.

    Cookies are shared by all ports of a host, so the name must not be one of the App's.
    """
    response.set_cookie(COOKIE, str(account.id), httponly=True, samesite="Lax")


def _hold_world() -> None:
    """Keep the world as it is while a page is made."""
    service().world.changed.acquire()
    g.holds_world = True


def _let_world_go(_: BaseException | None = None) -> None:
    """Let the world change again."""
    if g.pop("holds_world", False):
        service().world.changed.release()


def check_origin() -> Response | None:
    """Refuse forms that another site sent; browsers say where a request comes from."""
    if request.endpoint == "manifest.ask":  # it comes from an App's page, and changes nothing
        return None
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
        return Response("This form was sent by another site.", status=403)
    return None
