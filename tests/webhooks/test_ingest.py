"""Tests of the ingest in process; each fault is numbered as in the design's list of faults."""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prometheus_client import REGISTRY

from recognition.kernel.errors import ConfigurationError
from tests.webhooks.conftest import elsewhere
from tests.webhooks.requests import BODY, SECRET, call, environ_of, new_guid, post
from webhooks.inbox import find_delivery, list_deliveries
from webhooks.ingest import (
    BODIES_AT_ONCE,
    LARGE_BODIES_AT_ONCE,
    LARGE_BODY_BYTES,
    MAX_BODY_BYTES,
    Ingest,
)
from webhooks.inserts import NewDelivery, SqliteInsert
from webhooks.signature import sign
from webhooks.writer import DeliveryWriter

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database


class UntouchableStream:
    """A connection from which nothing may be read."""

    def read(self, _size: int) -> bytes:
        raise AssertionError("the body must not be read")


class ChoppyStream:
    """A connection that gives a few bytes at a time, and ends early or breaks."""

    def __init__(self, body: bytes, *, broken: bool = False) -> None:
        self.rest = body
        self.broken = broken

    def read(self, size: int) -> bytes:
        if not self.rest and self.broken:
            raise ConnectionResetError
        part, self.rest = self.rest[: min(size, 7)], self.rest[min(size, 7) :]
        return part


def count(outcome: str) -> float:
    labels = {"outcome": outcome}
    return REGISTRY.get_sample_value("recognition_webhook_requests_total", labels) or 0.0


def rows(database: Database) -> int:
    with database.reading() as session:
        return len(list_deliveries(session))


def test_a_signed_delivery_is_stored_before_the_answer(
    ingest: Ingest, database: Database, clock: ManualClock
) -> None:
    before = count("stored")
    answer = post(ingest, BODY, guid="guid-1", event="issue_comment")
    assert (answer.status, answer.text) == (202, "stored\n")
    assert count("stored") == before + 1
    with database.reading() as session:
        row = find_delivery(session, "guid-1")
        assert (row.event, row.body, row.state) == ("issue_comment", BODY, "pending")
        assert row.received_at == clock.now()


def test_other_paths_go_to_the_application(ingest: Ingest) -> None:
    for path in ("/", "/healthz", "/api/github/webhooks/", "/API/GITHUB/WEBHOOKS"):
        assert post(ingest, path=path).text == "the application"


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_the_path_is_only_posted_to(ingest: Ingest, method: str) -> None:
    answer = post(ingest, method=method)
    assert (answer.status, answer.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize("secrets", [[], [b""], [b"good", b""]])
def test_without_a_secret_there_is_no_ingest(writer: DeliveryWriter, secrets: list[bytes]) -> None:
    with pytest.raises(ConfigurationError, match="WEBHOOK_SECRET"):
        Ingest(elsewhere, secrets=secrets, store=writer)


def test_fault_6_the_same_guid_a_hundred_times_is_one_row(
    ingest: Ingest, database: Database
) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: post(ingest, guid="guid-1"), range(100)))
    assert [answer.status for answer in answers] == [202] * 100
    assert sorted(answer.text for answer in answers) == ["duplicate\n"] * 99 + ["stored\n"]
    assert rows(database) == 1


SIGNATURE = sign(BODY, SECRET)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Hub-Signature-256", None),
        ("X-Hub-Signature-256", ""),
        ("X-Hub-Signature-256", "sha256="),
        ("X-Hub-Signature-256", sign(BODY, b"another secret")),
        ("X-Hub-Signature-256", sign(BODY + b" ", SECRET)),
        ("X-Hub-Signature-256", SIGNATURE[:-1]),
        ("X-Hub-Signature-256", "sha256=" + SIGNATURE.removeprefix("sha256=").upper()),
        ("X-Hub-Signature-256", "sha256=" + "é" * 64),
        ("X-Hub-Signature-256", "sha1=" + hmac.new(SECRET, BODY, hashlib.sha1).hexdigest()),
    ],
)
def test_fault_22_whoever_cannot_sign_is_refused(
    ingest: Ingest, database: Database, header: str, value: str | None
) -> None:
    before = count("unverified")
    answer = post(ingest, headers={header: value})
    assert answer.status == 401
    assert "Traceback" not in answer.text
    assert count("unverified") == before + 1
    assert rows(database) == 0


def test_fault_22_a_sha_1_signature_alone_is_no_signature(
    ingest: Ingest, database: Database
) -> None:
    sha1 = "sha1=" + hmac.new(SECRET, BODY, hashlib.sha1).hexdigest()
    answer = post(ingest, headers={"X-Hub-Signature-256": None, "X-Hub-Signature": sha1})
    assert answer.status == 401
    assert rows(database) == 0


