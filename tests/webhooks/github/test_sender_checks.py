"""A check stands once beside a commit, and is changed in place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from recognition.effects import Annotation, CheckEffect, Conclusion
from tests.webhooks.github.conftest import Outbox, Town
from webhooks.github.limits import READ_LAG

if TYPE_CHECKING:
    from webhooks.sandbox.state import CheckRun


def check(town: Town, title: str = "Nobody gains or loses anything") -> CheckEffect:
    assert town.pull.pull is not None
    return CheckEffect(
        key="rules:1",
        repo=town.repo,
        head_sha=town.pull.pull.head_sha,
        name="Recognition rules",
        conclusion=Conclusion.NEUTRAL,
        title=title,
        summary="**2 people** would notice.",
        text="- `ann`",
    )


def runs(town: Town) -> list[CheckRun]:
    assert town.pull.pull is not None
    return [
        run for run in town.world.check_runs.values() if run.head_sha == town.pull.pull.head_sha
    ]


def test_a_check_is_made_once_and_changed_in_place(town: Town, posts: Outbox) -> None:
    posts.put(check(town))
    posts.send()
    posts.put(check(town, "2 awards gained"))
    posts.send()
    (run,) = runs(town)
    assert (run.name, run.conclusion, run.title) == (
        "Recognition rules",
        "neutral",
        "2 awards gained",
    )
    assert posts.row("rules:1").remote_id == run.id


def test_annotations_come_once_with_the_first_content(town: Town, posts: Outbox) -> None:
    """GitHub adds those of a change to the ones that stand, and takes fifty at a time."""
    beside = tuple(
        Annotation(path="README.md", line=n, title="no-key", message="…", is_failure=n == 1)
        for n in range(1, 61)
    )
    posts.put(replace(check(town), annotations=beside))
    posts.send()
    posts.put(replace(check(town, "2 awards gained"), annotations=beside))
    posts.send()
    (run,) = runs(town)
    assert run.title == "2 awards gained"
    assert len(run.annotations) == 50
    assert [it.level for it in run.annotations[:2]] == ["failure", "warning"]


@pytest.mark.parametrize("status", [0, 502])
def test_a_check_whose_answer_was_lost_is_not_made_twice(
    town: Town, posts: Outbox, status: int
) -> None:
    """Status 0 is a request that was carried out and whose answer never came."""
    town.server.faults.fail(status=status, method="POST", path="/check-runs")
    posts.put(check(town))
    posts.send()
    posts.send_after(2 * READ_LAG)
    (run,) = runs(town)
    assert posts.row("rules:1").remote_id == run.id
    assert posts.row("rules:1").state == "done"
