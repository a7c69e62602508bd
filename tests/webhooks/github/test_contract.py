"""What the client asks is what GitHub's own description says it may ask."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from recognition.facts import Actor
from recognition.kernel.ids import UserId
from tests.contract import check_all
from webhooks.github.reader import Reader
from webhooks.payloads import Team

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock
    from tests.webhooks.github.conftest import Outbox, Town
    from webhooks.github.client import GitHub

pytestmark = pytest.mark.contract


def test_every_request_of_ours_is_one_that_github_describes(
    town: Town, posts: Outbox, github: GitHub, clock: ManualClock
) -> None:
    """Every way through the sender and the reader, the detours after trouble among them."""
    asked = town.world.comment("meshery/meshery", town.pull.number, "alice", "/certify")
    faults = town.server.faults
    for turn, path in enumerate(("/comments", "/issues", "/reactions")):
        faults.lose_reply(method="POST", path=path)
        posts.put(
            town.comment(f"content {turn}", key=f"slot {turn}"),
            town.issue(f"content {turn}"),
            town.reaction(asked.id, ("eyes", "rocket", "confused")[turn]),
        )
        posts.send()
        posts.send_after(timedelta(hours=2))
        faults.clear()
    digest, first = posts.row("digest:2026-W48").remote_id, posts.row("slot 0").remote_id
    assert digest is not None
    assert first is not None
    town.world.unlabel("meshery/meshery", digest, "bob", "recognition")
    town.world.delete_comment("meshery/meshery", first, "bob")
    posts.put(town.comment("the last", key="slot 0"), town.issue("the last"))
    posts.send_after(timedelta(hours=1))
    reader = Reader(github, clock=clock)
    alice = Actor(id=UserId(town.world.account("alice").id), login="alice")
    for slug in ("maintainers", None):
        reader.membership(Team(id=1, organization="meshery", slug=slug), alice)
    reader.is_member("meshery/maintainers", actor_id=town.world.account("bob").id, login="bob")
    reader.account("alice", organization="meshery")

    requests = town.server.requests()
    assert {it.method for it in requests} == {"GET", "POST", "PATCH", "DELETE"}
    assert any(it.path.endswith("/labels") for it in requests)
    assert check_all(requests) == []