def test_an_unsigned_body_is_not_even_read(ingest: Ingest) -> None:
    headers = {"X-Hub-Signature-256": None}
    assert post(ingest, stream=UntouchableStream(), headers=headers).status == 401


@pytest.mark.parametrize(
    ("length", "status"),
    [
        (None, 411),
        ("", 411),
        ("-1", 400),
        ("+5", 400),
        ("5 ", 400),
        ("0x10", 400),
        ("٥", 400),
        ("1" * 400, 400),
        (str(MAX_BODY_BYTES + 1), 413),
        (str(60 * 1024 * 1024), 413),
        ("999999999999", 413),
    ],
)
def test_fault_23_a_length_we_cannot_take_is_refused_before_reading(
    ingest: Ingest, database: Database, length: str | None, status: int
) -> None:
    answer = post(ingest, stream=UntouchableStream(), headers={"Content-Length": length})
    assert answer.status == status
    assert rows(database) == 0


@pytest.mark.parametrize("broken", [False, True])
def test_fault_23_a_body_shorter_than_its_length_is_refused(
    ingest: Ingest, database: Database, *, broken: bool
) -> None:
    answer = post(ingest, stream=ChoppyStream(BODY[:-1], broken=broken))
    assert answer.status == 400
    assert rows(database) == 0


def test_a_body_that_comes_in_pieces_is_put_together(ingest: Ingest, database: Database) -> None:
    assert post(ingest, guid="guid-1", stream=ChoppyStream(BODY)).status == 202
    with database.reading() as session:
        assert find_delivery(session, "guid-1").body == BODY


def test_what_follows_the_declared_length_is_not_read(ingest: Ingest, database: Database) -> None:
    assert post(ingest, guid="guid-1", stream=ChoppyStream(BODY + b"more")).status == 202
    with database.reading() as session:
        assert find_delivery(session, "guid-1").body == BODY


def test_fault_23_a_compressed_body_is_refused_unopened(
    ingest: Ingest, database: Database
) -> None:
    assert post(ingest, headers={"Content-Encoding": "gzip"}).status == 415
    assert rows(database) == 0


def test_a_body_of_the_greatest_size_is_taken(ingest: Ingest, database: Database) -> None:
    body = b"[" * MAX_BODY_BYTES
    assert post(ingest, body).status == 202
    assert rows(database) == 1


@pytest.mark.parametrize(
    ("size", "at_once", "other_size"),
    [
        (LARGE_BODY_BYTES + 1, LARGE_BODIES_AT_ONCE, 100),
        (LARGE_BODY_BYTES, BODIES_AT_ONCE, LARGE_BODY_BYTES + 1),
    ],
    ids=["large", "ordinary"],
)
def test_fault_24_strangers_cannot_take_all_memory_or_threads(
    ingest: Ingest, size: int, at_once: int, other_size: int
) -> None:
    """A well-formed but false signature lets its body be read, only so many at a time."""
    reading = threading.Semaphore(0)
    go_on = threading.Event()

    class SlowStream:
        def read(self, size: int) -> bytes:
            reading.release()
            assert go_on.wait(10)
            return b"x" * size

    declared = {"Content-Length": str(size)}
    with ThreadPoolExecutor(at_once) as pool:
        slow = [
            pool.submit(post, ingest, stream=SlowStream(), headers=declared)
            for _ in range(at_once)
        ]
        for _ in slow:
            assert reading.acquire(timeout=10)
        refused = post(ingest, stream=UntouchableStream(), headers=declared)
        assert (refused.status, refused.headers["Retry-After"]) == (503, "30")
        assert post(ingest, b"x" * other_size).status == 202, "the other kind passes by"
        go_on.set()
        assert [each.result(10).status for each in slow] == [401] * at_once
    assert post(ingest, b"x" * size).status == 202, "the places are free again"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-GitHub-Delivery", None),
        ("X-GitHub-Delivery", ""),
        ("X-GitHub-Delivery", "a" * 65),
        ("X-GitHub-Delivery", "a/../b"),
        ("X-GitHub-Delivery", "a\n"),
        ("X-GitHub-Delivery", "é"),
        ("X-GitHub-Event", None),
        ("X-GitHub-Event", ""),
        ("X-GitHub-Event", "Push"),
        ("X-GitHub-Event", "push; DROP TABLE"),
        ("X-GitHub-Event", "a" * 65),
    ],
)
def test_odd_names_are_refused(
    ingest: Ingest, database: Database, name: str, value: str | None
) -> None:
    assert post(ingest, headers={name: value}).status == 400
    assert rows(database) == 0


