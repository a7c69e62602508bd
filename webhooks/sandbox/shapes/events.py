"""The bodies of webhooks as GitHub sends them."""

from __future__ import annotations

from webhooks.sandbox.forum import Discussion
from webhooks.sandbox.numbers import node_id
from webhooks.sandbox.shapes import commits, discussions, people, repositories, threads
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
    body = _matter(world, occurrence)
    if occurrence.action:
        body = {"action": occurrence.action, **body}
    if occurrence.label and occurrence.repository:
        body["label"] = repositories.label(world, occurrence.repository, occurrence.label)
    changes = _changes(world, occurrence)
    if changes is not None:
        body["changes"] = changes
    organization = occurrence.organization
    if occurrence.repository:
        body["repository"] = repositories.minimal_repository(world, occurrence.repository)
        organization = world.organizations.get(occurrence.repository.owner_id)
    if organization:
        body["organization"] = people.organization_simple(world, organization)
    body["sender"] = people.simple_user(world, occurrence.sender)
    if installation and occurrence.installation is None:
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


def _matter(world: Tenancy, occurrence: Occurrence) -> Json:
    """Write what the event is about."""
    if occurrence.installation:
        return _installation(world, occurrence, occurrence.installation)
    if occurrence.thread:
        return _subject(world, occurrence, occurrence.thread)
    if occurrence.discussion:
        return _discussion(world, occurrence, occurrence.discussion)
    if occurrence.push and occurrence.repository:
        return commits.push(world, occurrence.repository, occurrence.push, occurrence.sender)
    if occurrence.release:
        return {"release": discussions.release(world, occurrence.release)}
    return _belonging(world, occurrence)


def _installation(world: Tenancy, occurrence: Occurrence, installation: Installation) -> Json:
    if occurrence.event == "installation_repositories":
        return {
            "installation": people.installation(world, installation),
            "repository_selection": "all" if installation.repository_ids is None else "selected",
            "repositories_added": [],
            "repositories_removed": [
                repositories.repository_in_short(world, it) for it in occurrence.removed
            ],
            "requester": None,
        }
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
        shape = threads.pull_request(world, thread)
        body: Json = {"number": thread.number, "pull_request": shape}
        if occurrence.before_sha:
            body |= {"before": occurrence.before_sha, "after": shape["head"]["sha"]}
        return body
    if occurrence.event == "pull_request_review" and occurrence.review:
        return {
            "review": _review(world, thread, occurrence.review),
            "pull_request": threads.pull_request_simple(world, thread),
        }
    if occurrence.review_comment:
        return {
            "comment": threads.review_comment(world, thread, occurrence.review_comment),
            "pull_request": threads.pull_request_simple(world, thread),
        }
    return _issue(world, occurrence, thread)


def _issue(world: Tenancy, occurrence: Occurrence, thread: Thread) -> Json:
    issue = threads.issue(world, thread)
    for name in _NOT_IN_WEBHOOKS:
        del issue[name]
    body: Json = {"issue": issue}
    if occurrence.comment:
        body["comment"] = threads.comment(world, thread, occurrence.comment)
    return body


def _discussion(world: Tenancy, occurrence: Occurrence, discussion: Discussion) -> Json:
    body: Json = {"discussion": discussions.discussion(world, discussion)}
    if occurrence.remark:
        body["comment"] = discussions.remark(world, discussion, occurrence.remark)
    if occurrence.answer:
        name = "answer" if occurrence.action == "answered" else "old_answer"
        body[name] = discussions.remark(world, discussion, occurrence.answer)
    return body


def _belonging(world: Tenancy, occurrence: Occurrence) -> Json:
    """Write who came into which organization or team, or left it."""
    body: Json = {}
    if occurrence.team:
        body["team"] = people.team(world, occurrence.team)
    if occurrence.member and occurrence.team:
        body |= {"scope": "team", "member": people.simple_user(world, occurrence.member)}
    elif occurrence.member and occurrence.organization:
        shape = people.organization_membership(world, occurrence.organization, occurrence.member)
        del shape["organization"]  # it stands beside the membership
        body["membership"] = shape
    return body


def _changes(world: Tenancy, occurrence: Occurrence) -> Json | None:
    """Write what was different before; None where the event does not tell."""
    if occurrence.moved:
        place = world.repositories[occurrence.moved.repository_id]
        return {
            "new_issue": _issue(world, occurrence, occurrence.moved)["issue"],
            "new_repository": repositories.minimal_repository(world, place),
        }
    if occurrence.former_owner:
        former = world.organizations.get(occurrence.former_owner.id)
        if former:
            return {"owner": {"from": {"organization": people.organization_simple(world, former)}}}
        return {"owner": {"from": {"user": people.simple_user(world, occurrence.former_owner)}}}
    return None if occurrence.changes is None else dict(occurrence.changes)


def _review(world: Tenancy, thread: Thread, review: Review) -> Json:
    """Write a review as webhooks do: the state in small letters, an empty body as null."""
    shape = threads.review(world, thread, review)
    return shape | {
        "state": review.state.lower(),
        "body": review.body or None,
        "updated_at": moment(review.updated_at),
    }
