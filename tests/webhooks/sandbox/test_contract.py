"""What the sandbox answers and sends is what GitHub's own description says."""

from __future__ import annotations

import json

import pytest

from tests.contract import require_description
from webhooks.sandbox.server import SandboxServer
from webhooks.sandbox.state import ChangedFile, Installation

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
    world.review("acme/anvil", pull.number, "grace", "APPROVED", "Fine")
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
    assert len({(it.event, it.action) for it in sent}) == 22
