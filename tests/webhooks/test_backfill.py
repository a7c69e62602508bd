"""Tests of webhooks.backfill: history becomes facts once, wherever it is cut off."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlmodel import Session, select

from recognition.facts import Actor
from recognition.kernel.ids import UserId
from recognition.store import AwardRow, EffectRow
from tests.webhooks import past
from tests.webhooks.past import past_of
from tests.webhooks.walking import Desk, KilledError, make_desk
from webhooks import walks
from webhooks.backfill import FLOOR, SWEEP_EVERY, Choice
from webhooks.github import queries
from webhooks.github.errors import (
    GoneError,
    MissingPermissionError,
    RateLimitedError,
    ServerError,
)
from webhooks.threads import facts_of
from webhooks.walks import LEASE, MAX_ATTEMPTS, Task, Walk, WalkState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database


@pytest.fixture
def desk(database: Database, clock: ManualClock) -> Desk:
    return make_desk(database, clock, past_of(250))


@pytest.fixture
def reading(database: Database) -> Iterator[Session]:
    with database.reading() as session:
        yield session


PULLS = "pull_requests:42"


def test_all_of_the_history_becomes_facts_and_awards(desk: Desk) -> None:
    desk.want()
    desk.run()

    expected = {
        fact.key
        for held in desk.past.threads.values()
        for thread in held
        for fact in facts_of(thread)
    }
    assert {line.split('"')[3] for line in desk.facts()} == expected
    assert len(desk.awards()) > 20
    assert desk.differences() == []


def test_nothing_is_announced_and_every_award_is_marked_as_history(
    desk: Desk, reading: Session
) -> None:
    """However new it is: this one was merged a second before the App came."""
    at = desk.clock.now() - timedelta(seconds=1)
    desk.past.happened(past.merged(300, merged_at=at, updated_at=at))
    desk.want()
    desk.run()

    assert reading.exec(select(EffectRow)).all() == []
    assert all(row.quiet for row in reading.exec(select(AwardRow)))


@pytest.mark.parametrize("is_first", [True, False], ids=["read first", "heard first"])
def test_what_is_merged_while_history_is_read_is_announced_whoever_is_first(
    desk: Desk, reading: Session, is_first: bool
) -> None:
    newcomer = Actor(id=UserId(9999), login="newcomer")
    desk.want()
    desk.backfill().step()
    at = desk.clock.now()
    merge = past.merged(300, merged_at=at, updated_at=at, created_at=at, author=newcomer)
    desk.past.happened(merge)
    for step in (desk.run, lambda: desk.record(*facts_of(merge)))[:: 1 if is_first else -1]:
        step()

    [comment] = reading.exec(select(EffectRow)).all()
    assert "newcomer" in str(comment.payload)


def test_a_repository_that_is_found_later_has_a_history_too(desk: Desk, reading: Session) -> None:
    """It was private, or another owner's, and its newest merge is a day old."""
    desk.want()
    desk.run()
    desk.clock.advance(timedelta(hours=23))
    at = desk.clock.now()
    desk.past.places.append(past.listed(43, "meshery/new"))
    newcomer = Actor(id=UserId(9999), login="newcomer")
    desk.past.happened(past.merged(1, merged_at=at, updated_at=at, author=newcomer), at=43)
    desk.run_later(timedelta(hours=1))

    held = [award["person"]["login"] for award in desk.awards()]
    assert "newcomer" in held
    assert reading.exec(select(EffectRow)).all() == []


def test_a_hundred_are_asked_for_at_a_time(desk: Desk) -> None:
    desk.want(walks.of_repository(past.repo(), Task.PULL_REQUESTS, owner="meshery"))
    desk.run()
    assert desk.past.calls == [
        "pull_requests of meshery/meshery after None, 100",
        "pull_requests of meshery/meshery after 100, 100",
        "pull_requests of meshery/meshery after 200, 100",
    ]


def test_long_ones_are_put_aside_and_read_many_together(desk: Desk) -> None:
    desk.past.long = {f"PR_{n}" for n in range(1, 250, 3)}
    desk.want(walks.of_repository(past.repo(), Task.PULL_REQUESTS, owner="meshery"))
    desk.run()

    aside = [call for call in desk.past.calls if "long ones" in call]
    at_once = queries.AT_ONCE
    assert aside == [
        f"{at_once} long ones of meshery/meshery",
        f"{len(desk.past.long) - at_once} long ones of meshery/meshery",
    ]
    assert sum(fact.count('"pr.opened"') for fact in desk.facts()) == 250


