"""Run the ingest under the server that production uses, in processes that can be killed."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.webhooks.requests import SECRET, webhook_headers
from webhooks.ingest import PATH

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """Give a loopback port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server.

    Attributes:
        port: On the loopback interface.
        process: The server's first process; it leads a process group of its own.
    """

    port: int
    process: subprocess.Popen[bytes]

    def connect(self, *, timeout: float = 15.0) -> http.client.HTTPConnection:
        """Open a connection."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def post(self, body: bytes, **signing: str) -> tuple[int, str]:
        """Post a webhook; gives status and text."""
        connection = self.connect()
        try:
            headers = webhook_headers(body, **signing)  # type: ignore[arg-type]  # all are text
            connection.request("POST", PATH, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def raw(self, request: bytes, *, hang_up: bool = False) -> bytes:
        """Send bytes as they are, and give the beginning of whatever comes back.

        Args:
            request: The bytes.
            hang_up: Say after them that nothing more will come.
        """
        with socket.create_connection(("127.0.0.1", self.port), timeout=15) as connection:
            connection.sendall(request)
            if hang_up:
                connection.shutdown(socket.SHUT_WR)
            return connection.recv(65_536)

    def kill(self) -> None:
        """End all processes at once, with no chance to tidy up."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def pids(self) -> list[int]:
        """Give the server's process and all below it."""
        pids = [self.process.pid]
        for pid in pids:
            children = Path(f"/proc/{pid}/task/{pid}/children")
            pids.extend(int(child) for child in children.read_text().split())
        return pids

    def cpu_seconds(self) -> float:
        """Give the processor time of the whole tree so far, user and system."""
        ticks = 0
        for pid in self.pids():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def resident_bytes(self) -> int:
        """Give the memory of the whole tree."""
        pages = [Path(f"/proc/{pid}/statm").read_text().split()[1] for pid in self.pids()]
        return sum(map(int, pages)) * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def serve(database: Path, *, prefix: tuple[str, ...] = (), **environment: str) -> Iterator[Server]:
    """Run a server over a database file until the block ends.

    Args:
        database: The SQLite file.
        prefix: Comes before the server's command, to pin it to a processor for instance.
        **environment: Goes to `ingest_app`.
    """
    port = free_port()
    command = [
        *prefix,
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)),
        *("--blocking-threads", "64", "--backpressure", "64", "--no-ws", "--factory"),
        *("--log-level", "warning", "tests.webhooks.ingest_app:application"),
    ]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ
        | {"INGEST_DATABASE": str(database), "INGEST_SECRET": SECRET.decode()}
        | environment,
        start_new_session=True,
    )
    server = Server(port=port, process=process)
    try:
        _wait_until_it_answers(server)
        yield server
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()


def _wait_until_it_answers(server: Server) -> None:
    pause = threading.Event()
    for _ in range(300):
        try:
            connection = server.connect()
            connection.request("GET", PATH)
            assert connection.getresponse().status == 405
        except OSError:
            assert server.process.poll() is None, "the server ended while it started"
            pause.wait(0.05)
        else:
            connection.close()
            return
    raise AssertionError("the server did not start in time")
