"""History over HTTP: before the App came, while it listened, and while it did not."""

from __future__ import annotations

import random
from contextlib import ExitStack
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlmodel import SQLModel, select

from recognition.kernel.store import Database
from recognition.store import AwardRow, EffectRow
from tests.contract import check_all
from tests.graphql_contract import faults
from tests.webhooks.city import City, House, city, house
from webhooks import drift
from webhooks.backfill import SWEEP_EVERY
from webhooks.drift import Fault
from webhooks.sandbox.keys import new_key_pair

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from recognition.kernel.clock import ManualClock

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="session")
def key_pair() -> tuple[str, str]:
    return new_key_pair()


@pytest.fixture
def town(clock: ManualClock, key_pair: tuple[str, str]) -> Iterator[City]:
    with city(clock, key_pair) as built:
        yield built


class Houses:
    """Builds as many of our programs beside one city as a test compares."""

    def __init__(self, town: City, folder: Path, stack: ExitStack) -> None:
        self._town = town
        self._folder = folder
        self._stack = stack
        self._built = 0

    def build(self) -> House:
        self._built += 1
        database = Database(f"sqlite:///{self._folder / f'{self._built}.db'}")
        SQLModel.metadata.create_all(database.engine)
        self._stack.callback(database.close)
        return self._stack.enter_context(house(self._town, database, self._town.clock))


@pytest.fixture
def houses(town: City, tmp_path: Path) -> Iterator[Houses]:
    with ExitStack() as stack:
        yield Houses(town, tmp_path, stack)


def test_webhooks_and_history_give_the_same_facts_and_awards(town: City, houses: Houses) -> None:
    """One listened from the first day, the other came at the end and read."""
    listener, latecomer = houses.build(), houses.build()
    town.install()
    for _ in range(18):
        town.work(1)
        listener.take(town.deliveries())
    latecomer.want()
    latecomer.read()

    assert latecomer.standing() == listener.standing()
    assert latecomer.awards() == listener.awards()
    assert len(listener.awards()) > 5
    assert listener.differences() == latecomer.differences() == []


def test_to_read_history_again_after_all_webhooks_changes_no_award_and_tells_nobody(
    town: City, houses: Houses
) -> None:
    one = houses.build()
    town.install()
    town.work(9)
    one.take(town.deliveries())
    awards, standing = one.awards(), one.standing()
    with one.database.reading() as session:
        told = {row.key: row.revision for row in session.exec(select(EffectRow))}
    one.want()
    one.read()

    assert one.awards() == awards
    assert one.standing() == standing
    with one.database.reading() as session:
        assert {row.key: row.revision for row in session.exec(select(EffectRow))} == told


def test_an_installation_reads_by_itself_what_was_done_before_it_and_announces_nothing(
    town: City, houses: Houses
) -> None:
    one = houses.build()
    town.work(9)
    assert town.deliveries() == []
    town.clock.advance(timedelta(seconds=1))
    town.install()
    one.take(town.deliveries())
    one.read()

    assert len(one.awards()) > 3
    with one.database.reading() as session:
        assert session.exec(select(EffectRow)).all() == []
        assert all(row.quiet for row in session.exec(select(AwardRow)))


def test_lost_webhooks_are_made_good_by_the_next_sweep(town: City, houses: Houses) -> None:
    """Half of them never arrive, among them deletions; then everything equals a late reading."""
    one, latecomer = houses.build(), houses.build()
    town.install()
    town.work(9)
    one.take(town.deliveries())
    one.read()
    town.work(9)
    one.take([it for n, it in enumerate(town.deliveries()) if n % 2])
    issue = town.world.open_issue("meshery/meshery", "ann", "Spam", "Buy!")
    one.take(town.deliveries())
    town.clock.advance(timedelta(minutes=30))
    town.world.delete_issue("meshery/meshery", issue.number, "lead")
    town.deliveries()
    town.clock.advance(SWEEP_EVERY)
    one.read()
    latecomer.want()
    latecomer.read()

    assert one.standing() == latecomer.standing()
    assert one.awards() == latecomer.awards()
    assert one.differences() == []
    with one.database.reading() as session:
        found = drift.drift_ever(session)
    assert found.by(Fault.MISSING) > 3
    assert found.counts[Fault.GONE, "issue.opened"] == 1


def test_any_order_of_hearing_and_reading_ends_the_same(town: City, houses: Houses) -> None:
    """Lost, doubled and shuffled deliveries between slices of reading, with a fixed seed."""
    chance = random.Random(20261124)
    one, latecomer = houses.build(), houses.build()
    town.work(9)
    town.install()
    waiting = town.deliveries()
    for _ in range(12):
        town.work(1)
        waiting += town.deliveries()
        if chance.random() < 0.6:
            chance.shuffle(waiting)
            some = waiting[: chance.randrange(len(waiting) + 1)]
            waiting = waiting[len(some) :]
            one.take(some + some[: chance.randrange(2)])
        for _slice in range(chance.randrange(3)):
            one.backfill.step()
    for _ in range(2):
        town.clock.advance(SWEEP_EVERY * 25)
        one.read()
    latecomer.want()
    latecomer.read()

    assert one.standing() == latecomer.standing()
    assert one.awards() == latecomer.awards()
    assert one.differences() == []


@pytest.mark.contract
def test_every_request_is_one_that_github_describes(town: City, houses: Houses) -> None:
    one = houses.build()
    town.work(9)
    town.install()
    one.take(town.deliveries())
    one.read()
    town.work(9)
    town.clock.advance(SWEEP_EVERY)
    one.read()
    asked = town.server.requests()
    queries = {it.body["query"] for it in asked if it.path == "/graphql"}
    assert len(queries) >= 8
    assert [fault for query in queries for fault in faults(query)] == []
    assert check_all([it for it in asked if it.path != "/graphql"]) == []
