"""Ask the sandbox in GraphQL over real HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from tests.webhooks.sandbox.conftest import Clients
from webhooks.sandbox.server import SandboxServer
from webhooks.sandbox.state import Installation

PERMISSIONS = {
    "issues": "read",
    "pull_requests": "read",
    "contents": "read",
    "members": "read",
    "discussions": "read",
}


@dataclass(frozen=True)
class Asker:
    """Sends queries with one kind of credentials."""

    server: SandboxServer
    authorization: str

    def answer(self, query: str, **variables: Any) -> requests.Response:
        """Send a query and give the whole answer."""
        return requests.post(
            f"{self.server.url}/api/graphql",
            json={"query": query, "variables": variables},
            headers={"Authorization": self.authorization} if self.authorization else {},
            timeout=10,
        )

    def __call__(self, query: str, **variables: Any) -> Any:
        """Send a query that succeeds, and give the data."""
        body = self.answer(query, **variables).json()
        assert "errors" not in body, body["errors"]
        return body["data"]

    def refused(self, query: str, **variables: Any) -> tuple[Any, list[tuple[str, str]]]:
        """Send a query of which something is refused: the data, and types and messages."""
        body = self.answer(query, **variables).json()
        return body.get("data"), [(it.get("type"), it["message"]) for it in body["errors"]]


AskWith = Callable[..., Asker]


@pytest.fixture
def ask_with(clients: Clients, installation: Installation) -> AskWith:
    """Give an asker whose installation has the given permissions and repositories."""

    def make(**narrowed: Any) -> Asker:
        installation.permissions = PERMISSIONS
        return Asker(clients.server, clients.installation(**narrowed).authorization)

    return make


@pytest.fixture
def ask(ask_with: AskWith) -> Asker:
    """Give an asker that may read everything of acme."""
    return ask_with()
