"""Register an App from the manifest that its setup page sent the browser with."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from webhooks.sandbox.errors import RefusedError
from webhooks.sandbox.manifests import read_manifest
from webhooks.sandbox.state import Account
from webhooks.sandbox.web.visitor import page_blueprint, service, visitor

blueprint = page_blueprint("manifest", __name__)
NEW_APP = "/settings/apps/new"


@blueprint.post(NEW_APP)
@blueprint.post("/organizations/<login>/settings/apps/new")
def ask(login: str = "") -> str:
    """Show what the App wants to be, and ask whether it should be.

    The manifest comes from the App's own page, that is from another site; this only asks.
    """
    owner = _owner(login)
    text = request.form.get("manifest", "")
    return render_template(
        "new_app.html",
        owner=owner,
        manifest=read_manifest(text),
        text=text,
        state=request.args.get("state", ""),
    )


@blueprint.post("/settings/apps/create")
def create() -> Response:
    """Register the App, and go back to its page with the code for its secrets."""
    owner = _owner(request.form.get("owner", ""))
    manifest = read_manifest(request.form.get("manifest", ""))
    code = service().registrations.register(
        manifest, name=request.form.get("name", ""), owner=owner.login
    )
    answer = {"code": code}
    if request.form.get("state"):
        answer["state"] = request.form["state"]
    joint = "&" if urlsplit(manifest.redirect_url).query else "?"
    return redirect(f"{manifest.redirect_url}{joint}{urlencode(answer)}", HTTPStatus.SEE_OTHER)


def _owner(login: str) -> Account:
    """Give the account that the App will belong to, if the visitor may speak for it."""
    me = visitor()
    if not login or login == me.login:
        return me
    organization = service().world.organization(login)
    if me.id not in organization.owners:
        raise RefusedError(f"{me.login} is no owner of {organization.account.login}.")
    return organization.account
