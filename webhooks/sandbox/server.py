"""Run the sandbox: a Flask app, and a server on a free port of this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from flask import Flask, Response, send_from_directory
from werkzeug.serving import WSGIRequestHandler, make_server

from webhooks.sandbox.exchange import Service
from webhooks.sandbox.graphql.endpoint import graphql_blueprint
from webhooks.sandbox.hookshot import Hookshot
from webhooks.sandbox.manifests import Registrations
from webhooks.sandbox.records import Faults, RequestRecord
from webhooks.sandbox.rest.blueprint import PREFIX, rest_blueprint
from webhooks.sandbox.rest.limits import RateLimits
from webhooks.sandbox.state import App
from webhooks.sandbox.vault import Vault
from webhooks.sandbox.web import (
    actions,
    apps,
    code,
    forum,
    manifest,
    oauth,
    pages,
    settings,
    thread_pages,
)
from webhooks.sandbox.web.visitor import check_origin
from webhooks.sandbox.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

POLL_SECONDS = 0.05  # how soon the server notices that it should stop
STATIC = Path(__file__).parent / "static"
# Comments may show pictures of any host; forms may end at an App's callback address.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; img-src http: https: data:; style-src 'self' 'unsafe-inline'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


_WEB = (oauth, manifest, apps, settings, code, forum, actions, pages, thread_pages)


def create_sandbox(world: World, *, service: Service | None = None) -> Flask:
    """Build the Flask app of a sandbox: REST, GraphQL, OAuth and pages.

    Args:
        world: What it shows and changes.
        service: Its other parts, where the caller wants a hand on them.
    """
    if service is None:
        service = new_service(world)
    app = Flask("webhooks.sandbox", static_folder=None)
    app.extensions["sandbox"] = service
    app.json.sort_keys = False  # type: ignore[attr-defined]  # of the default provider
    app.register_blueprint(rest_blueprint(service))
    app.register_blueprint(graphql_blueprint(service))
    app.add_url_rule(
        "/static/<path:filename>",
        "sandbox_static",
        lambda filename: send_from_directory(STATIC, filename),
    )
    for module in _WEB:
        app.register_blueprint(module.blueprint)
    app.before_request(check_origin)
    app.after_request(_guard)
    app.wsgi_app = NumericPaths(app.wsgi_app, world)  # type: ignore[method-assign]  # Flask's way
    return app


def _guard(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def new_service(world: World) -> Service:
    """Put the parts of a sandbox together."""
    return Service(
        world=world,
        vault=Vault(world),
        hookshot=Hookshot(world),
        registrations=Registrations(world),
    )


class NumericPaths:
    """Let `/repositories/{id}/…` stand for `/repos/{owner}/{repo}/…`, as GitHub does."""

    def __init__(self, inner: WSGIApplication, world: World) -> None:
        self._inner = inner
        self._world = world
        self._prefix = f"{PREFIX}/repositories/"

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Rewrite the path and hand the request on."""
        path: str = environ["PATH_INFO"]
        if path.startswith(self._prefix):
            number, slash, rest = path.removeprefix(self._prefix).partition("/")
            repository = self._world.repositories.get(int(number)) if number.isdigit() else None
            if repository:
                full_name = self._world.full_name(repository)
                environ["PATH_INFO"] = f"{PREFIX}/repos/{full_name}{slash}{rest}"
            else:
                environ["PATH_INFO"] = f"{PREFIX}/repos/-/-"  # names that nobody can have: a 404
        return self._inner(environ, start_response)


class SandboxServer:
    """A sandbox on 127.0.0.1, served and delivering while the `with` block lasts."""

    def __init__(self, world: World | None = None, *, port: int = 0) -> None:
        self.world = world or World()
        self.service = new_service(self.world)
        self.hookshot = self.service.hookshot
        self._server = make_server(
            "127.0.0.1",
            port,
            create_sandbox(self.world, service=self.service),
            threaded=True,
            request_handler=_QuietHandler,
        )
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.world.server_url = self.url
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(POLL_SECONDS,), name="sandbox", daemon=True
        )

    @property
    def api_url(self) -> str:
        """Give the address of the REST API, without a slash at the end."""
        return f"{self.url}{PREFIX}"

    @property
    def faults(self) -> Faults:
        """Give the switches for what goes wrong."""
        return self.service.faults

    @property
    def limits(self) -> RateLimits:
        """Give the counters of the primary rate limit of REST."""
        return self.service.limits

    @property
    def points(self) -> RateLimits:
        """Give the counters of the points of GraphQL."""
        return self.service.points

    @property
    def vault(self) -> Vault:
        """Give the credentials, to issue tokens without a round of OAuth."""
        return self.service.vault

    def requests(self) -> tuple[RequestRecord, ...]:
        """List the requests of REST and GraphQL that were answered, in order."""
        with self.world.changed:
            return tuple(self.service.records)

    def environment(self, app: App, *, private_key: str) -> dict[str, str]:
        """Give the environment variables that a program needs to be this App here."""
        return {
            "APP_ID": str(app.id),
            "PRIVATE_KEY": private_key,
            "WEBHOOK_SECRET": app.webhook_secret,
            "GITHUB_CLIENT_ID": app.client_id,
            "GITHUB_CLIENT_SECRET": app.client_secret,
            "GITHUB_API_URL": self.api_url,
            "GITHUB_GRAPHQL_URL": f"{self.url}/api/graphql",
            "GITHUB_SERVER_URL": self.url,
        }

    def start(self) -> Self:
        """Serve and deliver until `stop`."""
        self._thread.start()
        self.hookshot.start()
        return self

    def stop(self) -> None:
        """Stop delivering and serving, and free the port."""
        self.service.stopping.set()
        self.hookshot.stop()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


class _QuietHandler(WSGIRequestHandler):
    """Keeps connections open between requests, and the terminal quiet."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: the sandbox keeps its own log of requests."""
