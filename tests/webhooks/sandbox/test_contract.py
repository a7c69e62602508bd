"""What the sandbox answers and sends is what GitHub's own description says."""

from __future__ import annotations

import json

import pytest

from tests.contract import require_description
from tests.webhooks.sandbox.conftest import Client, Clients
from webhooks.sandbox.rest.blueprint import all_routes
from webhooks.sandbox.server import SandboxServer, create_sandbox
from webhooks.sandbox.state import ChangedFile, Installation
from webhooks.sandbox.world import World

# The description denies what GitHub does when an account is deleted: its forks are null in
# pull requests (octokit's older schemas say so), and so is it in the issue of a comment.
DENIED = {
    "head/repo: None is not of type 'object'",
    "head/user: None is not of type 'object'",
    "issue/user: None is not of type 'object'",
}

pytestmark = pytest.mark.contract


@pytest.fixture
def story(server: SandboxServer, installation: Installation) -> SandboxServer:
    """Everything that sends a webhook, done once."""
    world = server.world
    issue = world.open_issue("acme/anvil", "linus", "It rings", "- [ ] look", labels=["bug"])
    world.edit_issue("acme/anvil", issue.number, "grace", title="It hums", body="- [x] look")
    world.label("acme/anvil", issue.number, "grace", "question")
    world.unlabel("acme/anvil", issue.number, "grace", "question")
    world.close("acme/anvil", issue.number, "grace", reason="not_planned")
    world.reopen("acme/anvil", issue.number, "grace")
    comment = world.comment("acme/anvil", issue.number, "linus", "/badges")
    world.edit_comment("acme/anvil", comment.id, "linus", "/progress")
    world.delete_comment("acme/anvil", comment.id, "grace")
    world.comment("acme/anvil", issue.number, "acme-recognition[bot]", "Hello")
    world.lock("acme/anvil", issue.number, "grace")
    spare = world.open_issue("acme/anvil", "linus", "Oops")
    world.delete_issue("acme/anvil", spare.number, "ada")
    changed = [
        ChangedFile(path="cli/a.go", additions=3, patch="@@ -1 +1 @@\n-a\n+b"),
        ChangedFile(path="docs/b c.md", status="renamed", previous_path="docs/b.md"),
    ]
    pull = world.open_pull_request("acme/anvil", "linus", "Softer", "body", files=changed)
    world.label("acme/anvil", pull.number, "grace", "component/cli")
    world.unlabel("acme/anvil", pull.number, "grace", "component/cli")
    world.edit_issue("acme/anvil", pull.number, "linus", title="Softer anvil")
    world.comment("acme/anvil", pull.number, "linus", "/certify")
    world.lock("acme/anvil", pull.number, "grace")
    world.lock("acme/anvil", pull.number, "grace", locked=False)
    remarks = [("cli/a.go", "Softer still?"), ("docs/b c.md", "Why?")]
    world.review("acme/anvil", pull.number, "grace", "APPROVED", "Fine", comments=remarks)
    world.review("acme/anvil", pull.number, "ada", "COMMENTED")
    world.close("acme/anvil", pull.number, "linus")
    world.reopen("acme/anvil", pull.number, "linus")
    world.merge("acme/anvil", pull.number, "grace")
    world.suspend(installation, by="ada")
    world.unsuspend(installation, by="ada")
    world.uninstall(installation, by="ada")
    return server


def test_every_webhook_is_as_described(story: SandboxServer) -> None:
    description = require_description()
    story.hookshot.wait_until_idle()
    sent = story.hookshot.deliveries()
    faults = [
        fault
        for it in sent
        for fault in description.check_webhook(it.event, it.action, json.loads(it.body))
    ]
    assert faults == []
    assert len({(it.event, it.action) for it in sent}) == 25


@pytest.fixture
def asked(story: SandboxServer, clients: Clients) -> SandboxServer:
    """Every route of the REST API, asked in all the ways that give different bodies."""
    world = story.world
    installation = world.install(next(iter(world.apps.values())), "acme", by="ada")
    story.hookshot.wait_until_idle()
    bot = clients.installation()
    issue, pull = (
        f"/repos/acme/anvil/issues/{it.number}" for it in world.threads_of("acme/anvil")
    )
    ask_of_apps(story, clients.app, installation)
    ask_of_places(story, clients)
    ask_of_issues(bot, issue, pull)
    ask_of_comments(bot, clients.grace, pull)
    bot("GET", "/repos/acme/anvil/pulls", state="all", base="master", sort="updated")
    ask_of_pulls(bot, pull.replace("issues", "pulls"))
    world.delete_account("linus")
    bot("GET", pull)
    bot("GET", pull.replace("issues", "pulls"))
    bot("GET", f"{issue}/comments")
    return story


