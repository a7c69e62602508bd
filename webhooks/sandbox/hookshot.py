"""Send signed webhooks for what happens in a world, and keep the log that GitHub keeps."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import queue
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from webhooks.sandbox.errors import UnknownError
from webhooks.sandbox.shapes.events import hook_id, webhook_body
from webhooks.sandbox.state import App, Installation, Occurrence
from webhooks.sandbox.world import World

# GitHub cuts the connection after ten seconds:
# https://docs.github.com/en/webhooks/using-webhooks/best-practices-for-using-webhooks
PATIENCE_SECONDS = 10.0
KEPT_CHARACTERS = 4_000
# Apps get these whether they subscribed or not.
_ALWAYS_SENT = frozenset({"ping", "installation", "installation_repositories"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt to deliver one webhook; a redelivery has its own id and the same GUID.

    Attributes:
        status_code: What the receiver answered; 0 where there was no answer.
        status: `OK`, or what went wrong, or `queued` before the attempt.
        duration: Seconds until the answer.
    """

    id: int
    guid: str
    app_id: int
    event: str
    action: str | None
    installation_id: int | None
    repository_id: int | None
    url: str
    headers: dict[str, str]
    body: bytes
    queued_at: datetime
    redelivery: bool = False
    delivered_at: datetime | None = None
    duration: float = 0.0
    status: str = "queued"
    status_code: int = 0
    response_headers: dict[str, str] | None = None
    response_body: str | None = None

    @property
    def is_done(self) -> bool:
        """Tell whether the attempt was made."""
        return self.delivered_at is not None

    @property
    def is_delivered(self) -> bool:
        """Tell whether the receiver took it."""
        return self.status == "OK"


def sign(secret: str, body: bytes) -> dict[str, str]:
    """Give the two signature headers of a body: SHA-256 and, as GitHub still does, SHA-1."""
    key = secret.encode()
    return {
        "X-Hub-Signature": f"sha1={hmac.new(key, body, hashlib.sha1).hexdigest()}",
        "X-Hub-Signature-256": f"sha256={hmac.new(key, body, hashlib.sha256).hexdigest()}",
    }


