"""Register Apps from manifests, and keep their secrets until a one-time code asks for them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from webhooks.sandbox.errors import RefusedError
from webhooks.sandbox.keys import new_key_pair
from webhooks.sandbox.state import App
from webhooks.sandbox.world import World

# The three steps must be done within an hour:
# https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
CODE_LIFETIME = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an App wants to be; the part of GitHub's manifest that the sandbox uses."""

    name: str
    url: str
    webhook_url: str
    redirect_url: str
    callback_urls: tuple[str, ...]
    setup_url: str
    description: str
    permissions: dict[str, str]
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A registered App with the private key that nobody else keeps."""

    app: App
    private_key: str
    expires_at: datetime


def read_manifest(text: str) -> Manifest:
    """Read a manifest from the form field that an App's page sent.

    Raises:
        RefusedError: It is no JSON object, lacks what GitHub demands, or has wrong types.
    """
    try:
        sent = json.loads(text)
        hook = sent.get("hook_attributes") or {}
        return Manifest(
            name=str(sent.get("name", "")),
            url=_address(sent, "url"),
            webhook_url=_address(hook, "url") if hook.get("active", True) else "",
            redirect_url=_address(sent, "redirect_url"),
            callback_urls=tuple(sent.get("callback_urls") or ()),
            setup_url=str(sent.get("setup_url") or ""),
            description=str(sent.get("description") or ""),
            permissions=dict(sent.get("default_permissions") or {}),
            events=tuple(sent.get("default_events") or ()),
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise RefusedError(f"The manifest cannot be used: {error}") from None


class Registrations:
    """The Apps that were registered from a manifest and not fetched yet."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._waiting: dict[str, Registration] = {}

    def register(self, manifest: Manifest, *, name: str, owner: str) -> str:
        """Register an App for an account, and give the code that its secrets are fetched by.

        Raises:
            RefusedError: The name is empty or taken.
        """
        with self._world.change():
            taken = {app.name.casefold() for app in self._world.apps.values()}
            if not name.strip() or name.casefold() in taken:
                raise RefusedError(f"The name “{name}” is empty or taken already.")
            private_key, public_key = new_key_pair()
            app = self._world.register_app(
                name.strip(),
                owner=owner,
                public_key=public_key,
                webhook_url=manifest.webhook_url,
                webhook_secret=secrets.token_hex(20),
                permissions=manifest.permissions,
                events=manifest.events,
                callback_urls=manifest.callback_urls,
                homepage=manifest.url,
                description=manifest.description,
                setup_url=manifest.setup_url,
            )
            code = secrets.token_hex(20)
            self._waiting[code] = Registration(
                app=app,
                private_key=private_key,
                expires_at=self._world.now() + CODE_LIFETIME,
            )
            return code

    def fetch(self, code: str) -> Registration | None:
        """Give what a code stands for, once; None where it is unknown, used or too old."""
        with self._world.change():
            found = self._waiting.pop(code, None)
            return found if found and found.expires_at > self._world.now() else None


def _address(sent: Mapping[str, Any], name: str) -> str:
    address = sent.get(name)
    if not isinstance(address, str) or not address.startswith(("http://", "https://")):
        raise ValueError(f"{name} must be an address")
    return address
