"""Tests of what maintainers read of the backfill, of the sweep, and of what was given up."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from recognition.digest import Edition, body
from recognition.store import CheckpointRow
from tests.webhooks import past
from tests.webhooks.past import past_of
from tests.webhooks.walking import CATALOG, Desk, make_desk
from webhooks import drift, walks
from webhooks.drift import Drift, Fault
from webhooks.failures import failures
from webhooks.health import health
from webhooks.walks import Task, Walk

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

EDITION = Edition(period="2026-W48")
"""The week of the clock's Tuesday."""


@pytest.fixture
def desk(database: Database, clock: ManualClock) -> Desk:
    return make_desk(database, clock, past_of(150))


def told(desk: Desk) -> list[str]:
    with desk.database.reading() as session:
        return health(session, catalog=CATALOG, period=EDITION.period, now=desk.clock.now())


def test_all_being_well_and_new_nothing_is_told(desk: Desk) -> None:
    assert told(desk) == []


def test_how_far_history_has_been_read_is_told_until_it_is_read(desk: Desk) -> None:
    desk.want(walks.of_repository(past.repo(), Task.PULL_REQUESTS, owner="meshery"))
    desk.backfill().step()
    assert (
        told(desk)[0] == "History is still being read in 1 repository: 100 of 150 things so far."
    )
    desk.run()
    assert not any(line.startswith("History") for line in told(desk))


def test_what_was_repaired_in_the_period_is_told(desk: Desk) -> None:
    found = Drift(counts={(Fault.MISSING, "pr.merged"): 2, (Fault.GONE, "issue.opened"): 1})
    with desk.database.writing() as session:
        drift.note(session, found, now=desk.clock.now())
        drift.note(session, found, now=desk.clock.now() - timedelta(days=7))
    [line] = told(desk)
    assert line == (
        "3 facts were repaired that webhooks had not brought: "
        "2 missing, 1 of things that are gone."
    )


def test_the_digest_says_how_many_badges_came_of_history_and_names_nobody(desk: Desk) -> None:
    """The one summary of a backfill; there is no other word of it anywhere."""
    desk.want()
    desk.run()
    with desk.database.writing() as session:
        built = desk.recorder.refresh_digest(session, EDITION, now=desk.clock.now())
    page = body(built)
    held = desk.awards()
    people = {award["person"]["id"] for award in held}
    granted = [award for award in held if award["state"] == "granted"]
    assert (
        f"{len(granted)} badges for {len(people)} people counted from history; "
        "nothing was announced." in page
    )
    assert not any(award["person"]["login"] in page for award in granted)


def test_lists_that_were_given_up_are_failures_with_their_reasons(desk: Desk) -> None:
    given_up = (
        Walk(task=Task.INSTALLATIONS),
        walks.of_repository(past.repo(), Task.PULL_REQUESTS, owner="meshery"),
    )
    with desk.database.writing() as session:
        walks.want(session, given_up, now=desk.clock.now())
        for walk in given_up:
            row = session.get_one(CheckpointRow, walk.name)
            row.state, row.last_error = "dead", "the App lacks contents=read"
            session.add(row)
    with desk.database.reading() as session:
        assert failures(session) == [
            "the list of installations could not be read: the App lacks contents=read",
            "pull requests of meshery/meshery could not be read: the App lacks contents=read",
        ]
