"""A small sandbox over real HTTP, an App on it, and a receiver of its webhooks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
import requests

from recognition.kernel.clock import ManualClock
from webhooks.sandbox.keys import new_key_pair
from webhooks.sandbox.server import SandboxServer
from webhooks.sandbox.state import App, Installation, Permission
from webhooks.sandbox.world import World

PERMISSIONS = {
    "issues": "write",
    "pull_requests": "write",
    "contents": "read",
    "members": "read",
    "checks": "write",
}
EVENTS = ("issues", "issue_comment", "pull_request", "pull_request_review")


Person = Callable[..., requests.Response]


@dataclass
class Received:
    """One webhook as it arrived."""

    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """An HTTP server that keeps what it is sent and answers with `status`."""

    url: str
    received: list[Received] = field(default_factory=list)
    status: int = 202


@dataclass
class Client:
    """Speaks REST to the sandbox with one kind of credentials."""

    server: SandboxServer
    authorization: str

    def __call__(
        self, method: str, path: str, body: Any = None, **query: Any
    ) -> requests.Response:
        headers = {"Authorization": self.authorization} if self.authorization else {}
        return requests.request(
            method,
            self.server.api_url + path,
            json=body,
            params=query,
            headers=headers,
            timeout=10,
        )


@pytest.fixture(scope="session")
def key_pair() -> tuple[str, str]:
    return new_key_pair()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    receiver = Receiver(url=f"http://127.0.0.1:{server.server_port}/hook")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.received.append(Received(dict(self.headers.items()), body))
            self.send_response(receiver.status)
            self.end_headers()
            self.wfile.write(b"noted")

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the base's name
            pass

    server.RequestHandlerClass = Handler
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield receiver
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def world(clock: ManualClock) -> World:
    """Ada owns acme, Grace maintains it, Linus is a stranger; one repository, one secret one."""
    world = World(clock=clock)
    for login in ("ada", "grace", "linus"):
        world.add_user(login, name=login.title())
    world.add_organization("acme", name="Acme", description="Anvils", owners=["ada"])
    world.add_team("acme", "maintainers", members=["grace"], maintainers=["ada"])
    world.add_repository(
        "acme/anvil",
        description="Heavy",
        language="Go",
        labels={"component/cli": "1d76db"},
        files={"docs/README.md": "# Anvil\n"},
    )
    world.add_repository("acme/vault", private=True, collaborators={"linus": Permission.READ})
    return world


@pytest.fixture
def server(world: World) -> Iterator[SandboxServer]:
    with SandboxServer(world) as server:
        yield server


@pytest.fixture
def app(server: SandboxServer, receiver: Receiver, key_pair: tuple[str, str]) -> App:
    return server.world.register_app(
        "Acme Recognition",
        owner="ada",
        public_key=key_pair[1],
        webhook_url=receiver.url,
        webhook_secret="It's a Secret to Everybody",
        permissions=PERMISSIONS,
        events=EVENTS,
        callback_urls=["http://127.0.0.1:9/login/callback"],
    )


@pytest.fixture
def installation(server: SandboxServer, app: App) -> Installation:
    return server.world.install(app, "acme", by="ada")


@dataclass
class Clients:
    """One client for each kind of credentials."""

    server: SandboxServer
    app: Client
    grace: Client
    anonymous: Client

    def installation(self, **narrowed: Any) -> Client:
        """Give a client with a token of the latest installation."""
        latest = max(self.server.world.installations.values(), key=lambda it: it.id)
        token = self.server.vault.issue_installation_token(latest, **narrowed)
        return Client(self.server, f"token {token.token}")


def app_jwt(app: App, private_key: str, now: datetime, **changes: Any) -> str:
    """Sign the App's claims of ten minutes, with a minute for drifting clocks."""
    claims = {
        "iss": str(app.id),
        "iat": int((now - timedelta(seconds=60)).timestamp()),
        "exp": int((now + timedelta(minutes=9)).timestamp()),
    }
    claims = {name: value for name, value in (claims | changes).items() if value is not None}
    return jwt.encode(claims, private_key, algorithm="RS256")


@pytest.fixture
def clients(
    server: SandboxServer, app: App, key_pair: tuple[str, str], clock: ManualClock
) -> Clients:
    token = server.vault.issue_user_token(server.world.account("grace"), app)
    return Clients(
        server=server,
        app=Client(server, f"Bearer {app_jwt(app, key_pair[0], clock.now())}"),
        grace=Client(server, f"Bearer {token.token}"),
        anonymous=Client(server, ""),
    )


@pytest.fixture
def be(server: SandboxServer) -> Callable[[str], Person]:
    """Open a browser as somebody; it posts where it is given fields, and reads otherwise."""

    def open_browser(login: str) -> Person:
        browser = requests.Session()

        def go(path: str, /, **fields: Any) -> requests.Response:
            address = server.url + path
            if fields:
                return browser.post(address, data=fields, timeout=10)
            return browser.get(address, timeout=10)

        assert go("/sandbox/visitor", login=login, back="/").status_code == 200
        return go

    return open_browser
