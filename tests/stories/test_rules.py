"""A change of rules, from the pull request with its check to the awards after the merge."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.contract import check_all
from tests.good_markdown import check_good_markdown
from webhooks.demo.stage import Stage
from webhooks.sandbox.seed import MAINTAINER, RULES_REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

    from webhooks.sandbox.state import CheckRun

pytestmark = [pytest.mark.contract, pytest.mark.timeout(300)]

OWN_BADGE = """\
id: early-bird
name: Early Bird
description: One merged pull request is enough here.
category: community
on: pr.merged
where: {role: author}
count: 1
announce: none
art: {template: round, emblem: star}
"""


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(folder=tmp_path)


def holders(stage: Stage, badge: str) -> list[str]:
    rows: list[dict[str, Any]] = json.loads(stage.run("awards", "list", "--json"))
    return sorted(row["person"]["login"] for row in rows if row["badge"] == badge)


def eventually(stage: Stage, badge: str) -> list[str]:
    """Ask again and again who holds a badge, until somebody does; the asking takes a second."""
    for _ in range(60):
        if found := holders(stage, badge):
            return found
    raise AssertionError(f"nobody was given {badge}")


def check_of(stage: Stage, number: int) -> CheckRun:
    """Wait for the check beside the newest commit of a pull request."""
    world = stage.sandbox.world

    def find() -> CheckRun | None:
        pull = world.thread(RULES_REPOSITORY, number).pull
        assert pull is not None
        runs = [run for run in world.check_runs.values() if run.head_sha == pull.head_sha]
        return runs[0] if runs else None

    return world.wait_for(find, seconds=30)


def test_a_rule_is_proposed_mended_merged_and_in_force(stage: Stage) -> None:
    world = stage.sandbox.world
    path = ".github/recognition/early-bird/badge.yml"
    with stage:
        world.install(stage.app, stage.seed.organization, by=stage.seed.maintainer)
        stage.start_server()
        eventually(stage, "first-contribution")
        pull = world.open_pull_request(
            RULES_REPOSITORY,
            MAINTAINER,
            "A badge for early birds",
            contents={path: OWN_BADGE.replace("count: 1", "cuont: 1")},
        )
        check = check_of(stage, pull.number)
        assert (check.name, check.conclusion) == ("Recognition rules", "failure")
        assert "did you mean 'count'?" in (check.summary or "")
        assert f"{path}:7" in (check.summary or "")

        world.push(RULES_REPOSITORY, pull.number, MAINTAINER, "Spell it", {path: OWN_BADGE})
        check = check_of(stage, pull.number)
        assert check.conclusion == "neutral"
        assert (check.title or "").endswith("awards gained")
        for said in (check.summary, check.text):
            check_good_markdown(said or "")
        named = set(re.findall(r"`([^`]+)`: Early Bird", check.text or ""))
        assert holders(stage, "early-bird") == []

        world.merge(RULES_REPOSITORY, pull.number, MAINTAINER)
        # History is still being read meanwhile; it may add people and takes nobody away.
        given = set(eventually(stage, "early-bird"))
        assert named
        assert named <= given <= set(holders(stage, "first-contribution"))
        assert json.loads(stage.run("recount", "--verify", "--json"))["agree"]
        assert check_all(stage.sandbox.requests()) == []
