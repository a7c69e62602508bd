"""The bodies of webhooks as GitHub sends them."""

from __future__ import annotations

from webhooks.sandbox.numbers import node_id
from webhooks.sandbox.shapes import people, repositories, threads
from webhooks.sandbox.shapes.people import Json, api, moment
from webhooks.sandbox.state import App, Installation, Occurrence, Review, Thread
from webhooks.sandbox.tenancy import Tenancy

# What GitHub leaves out of the issue that a webhook carries, compared with REST.
_NOT_IN_WEBHOOKS = ("closed_by",)


def webhook_body(
    world: Tenancy, app: App, occurrence: Occurrence, installation: Installation | None
) -> Json:
    """Write what the App is sent about an occurrence, seen through one installation.

    Args:
        world: Where it happened; the caller holds its lock.
        app: The App that will be told.
        occurrence: What happened.
        installation: The installation that covers the repository; None for `ping`.
    """
    if occurrence.event == "ping":
        return ping(world, app)
    body: Json = {"action": occurrence.action}
    if occurrence.event == "installation" and occurrence.installation:
        body |= _installation(world, occurrence.installation)
    if occurrence.thread:
        body |= _subject(world, occurrence, occurrence.thread)
    if occurrence.label and occurrence.repository:
        body["label"] = repositories.label(world, occurrence.repository, occurrence.label)
    if occurrence.changes is not None:
        body["changes"] = occurrence.changes
    if occurrence.repository:
        body["repository"] = repositories.minimal_repository(world, occurrence.repository)
        organization = world.organizations.get(occurrence.repository.owner_id)
        if organization:
            body["organization"] = people.organization_simple(world, organization)
    body["sender"] = people.simple_user(world, occurrence.sender)
    if installation and occurrence.event != "installation":
        body["installation"] = {
            "id": installation.id,
            "node_id": node_id("I", installation.account_id, installation.id),
        }
    return body


def ping(world: Tenancy, app: App) -> Json:
    """Write the first webhook of an App, sent when its address is set."""
    return {
        "zen": "Keep it logically awesome.",
        "hook_id": hook_id(app),
        "hook": {
            "type": "App",
            "id": hook_id(app),
            "name": "web",
            "active": True,
            "events": list(app.events),
            "config": {
                "content_type": "json",
                "insecure_ssl": "0",
                "secret": "********",
                "url": app.webhook_url,
            },
            "updated_at": moment(app.created_at),
            "created_at": moment(app.created_at),
            "app_id": app.id,
            "deliveries_url": api(world, "/app/hook/deliveries"),
        },
    }


def hook_id(app: App) -> int:
    """Give the id of the App's one webhook."""
    return 409_000_000 + app.id


def _installation(world: Tenancy, installation: Installation) -> Json:
    account = world.accounts[installation.account_id]
    return {
        "installation": people.installation(world, installation),
        "repositories": [
            repositories.repository_in_short(world, it)
            for it in world.repositories_of(account)
            if world.covers(installation, it)
        ],
        "requester": None,
    }


def _subject(world: Tenancy, occurrence: Occurrence, thread: Thread) -> Json:
    if occurrence.event == "pull_request":
        return {"number": thread.number, "pull_request": threads.pull_request(world, thread)}
    if occurrence.event == "pull_request_review" and occurrence.review:
        return {
            "review": _review(world, thread, occurrence.review),
            "pull_request": threads.pull_request_simple(world, thread),
        }
    issue = threads.issue(world, thread)
    for name in _NOT_IN_WEBHOOKS:
        del issue[name]
    body: Json = {"issue": issue}
    if occurrence.comment:
        body["comment"] = threads.comment(world, thread, occurrence.comment)
    return body


def _review(world: Tenancy, thread: Thread, review: Review) -> Json:
    """Write a review as webhooks do: the state in small letters, an empty body as null."""
    shape = threads.review(world, thread, review)
    return shape | {
        "state": review.state.lower(),
        "body": review.body or None,
        "updated_at": moment(review.submitted_at),
    }
