"""Tests of the ingest under the real server; faults are numbered as in the design's list."""

from __future__ import annotations

import http.client
import socket
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.webhooks.requests import BODY, SECRET, until, webhook_headers
from tests.webhooks.server import Server, serve
from webhooks.ingest import PATH
from webhooks.signature import sign

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.faults

MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    database = tmp_path_factory.mktemp("ingest") / "recognition.db"
    with serve(database, INGEST_PATIENCE="1") as server:
        yield server


def guids(database: Path) -> list[str]:
    connection = sqlite3.connect(database)
    try:
        return [guid for (guid,) in connection.execute("SELECT guid FROM delivery ORDER BY id")]
    finally:
        connection.close()


def post_and_kill(database: Path, *, halt: str) -> str:
    """Post a delivery, kill the server at that point, and tell how the request ended."""
    with serve(database, INGEST_HALT=halt) as server, ThreadPoolExecutor(1) as pool:
        posting = pool.submit(server.post, BODY, guid="guid-1")
        until((database.parent / halt).exists)
        server.kill()
        with pytest.raises((http.client.RemoteDisconnected, ConnectionError)) as caught:
            posting.result(15)
        return caught.typename


def test_fault_1_killed_before_the_commit_nothing_is_promised_or_stored(tmp_path: Path) -> None:
    database = tmp_path / "recognition.db"
    post_and_kill(database, halt="before-commit")
    assert guids(database) == []
    with serve(database) as server:
        assert server.post(BODY, guid="guid-1") == (202, "stored\n"), "the redelivery"
    assert guids(database) == ["guid-1"]


def test_fault_2_killed_after_the_commit_the_redelivery_is_a_duplicate(tmp_path: Path) -> None:
    database = tmp_path / "recognition.db"
    post_and_kill(database, halt="after-commit")
    assert guids(database) == ["guid-1"]
    with serve(database) as server:
        assert server.post(BODY, guid="guid-1") == (202, "duplicate\n"), "the redelivery"
    assert guids(database) == ["guid-1"]


def test_killed_under_load_every_promised_delivery_is_there(tmp_path: Path) -> None:
    """What was answered with 202 is on disk, wherever in its commits the writer was hit."""
    database = tmp_path / "recognition.db"
    promised: list[str] = []

    def post_until_the_end(server: Server, lane: int) -> None:
        for number in range(100_000):
            guid = f"guid-{lane}-{number}"
            try:
                status, _text = server.post(BODY, guid=guid)
            except (OSError, http.client.HTTPException):
                return
            assert status == 202
            promised.append(guid)

    with serve(database) as server, ThreadPoolExecutor(8) as pool:
        lanes = [pool.submit(post_until_the_end, server, lane) for lane in range(8)]
        until(lambda: len(promised) > 300)
        server.kill()
        for lane in lanes:
            lane.result(15)
    assert len(promised) > 300
    assert set(promised) <= set(guids(database))


def test_a_term_signal_under_load_ends_in_time_and_loses_nothing(tmp_path: Path) -> None:
    database = tmp_path / "recognition.db"
    promised: list[str] = []

    def post_until_the_end(server: Server, lane: int) -> None:
        for number in range(100_000):
            guid = f"guid-{lane}-{number}"
            try:
                status, _text = server.post(BODY, guid=guid)
            except (OSError, http.client.HTTPException):
                return
            if status == 202:
                promised.append(guid)

    with serve(database) as server, ThreadPoolExecutor(4) as pool:
        lanes = [pool.submit(post_until_the_end, server, lane) for lane in range(4)]
        until(lambda: len(promised) > 100)
        server.process.terminate()
        server.process.wait(10)
        for lane in lanes:
            lane.result(15)
    assert set(promised) <= set(guids(database))


def test_fault_6_the_same_guid_from_many_connections_is_stored_once(server: Server) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: server.post(BODY, guid="the-same"), range(40)))
    assert sorted(answers) == [(202, "duplicate\n")] * 39 + [(202, "stored\n")]


@pytest.mark.parametrize(
    "signature", [b"sha256=" + b"\xff" * 64, "sha256=é".encode(), b"\x80", b"", b"sha1=abc"]
)
def test_fault_22_bytes_beyond_ascii_in_the_signature_are_refused(
    server: Server, signature: bytes
) -> None:
    lines = [
        f"POST {PATH} HTTP/1.1".encode(),
        b"Host: localhost",
        b"Content-Type: application/json",
        b"Content-Length: 2",
        b"X-GitHub-Delivery: guid-1",
        b"X-GitHub-Event: ping",
        b"X-Hub-Signature-256: " + signature,
    ]
    answer = server.raw(b"\r\n".join([*lines, b"", b"{}"]))
    assert answer.startswith((b"HTTP/1.1 401 ", b"HTTP/1.1 400 "))
    assert b"Traceback" not in answer


