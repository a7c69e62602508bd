"""The pages of Apps: what one may do, where it is installed, what it was sent."""

from __future__ import annotations

import json
from http import HTTPStatus
from urllib.parse import urlencode

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from webhooks.sandbox.errors import RefusedError, UnknownError
from webhooks.sandbox.hookshot import Delivery
from webhooks.sandbox.state import App
from webhooks.sandbox.web.visitor import page_blueprint, service, visitor

blueprint = page_blueprint("apps", __name__)
SHOWN_DELIVERIES = 100


@blueprint.get("/apps/<slug>")
def show_app(slug: str) -> str:
    """Show what an App may do, and where it is installed."""
    world, app = service().world, _app(slug)
    places = [(it, world.installation_on(app, it.account)) for it in world.organizations.values()]
    bot = world.accounts[app.bot_id]
    return render_template("app.html", app=app, bot=bot, places=places)


@blueprint.get("/apps/<slug>/installations/new")
def choose_place(slug: str) -> Response:
    """Lead to where the App is installed from, as the address on GitHub does."""
    return redirect(f"/apps/{_app(slug).slug}")


@blueprint.post("/apps/<slug>/installations")
def install(slug: str) -> Response:
    """Install the App on an organization, and go to its setup page where it has one."""
    world, app, me = service().world, _app(slug), visitor()
    organization = world.organization(request.form["account"])
    if me.id not in organization.owners:
        raise RefusedError(f"{me.login} is no owner of {organization.account.login}.")
    installation = world.install(app, organization.account.login, by=me.login)
    if not app.setup_url:
        return redirect(f"/apps/{app.slug}", HTTPStatus.SEE_OTHER)
    query = urlencode({"installation_id": installation.id, "setup_action": "install"})
    return redirect(f"{app.setup_url}?{query}", HTTPStatus.SEE_OTHER)


@blueprint.get("/settings/apps/<slug>/advanced")
def list_deliveries(slug: str) -> str:
    """List what the App was sent, latest first."""
    app = _app(slug)
    found = [it for it in service().hookshot.deliveries() if it.app_id == app.id]
    latest = found[: -SHOWN_DELIVERIES - 1 : -1]
    return render_template("deliveries.html", app=app, deliveries=latest)


@blueprint.get("/settings/apps/<slug>/deliveries/<int:delivery_id>")
def show_delivery(slug: str, delivery_id: int) -> str:
    """Show one delivery with what was sent and answered."""
    app = _app(slug)
    it = _delivery(app, delivery_id)
    payload = json.dumps(json.loads(it.body), indent=2, ensure_ascii=False)
    return render_template("delivery.html", app=app, it=it, payload=payload)


@blueprint.post("/settings/apps/<slug>/deliveries/<int:delivery_id>/attempts")
def redeliver(slug: str, delivery_id: int) -> Response:
    """Deliver the same webhook again."""
    app = _app(slug)
    service().hookshot.redeliver(_delivery(app, delivery_id).id)
    return redirect(f"/settings/apps/{app.slug}/advanced", HTTPStatus.SEE_OTHER)


def _app(slug: str) -> App:
    for app in service().world.apps.values():
        if app.slug == slug:
            return app
    raise UnknownError(f"There is no App {slug}.")


def _delivery(app: App, delivery_id: int) -> Delivery:
    found = service().hookshot.delivery(delivery_id)
    if found.app_id != app.id:
        raise UnknownError(f"There is no delivery {delivery_id}.")
    return found
