"""What an App asks about itself: installations, tokens, its webhook's deliveries."""

from __future__ import annotations

import json
from http import HTTPStatus

from webhooks.sandbox.errors import UnknownError
from webhooks.sandbox.hookshot import Delivery
from webhooks.sandbox.rest.problems import Problem, invalid, not_found
from webhooks.sandbox.rest.routing import MOST_PER_PAGE, Answer, Call, Router
from webhooks.sandbox.shapes import people, repositories
from webhooks.sandbox.shapes.people import Json, moment
from webhooks.sandbox.state import Account, Installation

router = Router()


@router.on("GET", "/app")
def get_app(call: Call) -> Answer:
    """Tell the App what it is."""
    return Answer(body=people.integration(call.world, call.app()))


@router.on("POST", "/app-manifests/<code>/conversions")
def convert_manifest(call: Call) -> Answer:
    """Hand out the secrets of an App that was registered from a manifest, once."""
    found = call.registrations.fetch(call.arguments["code"])
    if found is None:
        raise not_found()
    secrets = {
        "client_secret": found.app.client_secret,
        "webhook_secret": found.app.webhook_secret,
        "pem": found.private_key,
    }
    body = people.integration(call.world, found.app) | secrets
    return Answer(body=body, status=HTTPStatus.CREATED)


@router.on("GET", "/app/installations")
def list_installations(call: Call) -> Answer:
    """List where the App is installed."""
    app = call.app()
    found = [it for it in call.world.installations.values() if it.app_id == app.id]
    return call.paged(found, lambda it: people.installation(call.world, it))


@router.on("GET", "/app/installations/<int:id>")
def get_installation(call: Call) -> Answer:
    """Tell of one installation of the App."""
    return Answer(body=people.installation(call.world, _own_installation(call)))


@router.on("POST", "/app/installations/<int:id>/access_tokens")
def create_token(call: Call) -> Answer:
    """Issue an installation token, narrowed as asked."""
    installation = _own_installation(call)
    if installation.suspended_at:
        raise Problem(HTTPStatus.FORBIDDEN, "This installation has been suspended")
    wanted = call.body.get("permissions") or {}
    for name, level in wanted.items():
        levels = ("read", "write", "admin")
        granted = installation.permissions.get(name)
        if granted is None or level not in levels[: levels.index(granted) + 1]:
            raise Problem(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                "The permissions requested are not granted to this installation.",
            )
    token = call.vault.issue_installation_token(
        installation, permissions=wanted, repository_ids=_narrowed(call, installation)
    )
    body: Json = {
        "token": token.token,
        "expires_at": moment(token.expires_at),
        "permissions": token.permissions,
        "repository_selection": "all" if installation.repository_ids is None else "selected",
    }
    if token.repository_ids is not None:
        body["repositories"] = [
            repositories.minimal_repository(call.world, call.world.repositories[it])
            for it in sorted(token.repository_ids)
        ]
        body["repository_selection"] = "selected"
    return Answer(body=body, status=HTTPStatus.CREATED)


@router.on("GET", "/repos/<owner>/<repo>/installation")
def find_repository_installation(call: Call) -> Answer:
    """Tell of the App's installation that covers a repository."""
    app = call.app()
    try:
        repository = call.world.repository(f"{call.arguments['owner']}/{call.arguments['repo']}")
    except UnknownError:
        raise not_found() from None
    found = call.world.installation_on(app, call.world.accounts[repository.owner_id])
    if found is None or not call.world.covers(found, repository):
        raise not_found()
    return Answer(body=people.installation(call.world, found))


@router.on("GET", "/orgs/<login>/installation")
@router.on("GET", "/users/<login>/installation")
def find_account_installation(call: Call) -> Answer:
    """Tell of the App's installation on an account."""
    app = call.app()
    found = call.world.installation_on(app, _account(call))
    if found is None:
        raise not_found()
    return Answer(body=people.installation(call.world, found))


@router.on("GET", "/installation/repositories")
def list_repositories(call: Call) -> Answer:
    """List the repositories that an installation token reaches."""
    installation = call.installation()
    narrowed = call.caller.repository_ids
    found = [
        it
        for it in call.world.repositories.values()
        if call.world.covers(installation, it) and (narrowed is None or it.id in narrowed)
    ]
    return call.paged(
        found,
        lambda it: repositories.minimal_repository(call.world, it),
        lambda shapes: {
            "total_count": len(found),
            "repository_selection": "all" if installation.repository_ids is None else "selected",
            "repositories": shapes,
        },
    )


