"""Webhooks arrive as GitHub sends them, to whom it sends them, and stay in the log."""

from __future__ import annotations

import hashlib
import hmac
import json

import pytest

from tests.webhooks.sandbox.conftest import Clients, Receiver
from webhooks.sandbox.errors import UnknownError
from webhooks.sandbox.hookshot import sign
from webhooks.sandbox.server import SandboxServer
from webhooks.sandbox.state import App, Installation


def test_the_signature_is_that_of_githubs_documentation() -> None:
    """Source: docs.github.com, "Validating webhook deliveries"."""
    signed = sign("It's a Secret to Everybody", b"Hello, World!")["X-Hub-Signature-256"]
    assert signed == "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"


def test_a_webhook_is_signed_and_says_what_it_is(
    server: SandboxServer, app: App, installation: Installation, receiver: Receiver
) -> None:
    server.world.open_issue("acme/anvil", "linus", "It rings", "Ünïcode")
    server.hookshot.wait_until_idle()
    got = receiver.received[-1]
    expected = hmac.new(app.webhook_secret.encode(), got.body, hashlib.sha256).hexdigest()
    assert got.headers["X-Hub-Signature-256"] == f"sha256={expected}"
    assert got.headers["X-Hub-Signature"].startswith("sha1=")
    assert got.headers["X-GitHub-Event"] == "issues"
    assert got.headers["X-GitHub-Hook-Installation-Target-ID"] == str(app.id)
    assert got.headers["X-GitHub-Hook-Installation-Target-Type"] == "integration"
    assert got.headers["User-Agent"].startswith("GitHub-Hookshot/")
    assert got.headers["Content-Type"] == "application/json"
    body = json.loads(got.body)
    assert (body["action"], body["issue"]["body"]) == ("opened", "Ünïcode")
    assert body["installation"]["id"] == installation.id
    assert body["sender"]["login"] == "linus"


def test_registering_and_installing_are_told(
    server: SandboxServer, installation: Installation, receiver: Receiver
) -> None:
    server.hookshot.wait_until_idle()
    assert [it.headers["X-GitHub-Event"] for it in receiver.received] == ["ping", "installation"]
    told = json.loads(receiver.received[1].body)
    assert told["installation"]["id"] == installation.id
    assert [it["full_name"] for it in told["repositories"]] == ["acme/anvil", "acme/vault"]


def test_a_merge_is_told_as_closed_and_merged(
    server: SandboxServer, installation: Installation
) -> None:
    del installation
    world = server.world
    pull = world.open_pull_request("acme/anvil", "linus", "Softer", files=["a.go", "b.go"])
    world.merge("acme/anvil", pull.number, "grace")
    sent = server.hookshot.wait_for_delivery("pull_request", "closed")
    told = json.loads(sent.body)["pull_request"]
    assert told["merged"] is True
    assert told["merged_by"]["login"] == "grace"
    assert told["changed_files"] == 2
    assert told["head"]["repo"]["full_name"] == "linus/anvil"


def test_an_edit_tells_what_was_before(server: SandboxServer, installation: Installation) -> None:
    del installation
    issue = server.world.open_issue("acme/anvil", "linus", "T", "- [ ] box")
    server.world.edit_issue("acme/anvil", issue.number, "grace", body="- [x] box")
    sent = server.hookshot.wait_for_delivery("issues", "edited")
    told = json.loads(sent.body)
    assert told["changes"] == {"body": {"from": "- [ ] box"}}
    assert (told["issue"]["body"], told["sender"]["login"]) == ("- [x] box", "grace")


def test_an_edit_that_changes_nothing_is_not_told(
    server: SandboxServer, installation: Installation
) -> None:
    del installation
    issue = server.world.open_issue("acme/anvil", "linus", "T", "B")
    server.world.edit_issue("acme/anvil", issue.number, "linus", title="T", body="B")
    comment = server.world.comment("acme/anvil", issue.number, "linus", "C")
    server.world.edit_comment("acme/anvil", comment.id, "linus", "C")
    assert "edited" not in {it.action for it in server.hookshot.deliveries()}