def ask_of_apps(story: SandboxServer, app: Client, installation: Installation) -> None:
    anvil, sent = story.world.repository("acme/anvil"), story.hookshot.deliveries()
    app("GET", "/app")
    app("GET", "/app/installations", per_page=1)
    app("GET", f"/app/installations/{installation.id}")
    tokens = f"/app/installations/{installation.id}/access_tokens"
    app("POST", tokens)
    app("POST", tokens, {"permissions": {"issues": "read"}, "repository_ids": [anvil.id]})
    app("POST", tokens, {"repositories": ["nowhere"]})
    for place in ("/repos/acme/anvil", "/orgs/acme", "/users/acme"):
        app("GET", f"{place}/installation")
    app("GET", "/app/hook/config")
    app("GET", "/app/hook/deliveries", per_page=3, cursor=sent[-1].id, status="success")
    app("GET", f"/app/hook/deliveries/{sent[3].id}")
    app("POST", f"/app/hook/deliveries/{sent[3].id}/attempts")


def ask_of_places(story: SandboxServer, clients: Clients) -> None:
    anvil, bot, grace = story.world.repository("acme/anvil"), clients.installation(), clients.grace
    bot("GET", "/installation/repositories")
    bot("GET", "/repos/acme/anvil")
    bot("GET", f"/repositories/{anvil.id}")
    bot("GET", f"/repositories/{anvil.id}/labels")
    bot("GET", "/repos/linus/anvil")
    bot("GET", "/repos/acme/anvil/contents/docs/README.md", ref="master")
    bot("GET", "/repos/acme/anvil/contents/docs")
    bot("GET", "/repos/acme/anvil/contents/nothing")
    bot("GET", "/repos/acme/anvil/git/trees/master", recursive=1)
    bot("GET", "/repos/acme/anvil/labels", per_page=2, page=2)
    bot("POST", "/repos/acme/anvil/labels", {"name": "new", "color": "abcdef"})
    bot("POST", "/repos/acme/anvil/labels", {"name": "new"})
    bot("GET", "/repos/acme/anvil/labels/new")
    bot("GET", "/repos/acme/anvil/collaborators/linus/permission")
    bot("GET", "/repos/acme/anvil/collaborators/ada/permission")
    bot("GET", "/users/linus")
    bot("GET", "/users/nobody-at-all")
    grace("GET", "/user")
    bot("GET", "/orgs/acme/memberships/grace")
    bot("GET", "/orgs/acme/teams/maintainers/memberships/ada")
    bot("GET", "/orgs/acme/teams/maintainers/memberships/linus")
    bot("GET", "/orgs/acme/teams/maintainers/members", role="maintainer")
    clients.anonymous("GET", "/rate_limit")
    clients.anonymous("GET", "/meta")


def ask_of_issues(bot: Client, issue: str, pull: str) -> None:
    bot("GET", "/repos/acme/anvil/issues", state="all", sort="updated", direction="asc")
    bot("POST", "/repos/acme/anvil/issues", {"title": "A", "body": "B", "labels": ["bug"]})
    bot("POST", "/repos/acme/anvil/issues", {"title": ""})
    bot("GET", issue)
    bot("GET", pull)
    bot("PATCH", issue, {"title": "T", "body": "- [ ] x", "state": "closed", "labels": ["bug"]})
    bot("PATCH", issue, {"state": "open"})
    bot("GET", f"{issue}/labels")
    bot("POST", f"{issue}/labels", {"labels": ["hot"]})
    bot("DELETE", f"{issue}/labels/hot")
    bot("GET", "/repos/acme/anvil/issues/2")


