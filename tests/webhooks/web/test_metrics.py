"""Tests of /metrics: a scraper understands it, and it says no more than numbers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families

from recognition.kernel.settings import load_settings
from recognition.kernel.web import WebBase
from recognition.kernel.web.base import create_flask
from recognition.kernel.web.base import install as install_base
from tests.webhooks import past
from tests.webhooks.past import past_of
from tests.webhooks.walking import Desk, make_desk
from webhooks import drift, walks
from webhooks.drift import Drift, Fault
from webhooks.walks import Task
from webhooks.web import install

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

OURS = "https://badges.example"


@pytest.fixture
def desk(database: Database, clock: ManualClock) -> Desk:
    return make_desk(database, clock, past_of(150))


def scraped(desk: Desk) -> dict[tuple[str, tuple[str, ...]], float]:
    app = create_flask("tests")
    base = WebBase(database=desk.database, clock=desk.clock, public_url=OURS, sign_in_origin=OURS)
    install_base(app, base, secret_key="signs the cookies here")
    install(app, load_settings({"PUBLIC_URL": OURS}))
    answer = app.test_client().get("/metrics")
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    assert answer.headers["Cache-Control"] == "no-store"
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_an_empty_server_has_numbers_already(desk: Desk) -> None:
    assert scraped(desk)["recognition_reconcile_last_timestamp_seconds", ()] == 0


def test_the_progress_of_a_backfill_can_be_watched(desk: Desk) -> None:
    desk.want(
        walks.of_repository(past.repo(), Task.PULL_REQUESTS, owner="meshery"),
        walks.of_repository(past.repo(), Task.ISSUES, owner="meshery"),
    )
    desk.backfill().step(names=["pull_requests:42"])
    numbers = scraped(desk)
    assert numbers["recognition_backfill_read", ("pull_requests",)] == 100
    assert numbers["recognition_backfill_total", ("pull_requests",)] == 150
    assert numbers["recognition_walks", ("backfill", "pending")] == 2

    ended = desk.clock.now() + timedelta(minutes=1)
    desk.run_later(timedelta(minutes=1))
    numbers = scraped(desk)
    assert numbers["recognition_walks", ("sweep", "pending")] == 2
    assert numbers["recognition_reconcile_last_timestamp_seconds", ()] == ended.timestamp()


def test_drift_is_counted_by_fault_and_kind(desk: Desk) -> None:
    found = Drift(counts={(Fault.MISSING, "pr.merged"): 2, (Fault.GONE, "issue.opened"): 1})
    with desk.database.writing() as session:
        drift.note(session, found, now=desk.clock.now())
        drift.note(session, found, now=desk.clock.now() + timedelta(days=1))
    numbers = scraped(desk)
    assert numbers["recognition_drift_facts_total", ("missing", "pr.merged")] == 4
    assert numbers["recognition_drift_facts_total", ("gone", "issue.opened")] == 2


def test_nobody_is_named_in_it(desk: Desk) -> None:
    desk.want()
    desk.run()
    text = str(scraped(desk))
    assert "person-" not in text
    assert "meshery/meshery" not in text