def test_fault_23_sixty_megabytes_are_refused_and_not_kept(server: Server) -> None:
    server.post(BODY)
    before = server.resident_bytes()
    connection = server.connect()
    connection.putrequest("POST", PATH)
    for name, value in webhook_headers(BODY).items():
        connection.putheader(name, str(60 * MEGABYTE) if name == "Content-Length" else value)
    connection.endheaders()
    try:
        for _ in range(60):
            connection.send(b"x" * MEGABYTE)
    except OSError:
        pass  # the server may hang up on a body it will not read
    else:
        assert connection.getresponse().status == 413
    connection.close()
    assert server.resident_bytes() - before < 2 * MEGABYTE
    assert server.post(BODY)[0] == 202


def test_fault_23_a_body_without_a_length_is_refused(server: Server) -> None:
    head = "".join(
        f"{name}: {value}\r\n"
        for name, value in webhook_headers(BODY).items()
        if name != "Content-Length"
    )
    chunk = f"{len(BODY):x}\r\n".encode() + BODY + b"\r\n0\r\n\r\n"
    request = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n{head}"
    assert server.raw(request.encode() + b"\r\n" + chunk).startswith(b"HTTP/1.1 411")


def test_fault_23_a_length_that_promises_too_much_stores_nothing(server: Server) -> None:
    head = "".join(
        f"{name}: {len(BODY) + 10 if name == 'Content-Length' else value}\r\n"
        for name, value in webhook_headers(BODY).items()
    )
    request = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\n{head}\r\n".encode() + BODY
    answer = server.raw(request, hang_up=True)
    assert not answer.startswith(b"HTTP/1.1 2")
    assert b"Traceback" not in answer
    assert server.post(BODY)[0] == 202


def test_fault_23_a_length_that_promises_too_little_stores_nothing(server: Server) -> None:
    """What stands behind the declared length is another request, and no good one."""
    body = BODY + b"GET / HTTP/9.9"
    head = "".join(
        f"{name}: {len(BODY) if name == 'Content-Length' else value}\r\n"
        for name, value in webhook_headers(body).items()
    )
    answer = server.raw(f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{head}\r\n".encode() + body)
    assert answer.startswith(b"HTTP/1.1 401 ")


def test_fault_24_bodies_that_trickle_in_leave_pages_alone(server: Server) -> None:
    """Each holds a thread of the server, which has no time limit for bodies."""
    head = "".join(f"{name}: {value}\r\n" for name, value in webhook_headers(BODY).items())
    request = f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{head}\r\n".encode() + BODY[:1]
    with ExitStack() as slow:
        for _ in range(200):
            connection = socket.create_connection(("127.0.0.1", server.port), timeout=15)
            slow.enter_context(connection).sendall(request)
        page = server.connect(timeout=5)
        page.request("GET", "/no-such-page")
        assert page.getresponse().status == 404
        page.close()
    until(lambda: server.post(BODY)[0] == 202)


def test_fault_20_a_database_locked_by_another_process_gives_503(tmp_path: Path) -> None:
    path = tmp_path / "recognition.db"
    with serve(path, INGEST_PATIENCE="0.5") as server:
        assert server.post(BODY, guid="before")[0] == 202
        lock = sqlite3.connect(path, isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        assert server.post(BODY, guid="during")[0] == 503
        lock.execute("ROLLBACK")
        lock.close()
        assert server.post(BODY, guid="after")[0] == 202
    assert guids(path)[0] == "before"
    assert guids(path)[-1] == "after"


def test_the_signature_covers_what_came_over_the_wire(server: Server) -> None:
    """Emoji, escapes and odd spacing: the hash is of bytes, never of a text made again."""
    body = b' {"a":"\xf0\x9f\x8e\x89 \\ud83c\\udf89",\r\n "b" : 1.0} '
    assert server.post(body)[0] == 202
    headers = webhook_headers(body) | {"X-Hub-Signature-256": sign(body.strip(), SECRET)}
    connection = server.connect()
    connection.request("POST", PATH, body, headers)
    assert connection.getresponse().status == 401
    connection.close()