@router.on("GET", "/app/hook/config")
def get_hook_config(call: Call) -> Answer:
    """Tell where the App's webhooks go."""
    app = call.app()
    config = {"content_type": "json", "insecure_ssl": "0", "secret": "********"}
    return Answer(body=config | {"url": app.webhook_url})


@router.on("GET", "/app/hook/deliveries")
def list_deliveries(call: Call) -> Answer:
    """List the attempts to deliver the App's webhooks, latest first, by cursor.

    The cursor is the id of the last delivery of the former page. Queued deliveries are not
    listed: GitHub lists attempts.
    """
    app = call.app()
    cursor = call.query.get("cursor", "")
    size = call.query.get("per_page", "30")
    if not size.isdigit() or (cursor and not cursor.isdigit()):
        raise invalid("HookDelivery", "cursor")
    attempts = [it for it in call.hookshot.deliveries() if it.app_id == app.id and it.is_done]
    attempts.sort(key=lambda it: it.id, reverse=True)
    wanted = call.query.get("status", "")
    if wanted:
        attempts = [it for it in attempts if (it.status == "OK") == (wanted == "success")]
    if cursor:
        attempts = [it for it in attempts if it.id < int(cursor)]
    page = attempts[: min(int(size), MOST_PER_PAGE)]
    headers = {}
    if page and len(attempts) > len(page):
        headers["Link"] = f'<{call.url}?per_page={size}&cursor={page[-1].id}>; rel="next"'
    return Answer(body=[_delivery_item(it) for it in page], headers=headers)


@router.on("GET", "/app/hook/deliveries/<int:id>")
def get_delivery(call: Call) -> Answer:
    """Tell of one attempt with what was sent and answered."""
    it = _own_delivery(call)
    return Answer(
        body=_delivery_item(it)
        | {
            "url": it.url,
            "request": {"headers": it.headers, "payload": json.loads(it.body)},
            "response": {"headers": it.response_headers, "payload": it.response_body},
        }
    )


@router.on("POST", "/app/hook/deliveries/<int:id>/attempts")
def redeliver(call: Call) -> Answer:
    """Deliver the same webhook again."""
    call.hookshot.redeliver(_own_delivery(call).id)
    return Answer(body={}, status=HTTPStatus.ACCEPTED)


def _own_installation(call: Call) -> Installation:
    app = call.app()
    found = call.world.installations.get(call.arguments["id"])
    if found is None or found.app_id != app.id:
        raise not_found()
    return found


def _own_delivery(call: Call) -> Delivery:
    app = call.app()
    try:
        found = call.hookshot.delivery(call.arguments["id"])
    except UnknownError:
        raise not_found() from None
    if found.app_id != app.id:
        raise not_found()
    return found


def _account(call: Call) -> Account:
    try:
        return call.world.account(call.arguments["login"])
    except UnknownError:
        raise not_found() from None


def _narrowed(call: Call, installation: Installation) -> frozenset[int] | None:
    ids, names = call.body.get("repository_ids"), call.body.get("repositories")
    if ids is None and names is None:
        return None
    reachable = {
        it.id: it.name
        for it in call.world.repositories.values()
        if call.world.covers(installation, it)
    }
    chosen = {it for it, name in reachable.items() if it in (ids or ()) or name in (names or ())}
    if len(chosen) < len(ids or ()) + len(names or ()):
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "There is at least one repository that does not exist or is not accessible "
            "to the parent installation.",
        )
    return frozenset(chosen)


def _delivery_item(it: Delivery) -> Json:
    if it.delivered_at is None:  # still queued: GitHub does not know it yet
        raise not_found()
    return {
        "id": it.id,
        "guid": it.guid,
        "delivered_at": moment(it.delivered_at),
        "redelivery": it.redelivery,
        "duration": it.duration,
        "status": it.status,
        "status_code": it.status_code,
        "event": it.event,
        "action": it.action,
        "installation_id": it.installation_id,
        "repository_id": it.repository_id,
        "throttled_at": None,
    }