def ask_of_comments(bot: Client, grace: Client, pull: str) -> None:
    made = bot("POST", f"{pull}/comments", {"body": "Hi"}).json()
    bot("POST", f"{pull}/comments", {"body": " "})
    bot("GET", f"{pull}/comments", since="2026-01-01T00:00:00Z", per_page=100)
    comment = f"/repos/acme/anvil/issues/comments/{made['id']}"
    bot("GET", comment)
    grace("PATCH", comment, {"body": "Ho"})
    first = bot("POST", f"{comment}/reactions", {"content": "eyes"}).json()
    bot("POST", f"{comment}/reactions", {"content": "eyes"})
    bot("POST", f"{comment}/reactions", {"content": "applause"})
    bot("GET", f"{comment}/reactions", content="eyes")
    bot("DELETE", f"{comment}/reactions/{first['id']}")
    bot("DELETE", comment)


def ask_of_pulls(bot: Client, pull: str) -> None:
    for part in ("", "/files", "/reviews", "/comments", "/commits"):
        bot("GET", pull + part)
    review = bot("GET", f"{pull}/reviews").json()[0]["id"]
    bot("GET", f"{pull}/reviews/{review}/comments")
    bot("GET", f"{pull}/reviews/1/comments")
    sha = bot("GET", pull).json()["head"]["sha"]
    bot("GET", f"/repos/acme/anvil/commits/{sha}")
    bot("GET", f"/repos/acme/anvil/commits/{sha}/pulls")
    bot("GET", f"/repos/acme/anvil/commits/{sha}")
    bot("GET", "/repos/acme/anvil/commits/master")
    runs = "/repos/acme/anvil/check-runs"
    run = bot("POST", runs, {"name": "Rules", "head_sha": sha, "status": "in_progress"}).json()
    output = {"title": "Two gain", "summary": "| a |\n|---|", "text": "More"}
    done = {"status": "completed", "conclusion": "neutral", "output": output}
    bot("PATCH", f"{runs}/{run['id']}", done)
    bot("GET", f"{runs}/{run['id']}")
    beside = {"path": "README.md", "start_line": 1, "end_line": 1, "message": "Too short"}
    annotated = output | {"annotations": [beside | {"annotation_level": "warning"}]}
    bot("PATCH", f"{runs}/{run['id']}", {"output": annotated})
    bot("GET", f"{runs}/{run['id']}/annotations")
    bot("GET", f"/repos/acme/anvil/commits/{sha}/check-runs", check_name="Rules", per_page=5)


def denied(fault: str) -> bool:
    return any(fault.endswith(it) for it in DENIED)


def test_every_answer_is_as_described(asked: SandboxServer) -> None:
    # What one asks wrongly on purpose is answered rightly, so only the answers count there.
    wrong = {404, 422}
    description = require_description()
    faults = [
        fault
        for it in asked.requests()
        for fault in description.check(it)
        if (it.status not in wrong or ": request:" not in fault) and not denied(fault)
    ]
    assert faults == []


def test_the_contract_was_checked_for_every_route(asked: SandboxServer) -> None:
    adapter = create_sandbox(World()).url_map.bind("127.0.0.1")
    succeeded = {
        adapter.match(f"/api/v3{it.path}", it.method)[0]
        for it in asked.requests()
        if it.status < 300
    }
    numbers = {int(it.removeprefix("rest.").partition("-")[0]) for it in succeeded}
    missing = {it.rule for index, it in enumerate(all_routes()) if index not in numbers}
    # The registration from a manifest has a contract test of its own.
    assert missing == {"/app-manifests/<code>/conversions"}


def test_a_deleted_account_is_null_in_webhooks_as_described(
    server: SandboxServer, installation: Installation
) -> None:
    description, world = require_description(), server.world
    del installation
    pull = world.open_pull_request("acme/anvil", "linus", "Farewell")
    world.comment("acme/anvil", pull.number, "linus", "Bye")
    world.delete_account("linus")
    world.comment("acme/anvil", pull.number, "grace", "Who was that?")
    world.review("acme/anvil", pull.number, "grace", "APPROVED")
    server.hookshot.wait_until_idle()
    for it in server.hookshot.deliveries()[-2:]:
        body = json.loads(it.body)
        faults = description.check_webhook(it.event, it.action, body)
        assert [fault for fault in faults if not denied(fault)] == []
        assert (body.get("issue") or body["pull_request"])["user"] is None