def test_a_webhook_says_how_things_were_when_it_was_queued(
    server: SandboxServer, installation: Installation, receiver: Receiver
) -> None:
    del installation
    server.hookshot.wait_until_idle()
    server.hookshot.pause()
    issue = server.world.open_issue("acme/anvil", "linus", "Before")
    server.world.edit_issue("acme/anvil", issue.number, "linus", title="After")
    queued = [it for it in server.hookshot.deliveries() if not it.is_done]
    assert len(queued) == 2
    server.hookshot.resume()
    server.hookshot.wait_until_idle()
    titles = [json.loads(it.body)["issue"]["title"] for it in receiver.received[-2:]]
    assert titles == ["Before", "After"]


def test_only_covered_repositories_and_subscribed_events_are_told(
    server: SandboxServer, app: App, receiver: Receiver
) -> None:
    world = server.world
    installation = world.install(app, "acme", by="ada", repositories=["acme/anvil"])
    world.open_issue("acme/vault", "ada", "Elsewhere")
    app.events = ("pull_request",)
    world.open_issue("acme/anvil", "ada", "Not subscribed")
    app.events = ("issues",)
    world.suspend(installation, by="ada")
    world.open_issue("acme/anvil", "ada", "Suspended")
    server.hookshot.wait_until_idle()
    assert "issues" not in {it.headers["X-GitHub-Event"] for it in receiver.received}


def test_a_refused_delivery_can_be_delivered_again_under_its_guid(
    server: SandboxServer, clients: Clients, installation: Installation, receiver: Receiver
) -> None:
    del installation
    receiver.status = 500
    server.world.open_issue("acme/anvil", "linus", "T")
    failed = server.hookshot.wait_for_delivery("issues")
    assert (failed.status, failed.status_code) == ("Invalid HTTP Response: 500", 500)
    assert failed.response_body == "noted"
    assert not failed.is_delivered
    receiver.status = 202
    assert clients.app("POST", f"/app/hook/deliveries/{failed.id}/attempts").status_code == 202
    again = server.hookshot.wait_for_delivery("issues", where=lambda it: it.redelivery)
    assert again.is_delivered
    assert (again.guid, again.body) == (failed.guid, failed.body)
    assert again.id != failed.id
    listed = clients.app("GET", "/app/hook/deliveries", per_page=2).json()
    assert [(it["guid"], it["status"]) for it in listed] == [
        (failed.guid, "OK"),
        (failed.guid, failed.status),
    ]


def test_deliveries_are_listed_by_cursor_without_gaps(
    server: SandboxServer, clients: Clients, installation: Installation
) -> None:
    del installation
    for _ in range(5):
        server.world.open_issue("acme/anvil", "linus", "T")
    server.hookshot.wait_until_idle()
    seen: list[int] = []
    query: dict[str, int] = {}
    while True:
        answer = clients.app("GET", "/app/hook/deliveries", per_page=3, **query)
        seen += [it["id"] for it in answer.json()]
        if "next" not in answer.links:
            break
        query = {"cursor": seen[-1]}
    assert seen == [it.id for it in reversed(server.hookshot.deliveries())]
    assert clients.app("GET", "/app/hook/deliveries", per_page="many").status_code == 422


def test_an_app_that_is_not_there_cannot_be_reached(
    server: SandboxServer, app: App, receiver: Receiver
) -> None:
    app.webhook_url = "http://127.0.0.1:1/hook"
    server.world.install(app, "acme", by="ada")
    failed = server.hookshot.wait_for_delivery("installation")
    assert (failed.status, failed.status_code) == ("failed to connect to host", 0)
    app.webhook_url = receiver.url
    server.hookshot.redeliver(failed.id)
    server.hookshot.wait_until_idle()
    assert server.hookshot.deliveries()[-1].is_delivered


def test_a_delivery_that_never_was_is_unknown(server: SandboxServer, clients: Clients) -> None:
    with pytest.raises(UnknownError):
        server.hookshot.delivery(1)
    assert clients.app("GET", "/app/hook/deliveries/1").status_code == 404
    with pytest.raises(TimeoutError):
        server.hookshot.wait_for_delivery("release", seconds=0.01)