@pytest.mark.parametrize("kill_at", range(1, 11))
def test_a_kill_between_reading_and_writing_loses_nothing_and_doubles_nothing(
    desk: Desk, kill_at: int
) -> None:
    """Whichever query the process dies in, the next process goes on where the facts end."""
    desk.past.long = {f"PR_{n}" for n in range(1, 250, 4)}
    desk.past.troubles = [None] * (kill_at - 1) + [KilledError()]
    desk.want()
    with pytest.raises(KilledError):
        desk.run()
    desk.run()
    desk.run_later(LEASE + timedelta(seconds=1))

    keys = [line.split('"')[3] for line in desk.facts()]
    assert sum(key.startswith("pr.opened") for key in keys) == 250
    assert desk.row(PULLS).progress["is_backfill"] is False
    assert desk.differences() == []


def test_a_kill_while_writing_leaves_neither_facts_nor_the_new_place(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cursor stands in the unit of work of the facts: neither is ahead of the other."""
    desk.want(walks.of_repository(past.repo(), Task.PULL_REQUESTS, owner="meshery"))
    desk.backfill().step()
    facts, progress = desk.facts(), desk.row(PULLS).progress

    def die(*_args: object, **_more: object) -> None:
        raise KilledError

    monkeypatch.setattr(walks, "keep", die)
    with pytest.raises(KilledError):
        desk.backfill().step()
    monkeypatch.undo()

    assert desk.facts() == facts
    assert desk.row(PULLS).progress == progress
    assert desk.run() == [], "the lease of the dead holds"
    desk.run_later(LEASE + timedelta(seconds=1))
    assert sum('"pr.opened"' in line for line in desk.facts()) == 250


def test_two_processes_do_not_do_the_same_slice(desk: Desk) -> None:
    desk.want(walks.of_repository(past.repo(), Task.PULL_REQUESTS, owner="meshery"))
    with desk.database.writing() as session:
        mine = walks.take(session, now=desk.clock.now())
    assert mine is not None
    assert desk.run() == []


def test_a_process_that_was_too_slow_drops_its_slice(desk: Desk) -> None:
    """Meanwhile another one has taken the walk over, and is further."""
    desk.want(walks.of_repository(past.repo(), Task.PULL_REQUESTS, owner="meshery"))
    with desk.database.writing() as session:
        slow = walks.take(session, now=desk.clock.now())
    assert slow is not None
    desk.run_later(LEASE + timedelta(seconds=1))
    progress = desk.row(PULLS).progress

    with pytest.raises(walks.WalkLostError), desk.database.writing() as session:
        walks.keep(session, slow, now=desk.clock.now())
    assert desk.row(PULLS).progress == progress


def test_backfill_after_webhooks_changes_no_award(desk: Desk) -> None:
    desk.record(*desk.github_knows())
    before, facts = desk.awards(), desk.facts()
    desk.want()
    desk.run()
    assert desk.awards() == before
    assert desk.facts() == facts


def test_webhooks_after_backfill_change_no_award(desk: Desk) -> None:
    desk.want()
    desk.run()
    before, facts = desk.awards(), desk.facts()
    desk.record(*desk.github_knows())
    assert desk.awards() == before
    assert desk.facts() == facts


# --- limits and trouble -----------------------------------------------------------------


def test_the_last_points_of_the_hour_are_left_to_the_webhooks(desk: Desk) -> None:
    desk.past.remaining = FLOOR + 3
    desk.want(walks.of_repository(past.repo(), Task.PULL_REQUESTS, owner="meshery"))
    done = desk.run()
    assert [one.waits_until for one in done] == [None, desk.past.reset_at]

    desk.past.remaining = 5000
    assert desk.run_later(timedelta(minutes=30)) == []
    assert desk.run_later(timedelta(minutes=30))[-1].ended


def test_all_walks_of_the_account_wait_and_those_of_others_do_not(desk: Desk) -> None:
    desk.past.remaining = FLOOR
    other = walks.of_repository(past.repo(7, "other/thing"), Task.ISSUES, owner="other")
    desk.past.places.append(past.listed(7, "other/thing"))
    desk.want(
        walks.of_repository(past.repo(), Task.PULL_REQUESTS, owner="meshery"),
        walks.of_repository(past.repo(), Task.ISSUES, owner="Meshery"),
        other,
    )
    desk.run()
    assert [call.partition(" of ")[2].partition(" ")[0] for call in desk.past.calls] == [
        "meshery/meshery",
        "other/thing",
    ]


def test_a_limit_that_github_names_is_kept(desk: Desk) -> None:
    until = desk.clock.now() + timedelta(minutes=7)
    desk.past.troubles = [RateLimitedError("slow down", not_before=until)]
    desk.want(walks.of_repository(past.repo(), Task.PULL_REQUESTS, owner="meshery"))

    [waiting] = desk.run()
    assert (waiting.waits_until, waiting.reason) == (until, "slow down")
    assert desk.run_later(timedelta(minutes=6)) == []
    assert desk.run_later(timedelta(minutes=1))[-1].ended


def test_a_limit_without_a_term_is_waited_out_longer_each_time(desk: Desk) -> None:
    desk.past.troubles = [RateLimitedError("slow down", not_before=None)] * 3
    desk.want(walks.of_repository(past.repo(), Task.PULL_REQUESTS, owner="meshery"))
    waits = []
    for _ in range(3):
        [waiting] = desk.run()
        assert waiting.waits_until is not None
        waits.append(waiting.waits_until - desk.clock.now())
        desk.clock.advance(waits[-1])
    assert waits == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert desk.run()[-1].ended


def test_a_page_that_takes_github_too_long_is_asked_for_by_halves_and_grows_again(
    desk: Desk,
) -> None:
    desk.past.troubles = [ServerError("502"), ServerError("502")]
    desk.want(walks.of_repository(past.repo(), Task.PULL_REQUESTS, owner="meshery"))
    desk.run()
    desk.run_later(timedelta(seconds=5))
    desk.run_later(timedelta(seconds=20))
    sizes = [int(call.rpartition(" ")[2]) for call in desk.past.calls]
    assert sizes == [100, 50, 25, 50, 100, 100]
    assert sum('"pr.opened"' in line for line in desk.facts()) == 250


def test_what_fails_too_often_waits_for_a_person(desk: Desk) -> None:
    wrong = MissingPermissionError("the App lacks contents=read", permissions="contents=read")
    desk.past.troubles = [wrong] * MAX_ATTEMPTS
    desk.want(walks.of_repository(past.repo(), Task.RELEASES, owner="meshery"))
    for _ in range(MAX_ATTEMPTS):
        desk.run_later(timedelta(hours=2))

    row = desk.row("releases:42")
    assert (row.state, row.last_error) == (WalkState.DEAD, "the App lacks contents=read")
    assert desk.run_later(timedelta(days=9)) == []
    desk.want(walks.of_repository(past.repo(), Task.RELEASES, owner="meshery"))
    assert desk.run()[-1].ended, "asked for again, it is tried again"


def test_whatever_nobody_foresaw_stops_no_other_walk(desk: Desk) -> None:
    desk.past.troubles = [ZeroDivisionError()]
    desk.want(
        walks.of_repository(past.repo(), Task.PULL_REQUESTS, owner="meshery"),
        walks.of_repository(past.repo(), Task.ISSUES, owner="meshery"),
    )
    done = desk.run()
    assert "ZeroDivisionError, reference" in done[0].reason
    assert done[-1].ended


def test_a_repository_that_is_gone_is_read_no_further(desk: Desk) -> None:
    desk.past.troubles = [GoneError("the App is not installed on meshery/meshery")]
    desk.want(walks.of_repository(past.repo(), Task.PULL_REQUESTS, owner="meshery"))
    desk.run()
    assert desk.row(PULLS).state == WalkState.STOPPED
    assert desk.run_later(timedelta(days=2)) == []


def test_a_removed_installation_stops_even_the_slice_at_work(desk: Desk) -> None:
    desk.want(walks.of_repository(past.repo(), Task.PULL_REQUESTS, owner="meshery"))
    with desk.database.writing() as session:
        walk = walks.take(session, now=desk.clock.now())
        walks.stop(session, owner="Meshery")
    assert walk is not None
    with pytest.raises(walks.WalkLostError), desk.database.writing() as session:
        walks.keep(session, walk, now=desk.clock.now())
    assert desk.run_later(timedelta(days=1)) == []


# --- which repositories -----------------------------------------------------------------


def test_an_installation_leads_to_its_repositories_and_these_to_their_kinds(
    desk: Desk,
) -> None:
    desk.past.places = [
        past.listed(1, "meshery/a"),
        past.listed(2, "meshery/b", has_discussions=False),
    ]
    desk.want(Walk(task=Task.INSTALLATIONS))
    desk.run()
    with desk.database.reading() as session:
        names = [walk.name for walk, _row in walks.walks(session)]
    assert names == [
        "discussions:1",
        "installations",
        "issues:1",
        "issues:2",
        "members:meshery",
        "pull_requests:1",
        "pull_requests:2",
        "releases:1",
        "releases:2",
        "repositories:meshery",
    ]


@pytest.mark.parametrize(
    ("choice", "taken"),
    [
        (Choice(), ["plain", "old"]),
        (Choice(private=True), ["plain", "secret", "old"]),
        (Choice(archived=False), ["plain"]),
        (Choice(forks=True), ["plain", "old", "fork"]),
    ],
)
def test_private_repositories_and_forks_are_read_only_where_somebody_asks(
    choice: Choice, taken: list[str]
) -> None:
    places = [
        past.listed(1, "plain"),
        past.listed(2, "secret", is_private=True),
        past.listed(3, "old", is_archived=True),
        past.listed(4, "fork", is_fork=True),
    ]
    assert [it.repo.full_name for it in places if choice.takes(it)] == taken


def test_a_repository_that_is_new_is_found_the_next_day(desk: Desk) -> None:
    desk.want()
    desk.run()
    desk.past.places.append(past.listed(43, "meshery/new"))
    desk.past.happened(past.merged(1), at=43)
    desk.run_later(timedelta(days=1))
    assert desk.row("pull_requests:43").progress["repo_name"] == "meshery/new"


def test_history_since_a_day_is_read_newest_first_and_no_further(desk: Desk) -> None:
    since = past.merged(200).updated_at
    desk.want(walks.of_repository(past.repo(), Task.PULL_REQUESTS, owner="meshery", since=since))
    desk.run()
    numbers = sorted(
        int(line.split('"')[3].split(":")[2]) for line in desk.facts() if '"pr.opened"' in line
    )
    assert numbers == list(range(200, 251))
    assert len(desk.past.calls) == 1


def test_a_renamed_repository_is_read_under_its_new_name(desk: Desk) -> None:
    desk.want(walks.of_repository(past.repo(), Task.PULL_REQUESTS, owner="meshery"))
    desk.backfill().step()
    desk.past.places = [past.listed(42, "meshery/renamed")]
    desk.run()
    assert desk.row(PULLS).progress["repo_name"] == "meshery/renamed"
    assert not any('meshery/meshery"}' in line.partition('"at"')[0] for line in desk.facts())


def test_after_its_end_a_walk_looks_again_every_hour_for_what_changed(desk: Desk) -> None:
    desk.want(walks.of_repository(past.repo(), Task.PULL_REQUESTS, owner="meshery"))
    desk.run()
    calls = len(desk.past.calls)
    assert desk.run_later(SWEEP_EVERY - timedelta(seconds=1)) == []
    desk.run_later(timedelta(seconds=1))
    assert desk.past.calls[calls:] == [
        "pull_requests of meshery/meshery after None, 5",
        "whether 100 pull_requests are there",
    ]


def test_the_members_of_an_organisation_leave_the_last_points_too(desk: Desk) -> None:
    desk.past.remaining = FLOOR
    desk.want(
        Walk(task=Task.MEMBERS, owner="meshery"),
        walks.of_repository(past.repo(), Task.PULL_REQUESTS, owner="meshery"),
    )
    desk.backfill().step(names=["members:meshery"])
    assert desk.run() == []
    assert desk.past.calls == ["members of meshery"]
