"""Fixtures of the GitHub client: a sandbox with one App on it, and an outbox that sends there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from recognition.effects import CommentEffect, IssueEffect, ReactionEffect
from recognition.facts import Repo
from recognition.kernel.ids import RepoId
from recognition.kernel.settings import Mode
from recognition.service import outbox
from recognition.store import EffectRow
from webhooks.github.client import GitHub
from webhooks.github.sender import Sender
from webhooks.sandbox.keys import new_key_pair
from webhooks.sandbox.server import SandboxServer
from webhooks.sandbox.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recognition.effects import Effect, Reaction
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database
    from webhooks.sandbox.state import App, Comment, Installation, Thread

SECRET = b"a secret of this server"
BOT = "recognition[bot]"


@pytest.fixture(scope="session")
def key_pair() -> tuple[str, str]:
    """A private and a public key; making one takes long."""
    return new_key_pair()


@dataclass(kw_only=True)
class Town:
    """A sandbox with one App on `meshery`, and a pull request to talk in."""

    server: SandboxServer
    app: App
    installation: Installation
    pull: Thread

    @property
    def world(self) -> World:
        return self.server.world

    @property
    def repo(self) -> Repo:
        return Repo(id=RepoId(self.pull.repository_id), full_name="meshery/meshery")

    def comments(self, number: int = 0) -> list[Comment]:
        return self.world.thread("meshery/meshery", number or self.pull.number).comments

    def calls(self, method: str = "", path: str = "") -> list[str]:
        """The requests that were answered, as `METHOD path`."""
        return [
            f"{it.method} {it.path}"
            for it in self.server.requests()
            if method in {"", it.method} and path in it.path
        ]

    def comment(
        self, body: str = "Well done.", *, key: str = "award:1:first", number: int = 0
    ) -> CommentEffect:
        return CommentEffect(key=key, repo=self.repo, number=number or self.pull.number, body=body)

    def reaction(self, comment_id: int, content: Reaction) -> ReactionEffect:
        return ReactionEffect(
            key=f"ack:{comment_id}", repo=self.repo, comment_id=comment_id, content=content
        )

    def issue(self, body: str = "Two awards wait.", *, title: str = "Digest") -> IssueEffect:
        return IssueEffect(
            key="digest:2026-W48",
            repo=Repo(id=RepoId(0), full_name="meshery/meshery"),
            title=title,
            body=body,
            labels=("recognition",),
        )


@pytest.fixture
def town(clock: ManualClock, key_pair: tuple[str, str]) -> Iterator[Town]:
    world = World(clock=clock)
    for login in ("alice", "bob", "mallory"):
        world.add_user(login)
    world.add_organization("meshery", owners=["bob"], members=["alice"])
    world.add_team("meshery", "maintainers", members=["bob"])
    world.add_repository("meshery/meshery")
    app = world.register_app(
        "Recognition",
        owner="bob",
        public_key=key_pair[1],
        webhook_url="",
        webhook_secret="not used here",
        permissions={
            "checks": "write",
            "contents": "read",
            "discussions": "read",
            "issues": "write",
            "pull_requests": "write",
            "members": "read",
        },
        events=[],
    )
    installation = world.install(app, "meshery", by="bob")
    pull = world.open_pull_request("meshery/meshery", "alice", "Add a thing")
    with SandboxServer(world) as server:
        yield Town(server=server, app=app, installation=installation, pull=pull)


@pytest.fixture
def github(town: Town, clock: ManualClock, key_pair: tuple[str, str]) -> Iterator[GitHub]:
    github = GitHub(
        app_id=town.app.id,
        private_key=key_pair[0],
        api_url=town.server.api_url,
        clock=clock,
    )
    yield github
    github.close()


@dataclass(kw_only=True)
class Outbox:
    """The rows that wait, and the sender that sends them."""

    database: Database
    github: GitHub
    clock: ManualClock
    sender: Sender

    def put(self, *effects: Effect) -> None:
        for effect in effects:
            with self.database.writing() as session:
                outbox.put(session, effect, mode=Mode.LIVE, now=self.clock.now())

    def send(self) -> int:
        """Send all that is due; tells how many steps that took."""
        steps = 0
        while self.sender.step():
            steps += 1
        return steps

    def send_after(self, wait: timedelta) -> int:
        self.clock.advance(wait)
        return self.send()

    def row(self, key: str = "award:1:first") -> EffectRow:
        with self.database.reading() as session:
            row = session.get(EffectRow, key)
        assert row is not None
        return row

    def restart(self) -> None:
        """Let another process take over: it knows what the database knows."""
        self.sender = Sender(
            self.database, self.github, self.clock, secret=SECRET, jitter=lambda: 0.0
        )


@pytest.fixture
def posts(database: Database, github: GitHub, clock: ManualClock) -> Outbox:
    sender = Sender(database, github, clock, secret=SECRET, jitter=lambda: 0.0)
    return Outbox(database=database, github=github, clock=clock, sender=sender)