class Hookshot:
    """Delivers webhooks one after another from its own thread.

    `pause` keeps deliveries queued, so that a test decides when they arrive. What cannot be
    delivered stays in the log as failed until somebody redelivers it, as on GitHub.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self._log: dict[int, Delivery] = {}
        self._queue: queue.Queue[int | None] = queue.Queue()
        self._running = threading.Event()
        self._running.set()
        self._thread: threading.Thread | None = None
        world.listeners.append(self._on_occurrence)

    # The life of the sending thread

    def start(self) -> None:
        """Begin to send what is queued."""
        self._thread = threading.Thread(target=self._send_all, name="hookshot", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the attempt under way and send no more."""
        self._running.set()
        self._queue.put(None)
        if self._thread:
            self._thread.join(PATIENCE_SECONDS + 1)

    def pause(self) -> None:
        """Hold deliveries back until `resume`."""
        self._running.clear()

    def resume(self) -> None:
        """Send what was held back, and go on."""
        self._running.set()

    # The log

    def deliveries(self) -> tuple[Delivery, ...]:
        """List all attempts, oldest first."""
        with self.world.changed:
            return tuple(self._log.values())

    def delivery(self, delivery_id: int) -> Delivery:
        """Find an attempt, or raise UnknownError."""
        with self.world.changed:
            try:
                return self._log[delivery_id]
            except KeyError:
                raise UnknownError(f"there is no delivery {delivery_id}") from None

    def redeliver(self, delivery_id: int) -> Delivery:
        """Queue the same webhook again: same GUID and body, a new id, signed anew."""
        with self.world.change():
            former = self.delivery(delivery_id)
            app = self.world.apps[former.app_id]
            again = replace(
                former,
                id=self.world.numbers.next("delivery"),
                url=app.webhook_url,
                headers=former.headers | sign(app.webhook_secret, former.body),
                queued_at=self.world.now(),
                redelivery=True,
                delivered_at=None,
                status="queued",
                status_code=0,
                response_headers=None,
                response_body=None,
            )
            return self._enqueue(again)

    def wait_for_delivery(
        self,
        event: str,
        action: str | None = None,
        *,
        where: Callable[[Delivery], bool] = lambda _: True,
        seconds: float = 10,
    ) -> Delivery:
        """Wait until such a delivery was attempted, and return the latest one."""

        def find() -> Delivery | None:
            for it in reversed(self._log.values()):
                if it.event == event and action in {None, it.action} and it.is_done and where(it):
                    return it
            return None

        return self.world.wait_for(find, seconds=seconds)

    def wait_until_idle(self, *, seconds: float = 10) -> None:
        """Wait until nothing is queued."""
        self.world.wait_for(lambda: all(it.is_done for it in self._log.values()), seconds=seconds)

    # Sending

    def _on_occurrence(self, occurrence: Occurrence) -> None:
        for app in self.world.apps.values():
            if occurrence.app_id not in {None, app.id} or not app.webhook_url:
                continue
            if occurrence.event not in _ALWAYS_SENT | set(app.events):
                continue
            installation = self._installation_for(app, occurrence)
            if installation is None and occurrence.event != "ping":
                continue
            self._enqueue(self._delivery(app, occurrence, installation))

    def _installation_for(self, app: App, occurrence: Occurrence) -> Installation | None:
        if occurrence.installation:
            return occurrence.installation
        for installation in self.world.installations.values():
            if (
                installation.app_id == app.id
                and installation.suspended_at is None
                and self._concerns(installation, occurrence)
            ):
                return installation
        return None

    def _concerns(self, installation: Installation, occurrence: Occurrence) -> bool:
        if occurrence.repository:
            return self.world.covers(installation, occurrence.repository)
        organization = occurrence.organization
        return organization is not None and organization.account.id == installation.account_id

    def _delivery(
        self, app: App, occurrence: Occurrence, installation: Installation | None
    ) -> Delivery:
        body = json.dumps(
            webhook_body(self.world, app, occurrence, installation), separators=(",", ":")
        ).encode()
        guid = str(uuid.uuid4())
        headers = {
            "Accept": "*/*",
            "Content-Type": "application/json",
            "User-Agent": "GitHub-Hookshot/5ca11e1",
            "X-GitHub-Delivery": guid,
            "X-GitHub-Event": occurrence.event,
            "X-GitHub-Hook-ID": str(hook_id(app)),
            "X-GitHub-Hook-Installation-Target-ID": str(app.id),
            "X-GitHub-Hook-Installation-Target-Type": "integration",
            **sign(app.webhook_secret, body),
        }
        return Delivery(
            id=self.world.numbers.next("delivery"),
            guid=guid,
            app_id=app.id,
            event=occurrence.event,
            action=occurrence.action or None,
            installation_id=installation.id if installation else None,
            repository_id=occurrence.repository.id if occurrence.repository else None,
            url=app.webhook_url,
            headers=headers,
            body=body,
            queued_at=self.world.now(),
        )

    def _enqueue(self, delivery: Delivery) -> Delivery:
        self._log[delivery.id] = delivery
        self._queue.put(delivery.id)
        return delivery

    def _send_all(self) -> None:
        while (delivery_id := self._queue.get()) is not None:
            self._running.wait()
            attempted = attempt(self.delivery(delivery_id), now=self.world.now)
            with self.world.change():
                self._log[delivery_id] = attempted


def attempt(delivery: Delivery, *, now: Callable[[], datetime]) -> Delivery:
    """Post a webhook once and give the delivery with what came of it."""
    target = urlsplit(delivery.url)
    connect = (
        http.client.HTTPSConnection if target.scheme == "https" else http.client.HTTPConnection
    )
    connection = connect(target.hostname or "", target.port, timeout=PATIENCE_SECONDS)
    started = time.monotonic()
    status, code, headers, body = "OK", 0, None, None
    try:
        connection.request("POST", target.path or "/", delivery.body, delivery.headers)
        answer = connection.getresponse()
        code, headers = answer.status, dict(answer.getheaders())
        body = answer.read(KEPT_CHARACTERS).decode(errors="replace")
        if not http.client.OK <= code < http.client.MULTIPLE_CHOICES:
            status = f"Invalid HTTP Response: {code}"
    except TimeoutError:
        status = "timed out"
    except (OSError, http.client.HTTPException):
        status = "failed to connect to host"
    finally:
        connection.close()
    return replace(
        delivery,
        delivered_at=now(),
        duration=round(time.monotonic() - started, 2),
        status=status,
        status_code=code,
        response_headers=headers,
        response_body=body,
    )
