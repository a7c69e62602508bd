"""What the pages keep of where an attempt is worked on from: a hash at start and at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import select

from exams.store import NetworkTraceRow
from exams.web.exam_pages import PROMISE
from tests.exams.web.site import OTHER, PLAYER, WHO, Browser

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask
    from werkzeug.test import TestResponse

    from recognition.kernel.store import Database

HOME, CAFE = "8.8.8.8", "1.1.1.1"


def post(
    app: Flask,
    path: str,
    address: str,
    *,
    who: str = f"{PLAYER.id}:{PLAYER.login}",
    headers: dict[str, str] | None = None,
) -> TestResponse:
    client = app.test_client()
    client.set_cookie(WHO, who)
    # The promise is a field of the start only; elsewhere it would be refused.
    data = {PROMISE: "yes"} if path.endswith("/start") else {}
    return client.post(path, data=data, environ_base={"REMOTE_ADDR": address}, headers=headers)


def traces(database: Database) -> Sequence[NetworkTraceRow]:
    with database.reading() as session:
        return session.exec(select(NetworkTraceRow)).all()


def test_start_and_end_leave_a_hash_each_and_no_address(app: Flask, database: Database) -> None:
    attempt = post(app, "/exams/meshery-cli/start", HOME).location
    assert len(traces(database)) == 1
    assert post(app, f"{attempt}/submit", CAFE).status_code == 303
    found = traces(database)
    assert len(found) == 2
    kept = " ".join(row.model_dump_json() for row in found)
    assert HOME not in kept
    assert "8.8.8" not in kept
    assert {row.attempt_id for row in found} == {attempt.rpartition("/")[2]}


def test_a_header_that_anybody_can_send_is_not_believed(app: Flask, database: Database) -> None:
    """No setting says that a proxy stands in front, so nobody else's word on addresses counts."""
    forged = {"X-Forwarded-For": CAFE, "Forwarded": f"for={CAFE}"}
    post(app, "/exams/meshery-cli/start", "127.0.0.1", headers=forged)
    assert traces(database) == []


def test_somebody_elses_attempt_gets_no_trace(
    app: Flask, player: Browser, database: Database
) -> None:
    attempt = player.start()
    foreign = post(app, f"{attempt}/submit", CAFE, who=f"{OTHER.id}:{OTHER.login}")
    assert foreign.status_code == 404
    assert traces(database) == []
