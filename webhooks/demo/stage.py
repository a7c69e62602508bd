"""Set the stage: a sandbox in this process, and the App's server in a process of its own."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import requests

from recognition.kernel.errors import RecognitionError
from recognition.kernel.yaml import read_yaml
from webhooks.ingest import PATH
from webhooks.sandbox.keys import new_key_pair
from webhooks.sandbox.seed import meshery_like
from webhooks.sandbox.server import SandboxServer

if TYPE_CHECKING:
    from webhooks.sandbox.seed import Seed

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = ROOT / "app.yml"

READY_SECONDS = 30.0
POLL_SECONDS = 0.05


class StageError(RecognitionError):
    """The demo cannot be set up."""


class Stage:
    """The App beside a GitHub of its own, on free ports of this machine.

    Args:
        port: The sandbox's port; 0 for a free one.
        folder: Where the App keeps its files; a temporary one if not given.
    """

    def __init__(self, *, port: int = 0, folder: Path | None = None) -> None:
        self._temporary = None
        if folder is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="recognition-demo-")
            folder = Path(self._temporary.name)
        self.folder = folder
        self.url = f"http://127.0.0.1:{_free_port()}"
        private_key, public_key = new_key_pair()
        manifest = read_yaml(MANIFEST.read_text(encoding="utf-8"), file=str(MANIFEST)).value
        self.sandbox = SandboxServer(port=port)
        self.seed: Seed = meshery_like(self.sandbox.world)
        self.app = self.sandbox.world.register_app(
            manifest["name"],
            owner=self.seed.organization,
            public_key=public_key,
            webhook_url=f"{self.url}{PATH}",
            webhook_secret=secrets.token_hex(20),
            permissions=manifest["default_permissions"],
            events=manifest["default_events"],
            callback_urls=[f"{self.url}/login/callback"],
        )
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            **self.sandbox.environment(self.app, private_key=private_key),
            "SECRET_KEY": secrets.token_hex(32),
            "PUBLIC_URL": self.url,
            "HOST": "127.0.0.1",
            "PORT": self.url.rpartition(":")[2],
            "DATA_DIR": str(folder),
            "LOG_LEVEL": "INFO",
            "RECOGNITION_MODE": "live",
            "RECOGNITION_DIGEST_REPO": self.seed.digest_repo,
            "RECOGNITION_MAINTAINERS": self.seed.maintainers,
        }
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """The file that the server's log lines go to."""
        return self.folder / "server.log"

    @property
    def server_group(self) -> int | None:
        """The process group of the running server; `None` where it does not run."""
        return None if self._server is None else self._server.pid

    def __enter__(self) -> Self:
        self.sandbox.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop_server()
        self.sandbox.stop()
        if self._temporary is not None:
            self._temporary.cleanup()

    def run(self, *words: str) -> str:
        """Run a command of the program with the server's settings, and give what it printed."""
        done = subprocess.run(  # noqa: S603  # our own program
            [*_program(), *words],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            check=False,
            text=True,
            timeout=READY_SECONDS,
        )
        if done.returncode:
            raise StageError(f"recognition {' '.join(words)}: {done.stderr.strip()}")
        return done.stdout

    def start_server(self) -> None:
        """Start the App's server, and wait until it is ready."""
        with self.log.open("ab") as log:
            self._server = subprocess.Popen(  # noqa: S603  # our own program
                [*_program(), "serve"],
                env=self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                # A group of its own, so that it is stopped with the processes it has started.
                start_new_session=True,
            )
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if self._server.poll() is not None:
                raise StageError(f"the server ended at once; {self._last_words()}")
            with contextlib.suppress(requests.RequestException):
                if requests.get(f"{self.url}/readyz", timeout=1).ok:
                    return
            time.sleep(POLL_SECONDS)  # another process has no event to wait for
        raise StageError(f"the server was not ready in time; {self._last_words()}")

    def kill_server(self) -> None:
        """End the server as a power cut would."""
        self._end(signal.SIGKILL)

    def stop_server(self) -> None:
        """End the server as an operator would."""
        self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        if self._server is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._server.pid, number)
        try:
            self._server.wait(timeout=READY_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._server.pid, signal.SIGKILL)
            self._server.wait()
        # The children of a killed parent are gone a moment later.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._server.pid, signal.SIGKILL)
        self._server = None

    def _last_words(self) -> str:
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-5:]) or "it said nothing"


def _program() -> list[str]:
    return [sys.executable, str(ROOT / "app.py")]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