def test_an_event_nobody_knows_is_stored(ingest: Ingest, database: Database) -> None:
    """GitHub adds events at any time; what to ignore is decided later, and said."""
    assert post(ingest, event="some_new_thing").status == 202
    assert rows(database) == 1


def test_a_form_is_stored_as_its_json(ingest: Ingest, database: Database) -> None:
    json_text = '{"comment": {"body": "a+b & c=100 % 🎉"}}'
    form = f"payload={quote_plus(json_text)}".encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    assert post(ingest, form, guid="guid-1", headers=headers).status == 202
    with database.reading() as session:
        assert find_delivery(session, "guid-1").body.decode() == json_text


@pytest.mark.parametrize(
    "form", [b"", b"other=1", b"payload=1&payload=2", b"&".join([b"a=1"] * 20)]
)
def test_a_form_without_one_payload_is_refused(
    ingest: Ingest, database: Database, form: bytes
) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert post(ingest, form, headers=headers).status == 400
    assert rows(database) == 0


@pytest.mark.parametrize("content_type", [None, "", "text/plain", "multipart/form-data"])
def test_other_content_types_are_refused(
    ingest: Ingest, database: Database, content_type: str | None
) -> None:
    assert post(ingest, headers={"Content-Type": content_type}).status == 415
    assert rows(database) == 0


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=utf-8", "Application/JSON"]
)
def test_json_is_taken_however_it_is_spelled(ingest: Ingest, content_type: str) -> None:
    assert post(ingest, headers={"Content-Type": content_type}).status == 202


@pytest.mark.parametrize(
    "body",
    [
        b'{"action":',
        b'{"a": NaN}',
        b'{"a": 1, "a": 2}',
        b"[" * 100_000 + b"]" * 100_000,
        b"\xff\xfe\x00",
        b'{"login": "\\ud800"}',
        b"",
    ],
)
def test_fault_25_what_is_signed_is_stored_however_malformed(
    ingest: Ingest, database: Database, body: bytes
) -> None:
    assert post(ingest, body, guid="guid-1").status == 202
    with database.reading() as session:
        assert find_delivery(session, "guid-1").body == body


def test_fault_31_rotation_of_the_secret_loses_no_delivery(
    writer: DeliveryWriter, database: Database
) -> None:
    """Old alone, then both live, then new alone: what GitHub signs is taken throughout."""
    old, new = b"the old secret", b"the new secret"
    before, between, after = (
        Ingest(elsewhere, secrets=secrets, store=writer) for secrets in ([old], [old, new], [new])
    )
    stages = [(before, old), (between, old), (between, new), (after, new)]
    assert [post(app, secret=secret).status for app, secret in stages] == [202] * 4
    assert post(after, secret=old).status == 401
    assert rows(database) == 4


def test_fault_20_a_locked_database_is_told_in_time_and_recovers_alone(
    database: Database, clock: ManualClock
) -> None:
    path = str(database.sqlite_path)
    insert = SqliteInsert(path, busy_timeout=timedelta(seconds=30))
    writer = DeliveryWriter(insert, patience=timedelta(milliseconds=100))
    writer.start()
    ingest = Ingest(elsewhere, secrets=[SECRET], store=writer, clock=clock)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    before = count("not_stored")
    answer = post(ingest, guid="guid-1")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
    assert count("not_stored") == before + 1
    assert rows(database) == 0
    other.execute("ROLLBACK")
    other.close()
    writer._patience_seconds = 10.0
    assert post(ingest, guid="guid-2").status == 202
    assert post(ingest, guid="guid-1").text == "duplicate\n"
    writer.stop()


def test_an_unforeseen_fault_gives_nobody_a_stack_trace(clock: ManualClock) -> None:
    class Broken:
        def store(self, _delivery: NewDelivery) -> bool:
            raise ZeroDivisionError("a secret of the inside")

    answer = post(Ingest(elsewhere, secrets=[SECRET], store=Broken(), clock=clock))
    assert answer.status == 503
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


WEIRD = st.dictionaries(
    st.sampled_from(
        [
            "REQUEST_METHOD",
            "CONTENT_LENGTH",
            "CONTENT_TYPE",
            "HTTP_CONTENT_ENCODING",
            "HTTP_X_GITHUB_DELIVERY",
            "HTTP_X_GITHUB_EVENT",
            "HTTP_X_HUB_SIGNATURE_256",
        ]
    ),
    st.one_of(st.text(max_size=80), st.sampled_from(["POST", "0", "10", "9" * 30])),
)


@given(weird=WEIRD)
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_header_makes_it_fail(ingest: Ingest, weird: dict[str, Any]) -> None:
    environ = environ_of(guid=new_guid()) | weird
    assert call(ingest, environ).status in {202, 400, 401, 405, 411, 413, 415}
