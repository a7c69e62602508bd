"""Measure the ingest under the real server: requests a second, and processor time for 1,000.

The processor time is the figure to compare: requests a second change with whatever else the
machine does. Each answer is a 202 after a commit that has reached the disk.
"""

from __future__ import annotations

import http.client
import json
import re
import shutil
import sqlite3
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.webhooks.requests import webhook_headers
from tests.webhooks.server import Server, serve
from webhooks.ingest import PATH

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.benchmark

WARM_UP_SECONDS = 2
SECONDS = 4
CONNECTIONS = 32
BODY_BYTES = 14_000

SCRIPT = """
local thread = 0
function setup(t) t:set("id", thread); thread = thread + 1 end
function init() count = 0; wrk.method = "POST"; wrk.body = %(body)s; end
function request()
  count = count + 1
  local headers = { %(headers)s }
  headers["X-GitHub-Delivery"] = "%(run)s-" .. id .. "-" .. count
  return wrk.format(nil, nil, headers, nil)
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a load generator saw.

    Attributes:
        requests: Answered, in the measured time.
        seconds: How long it measured.
        report: What it says of latencies.
    """

    requests: int
    seconds: float
    report: str


def example_body() -> bytes:
    """Make a JSON body of the size of a comment's delivery."""
    words = {f"url_{number}": f"https://api.example/{number}" for number in range(400)}
    text = json.dumps({"action": "created", "issue": words})
    return (text[:-1] + f', "pad": "{"x" * (BODY_BYTES - len(text) - 11)}"' + "}").encode()


def load_with_wrk(server: Server, folder: Path, *, run: str, seconds: int) -> Load:
    """Drive the server with wrk from the other processor."""
    body = example_body()
    headers = webhook_headers(body)
    del headers["X-GitHub-Delivery"], headers["Content-Length"]
    script = folder / "webhook.lua"
    script.write_text(
        SCRIPT
        % {
            "body": json.dumps(body.decode()),
            "headers": ", ".join(f'["{name}"] = "{value}"' for name, value in headers.items()),
            "run": run,
        }
    )
    command = [
        *pinned_to(1),
        *("wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(script)),
        f"http://127.0.0.1:{server.port}{PATH}",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Non-2xx" not in done.stdout, done.stdout
    assert "Socket errors" not in done.stdout, done.stdout
    counted = re.search(r"(\d+) requests in ([0-9.]+)s", done.stdout)
    assert counted is not None, done.stdout
    latencies = dict(re.findall(r"(\d\d)%\s+(\S+)", done.stdout))
    return Load(
        requests=int(counted[1]),
        seconds=float(counted[2]),
        report=f"p50 {latencies['50']}, p99 {latencies['99']}, {CONNECTIONS} connections",
    )


def load_with_python(server: Server, _folder: Path, *, run: str, seconds: int) -> Load:
    """Drive the server with a few threads; the client is then the slower side."""
    body = example_body()
    end = time.monotonic() + seconds

    def lane(number: int) -> int:
        connection = server.connect()
        count = 0
        while time.monotonic() < end:
            guid = f"{run}-{number}-{count}"
            connection.request("POST", PATH, body, webhook_headers(body, guid=guid))
            answer = connection.getresponse()
            answer.read()
            assert answer.status == http.client.ACCEPTED
            count += 1
        connection.close()
        return count

    with ThreadPoolExecutor(8) as pool:
        requests = sum(pool.map(lane, range(8)))
    return Load(requests=requests, seconds=seconds, report="client in Python, 8 connections")


def pinned_to(processor: int) -> tuple[str, ...]:
    """Give the words that pin a command to one processor, where the machine can."""
    return ("taskset", "-c", str(processor)) if shutil.which("taskset") else ()


def test_signed_webhooks_a_second_on_one_core(tmp_path: Path) -> None:
    load = load_with_wrk if shutil.which("wrk") else load_with_python
    database = tmp_path / "recognition.db"
    with serve(database, prefix=pinned_to(0)) as server:
        load(server, tmp_path, run="warm", seconds=WARM_UP_SECONDS)
        before = server.cpu_seconds()
        seen = load(server, tmp_path, run="measured", seconds=SECONDS)
        spent = server.cpu_seconds() - before
        memory = server.resident_bytes()
    connection = sqlite3.connect(database)
    stored = connection.execute(
        "SELECT count(*) FROM delivery WHERE guid LIKE 'measured-%'"
    ).fetchone()[0]
    connection.close()
    print(
        f"\ningest, {BODY_BYTES} bytes, one core: {seen.requests / seen.seconds:,.0f} signed "
        f"webhooks/s, {1000 * spent / seen.requests:.3f} CPU s per 1,000, {seen.report}, "
        f"{memory / 2**20:.0f} MB"
    )
    assert stored >= seen.requests, "each 202 is a row"
