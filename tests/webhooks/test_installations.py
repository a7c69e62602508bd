"""Tests of webhooks.installations: to install the App is to have history read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from recognition.facts import Actor
from recognition.kernel.ids import UserId
from tests.webhooks import past
from tests.webhooks.past import past_of
from tests.webhooks.walking import Desk, make_desk
from webhooks.handlers import AccessChange, InstallationChange, InstallationState
from webhooks.installations import note_access, note_installation
from webhooks.walks import WalkState

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

MESHERY = Actor(id=UserId(10), login="Meshery", type="Organization")


@pytest.fixture
def desk(database: Database, clock: ManualClock) -> Desk:
    desk = make_desk(database, clock, past_of(20))
    desk.past.owner = "Meshery"
    return desk


def change(desk: Desk, state: InstallationState) -> None:
    noted = InstallationChange(installation_id=5, account=MESHERY, state=state)
    with desk.database.writing() as session:
        note_installation(session, noted, now=desk.clock.now())


def give(desk: Desk, *numbers: int) -> None:
    added = tuple(past.repo(number, f"meshery/r{number}") for number in numbers)
    with desk.database.writing() as session:
        access = AccessChange(owner="Meshery", added=added, removed=())
        note_access(session, access, now=desk.clock.now())


def test_an_installation_starts_the_backfill_by_itself(desk: Desk) -> None:
    change(desk, InstallationState.ACTIVE)
    desk.run()
    assert sum('"pr.opened"' in line for line in desk.facts()) == 20


def test_a_suspended_installation_is_read_no_further_and_goes_on_when_it_is_active_again(
    desk: Desk,
) -> None:
    change(desk, InstallationState.ACTIVE)
    desk.backfill().step()
    change(desk, InstallationState.SUSPENDED)
    assert desk.run_later(timedelta(days=3)) == []
    facts = len(desk.facts())

    change(desk, InstallationState.ACTIVE)
    desk.run()
    assert facts < len(desk.facts())
    assert sum('"pr.opened"' in line for line in desk.facts()) == 20


def test_what_is_known_stays_when_the_app_is_removed(desk: Desk) -> None:
    change(desk, InstallationState.ACTIVE)
    desk.run()
    facts = desk.facts()
    change(desk, InstallationState.DELETED)
    assert desk.run_later(timedelta(days=3)) == []
    assert desk.facts() == facts


def test_repositories_that_are_given_later_are_read_at_once(desk: Desk) -> None:
    change(desk, InstallationState.ACTIVE)
    desk.run()
    desk.past.places.append(past.listed(43, "meshery/r43"))
    desk.past.happened(past.merged(1), at=43)
    calls = len(desk.past.calls)
    give(desk, 43)
    desk.run()
    assert any("pull_requests of meshery/r43" in call for call in desk.past.calls[calls:])
    assert not any("meshery/meshery" in call for call in desk.past.calls[calls:]), (
        "known ones wait"
    )


def test_repositories_that_are_taken_away_are_read_no_further(desk: Desk) -> None:
    change(desk, InstallationState.ACTIVE)
    desk.run()
    with desk.database.writing() as session:
        lost = AccessChange(owner="Meshery", added=(), removed=(past.repo(),))
        note_access(session, lost, now=desk.clock.now())
    assert desk.row("pull_requests:42").state == WalkState.STOPPED
    assert desk.row("repositories:meshery").state == WalkState.PENDING
