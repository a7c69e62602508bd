"""Tests of webhooks.backfill_run: what an operator names is read to its end, and summed up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from recognition.kernel.errors import UserError
from tests.webhooks import past
from tests.webhooks.past import past_of
from tests.webhooks.walking import Desk, KilledError, make_desk
from webhooks import walks
from webhooks.backfill import FLOOR, Choice
from webhooks.backfill_run import BUSY, Summary, chosen, extents, run
from webhooks.github.errors import GoneError, MissingPermissionError

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database
    from webhooks.walks import Walk


@dataclass
class Waiting:
    """Somebody who waits by moving the clock."""

    clock: ManualClock
    waited: list[tuple[datetime, str]] = field(default_factory=list)

    def __call__(self, moment: datetime, reason: str) -> None:
        self.waited.append((moment, reason))
        self.clock.advance(moment - self.clock.now() + timedelta(seconds=1))


@pytest.fixture
def desk(database: Database, clock: ManualClock) -> Desk:
    return make_desk(database, clock, past_of(120))


def wanted(desk: Desk, *targets: str, choice: Choice | None = None) -> list[Walk]:
    return chosen(desk.backfill(), targets or ("meshery",), choice or Choice())


def go(desk: Desk, *, is_patient: bool = True) -> Summary:
    return run(
        desk.backfill(),
        wanted(desk),
        wait_until=Waiting(desk.clock),
        told=lambda _done: None,
        is_patient=is_patient,
    )


def test_the_summary_counts_badges_and_people_and_says_that_nobody_was_told(desk: Desk) -> None:
    summary = go(desk)

    held = desk.awards()
    assert len(summary.awards) == len(held)
    people = {award["person"]["id"] for award in held}
    assert summary.people == people
    assert summary.read == 132
    assert summary.facts == len(desk.facts())
    assert summary.ended == summary.lists == 5
    assert (summary.problems, summary.goes_on_at) == ([], None)
    assert summary.in_words().startswith(
        f"{len(held)} badges for {len(people)} people, none announced"
    )


def test_a_repository_is_named_without_regard_to_case_and_read_whatever_it_is(
    desk: Desk,
) -> None:
    desk.past.places = [past.listed(1, "meshery/secret", is_private=True)]
    assert wanted(desk) == wanted(desk, "meshery", choice=Choice())
    names = {walk.name for walk in wanted(desk, "Meshery/SECRET".replace("Meshery", "meshery"))}
    assert "pull_requests:1" in names
    assert all(walk.repo_id is None for walk in wanted(desk)), "not asked for by name"


def test_what_the_app_may_not_see_is_told(desk: Desk) -> None:
    with pytest.raises(UserError, match="meshery/nothing"):
        wanted(desk, "meshery/nothing")
    with pytest.raises(GoneError, match="not installed on elsewhere"):
        wanted(desk, "elsewhere")


def test_a_dry_run_says_how_much_there_is_and_keeps_nothing(desk: Desk) -> None:
    found = extents(desk.backfill(), wanted(desk))
    assert {str(it.task): (it.things, it.requests) for it in found} == {
        "pull_requests": (120, 2),
        "issues": (12, 1),
        "releases": (0, 1),
        "discussions": (0, 1),
    }
    assert desk.facts() == []
    with desk.database.reading() as session:
        assert walks.walks(session) == []


def test_it_waits_for_the_hours_points_and_says_why(desk: Desk) -> None:
    desk.past.remaining = FLOOR + 5
    waiting = Waiting(desk.clock)

    def refilled(moment: datetime, reason: str) -> None:
        desk.past.remaining = 5000
        waiting(moment, reason)

    summary = run(desk.backfill(), wanted(desk), wait_until=refilled, told=lambda _done: None)
    [(moment, reason)] = waiting.waited
    assert moment == desk.past.reset_at
    assert "the hour's points" in reason
    assert summary.ended == summary.lists


def test_who_does_not_wait_is_told_when_it_can_go_on(desk: Desk) -> None:
    desk.past.remaining = FLOOR + 5
    summary = go(desk, is_patient=False)
    assert summary.goes_on_at == desk.past.reset_at
    assert "the hour's points" in summary.waits_for
    assert summary.ended < summary.lists


def test_a_run_that_was_killed_is_gone_on_with(desk: Desk) -> None:
    desk.past.troubles = [None, None, KilledError()]
    with pytest.raises(KilledError):
        go(desk)
    again = go(desk)

    pulls = [call for call in desk.past.calls if call.startswith("pull_requests")]
    assert pulls.count("pull_requests of meshery/meshery after None, 100") <= 2
    assert again.ended == again.lists
    assert sum('"pr.opened"' in line for line in desk.facts()) == 120


def test_what_was_read_before_is_read_again_when_it_is_asked_for_again(desk: Desk) -> None:
    go(desk)
    calls = len(desk.past.calls)
    again = go(desk)
    assert again.read == 132
    assert (again.facts, len(again.awards)) == (0, 0)
    assert len(desk.past.calls) - calls == 7


def test_what_another_process_ends_meanwhile_is_not_waited_for(desk: Desk) -> None:
    """The server reads the same history in the background."""
    mine = wanted(desk)

    def others_work(_done: object) -> None:
        desk.run()

    summary = run(desk.backfill(), mine, wait_until=Waiting(desk.clock), told=others_work)
    assert summary.ended == summary.lists
    assert summary.read < 132


def test_a_slice_that_another_process_does_is_waited_for_by_the_impatient_too(
    desk: Desk,
) -> None:
    """Its lease runs for minutes, and the slice takes a moment."""
    mine = wanted(desk)
    with desk.database.writing() as session:
        walks.want(session, mine, now=desk.clock.now())
        taken = walks.take(session, now=desk.clock.now(), names=["pull_requests:42"])
    assert taken is not None
    waited: list[datetime] = []

    def other_gives_back(moment: datetime, _reason: str) -> None:
        waited.append(moment)
        with desk.database.writing() as session:
            walks.keep(session, taken, now=desk.clock.now())

    summary = run(
        desk.backfill(),
        mine,
        wait_until=other_gives_back,
        told=lambda _done: None,
        is_patient=False,
    )
    assert waited == [desk.clock.now() + BUSY]
    assert summary.ended == summary.lists


def test_who_presses_ctrl_c_can_begin_again_at_once(desk: Desk) -> None:
    desk.past.troubles = [None, None, KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        go(desk)
    before = desk.clock.now()
    assert go(desk).ended == 5
    assert desk.clock.now() == before, "nobody had to wait"


def test_a_list_that_may_not_be_read_hinders_no_other(desk: Desk) -> None:
    found = wanted(desk)
    wrong = MissingPermissionError("the App lacks discussions=read", permissions="discussions")
    desk.past.troubles = [None, wrong]
    told = extents(desk.backfill(), found)
    assert [it.problem for it in told] == ["", "the App lacks discussions=read", "", ""]


def test_a_repository_that_is_gone_is_a_problem_and_no_endless_wait(desk: Desk) -> None:
    found = wanted(desk)
    desk.past.troubles = [GoneError("the App is not installed on meshery/meshery")] * 5
    summary = run(desk.backfill(), found, wait_until=Waiting(desk.clock), told=lambda _done: None)
    assert len(summary.problems) == 5
    assert "meshery/meshery: the App is not installed" in summary.problems[-1]
