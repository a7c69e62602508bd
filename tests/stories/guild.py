"""A GitHub and the App beside it whose weeks pass when a story says so."""

from __future__ import annotations

import shutil
import threading
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

import app as program
from recognition.kernel.settings import load_settings
from recognition.kernel.yaml import read_yaml
from webhooks.ingest import PATH, Ingest
from webhooks.jobs import make_digest
from webhooks.sandbox.server import SandboxServer
from webhooks.sandbox.state import ChangedFile
from webhooks.sandbox.world import World
from webhooks.site import create_app
from webhooks.writer import delivery_writer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pytest

    from recognition.kernel.clock import ManualClock
    from webhooks.runtime import Runtime
    from webhooks.sandbox.state import Thread

ROOT = Path(__file__).resolve().parents[2]

OPERATOR = "meshery/meshery-operator"
DIGEST = "meshery/recognition"
LENA, RAVI, NOOR = "lena-vogt", "ravi-menon", "noor-haddad"
"""Two maintainers, and somebody who is none."""

PEOPLE = (
    "amara-okoye", "jonas-eriksen", "mei-tanaka", "tomas-rey", "ines-duarte", "kofi-mensah",
    "yuki-hara",
)  # fmt: skip
"""Who earns an award that waits for a decision, in the order of its numbers."""


class _Quiet(WSGIRequestHandler):
    """Serves without a line for each request."""

    def log_request(self, *_of: object) -> None:
        """Say nothing."""


@dataclass(kw_only=True)
class Guild:
    """Everything is done over HTTP, and one thing after the other."""

    clock: ManualClock
    sandbox: SandboxServer
    runtime: Runtime

    @property
    def world(self) -> World:
        return self.sandbox.world

    def settle(self) -> None:
        """Let every webhook arrive, be handled and be answered, until nothing moves."""
        busy = True
        while busy:
            self.sandbox.hookshot.wait_until_idle(seconds=20)
            busy = False
            while self.runtime.runner.step() or self.runtime.sender.step():
                busy = True

    def merge(self, login: str, *, by: str = LENA, lines: int = 60) -> None:
        """Have somebody's change of the operator merged, some hours after the one before."""
        files = (ChangedFile(path="controllers/mesh.go", additions=lines, deletions=0),)
        pull = self.world.open_pull_request(OPERATOR, login, "Reconcile less", files=files)
        self.world.merge(OPERATOR, pull.number, by)

    def earn(self, login: str, *, every: timedelta, by: str = LENA, lines: int = 60) -> None:
        """Have somebody earn the badge of the operator."""
        for _ in range(5):
            self.clock.advance(every)
            self.merge(login, by=by, lines=lines)
        self.settle()

    def monday(self) -> Thread:
        """Go to eight o'clock of the next Monday, and give the digest that is made then."""
        now = self.clock.now().replace(hour=8, minute=0, second=0, microsecond=0)
        target = now + timedelta(days=7 - now.weekday())
        self.clock.advance(target - self.clock.now())
        make_digest(self.runtime)
        self.settle()
        return self.digests()[-1]

    def digests(self) -> list[Thread]:
        """Give the digest issues, the oldest first."""
        repository = self.world.repository(DIGEST)
        return [
            thread
            for (place, _number), thread in sorted(self.world.threads.items())
            if place == repository.id and thread.title.startswith("Recognition digest")
        ]

    def say(self, digest: Thread, login: str, words: str) -> str:
        """Comment on a digest; gives the App's reaction, and below it what it answers."""
        self.clock.advance(timedelta(minutes=2))
        comment = self.world.comment(DIGEST, digest.number, login, words)
        self.settle()
        mine = [one for one in digest.comments if one.author_id == self.bot]
        newest = max(mine, key=lambda one: one.updated_at).body if mine else ""
        return "\n".join([*(one.content for one in comment.reactions), newest])

    def tick(self, digest: Thread, login: str, box: str) -> None:
        """Tick a box of a digest, found by the words behind it."""
        self.clock.advance(timedelta(minutes=2))
        [line] = [one for one in digest.body.splitlines() if "- [ ]" in one and box in one]
        body = digest.body.replace(line, line.replace("- [ ]", "- [x]"))
        self.world.edit_issue(DIGEST, digest.number, login, body=body)
        self.settle()

    @property
    def bot(self) -> int:
        """Give the App's own account."""
        [registered] = self.world.apps.values()
        return registered.bot_id


def open_guild(
    clock: ManualClock,
    folder: Path,
    keys: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    badges: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Guild]:
    """Set everything up, with the App installed and nothing done yet.

    Args:
        clock: Of both sides.
        folder: Where the App keeps its files.
        keys: The App's private and public key.
        monkeypatch: Gives the App that clock.
        badges: Files of further badges, by id.
        settings: Further settings of the App.
    """
    world = World(clock=clock)
    for login in (LENA, RAVI, NOOR, *PEOPLE):
        world.add_user(login)
    # Ines may merge what she likes.
    world.add_organization("meshery", owners=[LENA, RAVI], members=["ines-duarte"])
    world.add_team("meshery", "maintainers", members=[LENA, RAVI])
    world.add_team("meshery", "operator-team", members=[RAVI, NOOR])
    for repository in (OPERATOR, DIGEST):
        world.add_repository(repository)
    catalog = folder / "badges"
    shutil.copytree(ROOT / "badge_templates", catalog)
    for badge, written in (badges or {}).items():
        (catalog / badge).mkdir()
        (catalog / badge / "badge.yml").write_text(written, encoding="utf-8")
    manifest = read_yaml((ROOT / "app.yml").read_text(encoding="utf-8"), file="app.yml").value
    private_key, public_key = keys
    with SandboxServer(world) as sandbox:
        registered = world.register_app(
            manifest["name"],
            owner="meshery",
            public_key=public_key,
            webhook_url="",
            webhook_secret="a secret of this story",
            permissions=manifest["default_permissions"],
            events=manifest["default_events"],
        )
        environment = {
            **sandbox.environment(registered, private_key=private_key),
            "SECRET_KEY": "a secret of this server",
            "DATA_DIR": str(folder),
            "PUBLIC_URL": "https://recognition.example",
            "RECOGNITION_MODE": "live",
            "RECOGNITION_DIGEST_REPO": DIGEST,
            "RECOGNITION_MAINTAINERS": "meshery/maintainers",
            "RECOGNITION_CATALOG": str(catalog),
            **(settings or {}),
        }
        checked = load_settings(environment)
        monkeypatch.setattr(program, "SystemClock", lambda: clock)
        runtime = program.compose(checked)
        runtime.database.upgrade()
        writer = delivery_writer(runtime.database, on_stored=runtime.wake)
        writer.start()
        ingest = Ingest(
            create_app(runtime),
            secrets=checked.webhook_secrets,
            store=writer,
            clock=clock,
        )
        server = make_server("127.0.0.1", 0, ingest, threaded=True, request_handler=_Quiet)
        registered.webhook_url = f"http://127.0.0.1:{server.server_port}{PATH}"
        serving = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        serving.start()
        world.install(registered, "meshery", by=LENA)
        try:
            guild = Guild(clock=clock, sandbox=sandbox, runtime=runtime)
            guild.settle()
            yield guild
        finally:
            server.shutdown()
            serving.join()
            server.server_close()
            writer.stop()
            runtime.database.close()
