"""Made histories are whole, and the same whenever they are made."""

from __future__ import annotations

import pytest

from recognition.kernel.clock import ManualClock
from webhooks.sandbox.chronicle import EPISODES, RULES
from webhooks.sandbox.crowd import seed_history
from webhooks.sandbox.links import closing_references
from webhooks.sandbox.seed import meshery_like
from webhooks.sandbox.world import World


def told(world: World) -> list[tuple[object, ...]]:
    """Give everything that a backfill could see of the pull requests."""
    return [
        (
            *(key, it.title, it.author_id, it.state, it.labels, it.created_at, it.updated_at),
            it.pull
            and (
                *(it.pull.files, it.pull.merged_at, it.pull.merged_by_id),
                [(commit.oid, commit.authors) for commit in it.pull.commits],
                [(one.id, one.state, one.author_id, one.comments) for one in it.pull.reviews],
            ),
            [(one.id, one.body) for one in it.comments],
        )
        for key, it in world.threads.items()
    ]


def test_the_same_arguments_give_the_same_history(clock: ManualClock) -> None:
    worlds = [World(clock=clock) for _ in range(3)]
    crowds = [
        seed_history(it, pull_requests=120, seed=seed)
        for it, seed in zip(worlds, (7, 7, 8), strict=True)
    ]
    assert told(worlds[0]) == told(worlds[1])
    assert crowds[0] == crowds[1]
    assert told(worlds[0]) != told(worlds[2])


def test_a_history_has_some_of_everything(clock: ManualClock) -> None:
    world = World(clock=clock)
    crowd = seed_history(world, pull_requests=600, repositories=3, people=20)
    pulls = [it for it in world.threads.values() if it.pull]
    issues = [it for it in world.threads.values() if it.pull is None]
    merged = [it for it in pulls if it.merged_at]
    reverts = [it for it in pulls if it.title.startswith("Revert")]
    assert crowd.merged == len(merged) - len(reverts)
    assert 0.7 < crowd.merged / 600 < 0.9
    assert reverts
    assert {it.state for it in pulls} == {it.state for it in issues} == {"open", "closed"}
    assert {world.full_name(world.repositories[it.repository_id]) for it in pulls} == set(
        crowd.repositories
    )
    details = [it.pull for it in pulls if it.pull]
    assert any(len(it.files) > 100 for it in details)
    assert any(it.draft for it in details)
    assert any(len(it.commits[0].authors) > 1 for it in details)
    assert {one.state for it in details for one in it.reviews} == {
        "APPROVED",
        "CHANGES_REQUESTED",
        "COMMENTED",
    }
    assert any(world.account_or_none(it.author_id) is None for it in pulls)
    assert any(it.type.value == "Bot" for it in world.accounts.values())
    assert any(it.answer_id for it in world.discussions.values())
    assert any(it.answer_id is None for it in world.discussions.values())
    assert world.releases
    assert all(it.updated_at <= clock.now() for it in world.threads.values())


@pytest.fixture
def demo(clock: ManualClock) -> World:
    """The world that the demo begins with."""
    world = World(clock=clock)
    meshery_like(world)
    return world


def test_the_demo_has_a_past_of_months(demo: World) -> None:
    merged = [it for it in demo.threads.values() if it.merged_at]
    titles = {it.title for it in merged}
    assert titles >= {it.title for it in EPISODES}
    oldest = min(it.merged_at for it in merged if it.merged_at)
    assert (demo.now() - oldest).days > 150
    assert any(len(it.pull.commits[0].authors) > 1 for it in merged if it.pull)
    assert any(one.comments for it in merged if it.pull for one in it.pull.reviews)
    assert [it.answer_id is not None for it in demo.discussions.values()] == [True]
    assert [it.tag for it in demo.releases.values()] == ["v0.9.0"]
    assert demo.repository("meshery/.github").files[".github/recognition.yml"] == RULES


def test_issues_of_the_past_were_closed_by_the_work_that_names_them(demo: World) -> None:
    closed = [it for it in demo.threads.values() if it.pull is None and it.state == "closed"]
    assert {it.title for it in closed} == {it.closes for it in EPISODES if it.closes}
    for issue in closed:
        (end,) = (it for it in issue.happenings if it.kind == "closed")
        assert end.pull_key is not None
        pull = demo.threads[end.pull_key]
        assert [number for _, number in closing_references(pull.body, repo="")] == [issue.number]
