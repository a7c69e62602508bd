"""A new version of an exam, from the pull request to the approval of two maintainers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.contract import check_all
from tests.exams.factories import bank_text
from tests.exams.test_bank_review import GOOD, question
from tests.good_markdown import check_good_markdown
from webhooks.demo.stage import Stage
from webhooks.sandbox.seed import MAINTAINER, REVIEWER, WRITER

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from webhooks.sandbox.state import CheckRun

pytestmark = [pytest.mark.contract, pytest.mark.timeout(300)]

ACADEMY = "meshery/academy"
PATH = "content/exams/meshery-cli.md"
BEFORE = bank_text(*GOOD, numberOfQuestions=6)
AFTER = bank_text(*GOOD[1:], question(20, "c"), numberOfQuestions=6)
WEAK = bank_text(*[question(n, "b") for n in range(12)], numberOfQuestions=6)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    stage = Stage(folder=tmp_path)
    stage.sandbox.world.add_repository(ACADEMY, files={PATH: BEFORE, "README.md": "# Academy\n"})
    stage.environment["RECOGNITION_BANKS_REPO"] = f"{ACADEMY}:content"
    return stage


def check_of(stage: Stage, number: int, *, is_so: Callable[[CheckRun], bool]) -> CheckRun:
    """Wait until the check beside the newest commit of a pull request is as it should be."""
    world = stage.sandbox.world

    def find() -> CheckRun | None:
        pull = world.thread(ACADEMY, number).pull
        assert pull is not None
        runs = [run for run in world.check_runs.values() if run.head_sha == pull.head_sha]
        return next((run for run in runs if run.name == "Exam banks" and is_so(run)), None)

    return world.wait_for(find, seconds=30)


def test_a_bank_is_proposed_mended_and_approved_by_two(stage: Stage) -> None:
    world = stage.sandbox.world
    with stage:
        world.install(stage.app, stage.seed.organization, by=stage.seed.maintainer)
        stage.start_server()
        pull = world.open_pull_request(ACADEMY, WRITER, "Another key", contents={PATH: WEAK})
        check = check_of(stage, pull.number, is_so=lambda run: run.conclusion is not None)
        assert check.conclusion == "failure"
        beside = [(it.path, it.level, it.title) for it in check.annotations]
        assert (PATH, "failure", "blind-score") in beside

        world.push(ACADEMY, pull.number, WRITER, "Spread the keys", {PATH: AFTER})
        check = check_of(stage, pull.number, is_so=lambda run: run.conclusion is not None)
        assert (check.conclusion, check.annotations) == ("action_required", [])
        assert check.title == "Waits for two members of meshery/maintainers"
        assert "- 1 new: `q20`" in (check.summary or "")
        assert "- 1 removed: `q0`" in (check.summary or "")
        for said in (check.summary, check.text):
            check_good_markdown(said or "")
            assert "isCorrect" not in (said or "")

        world.review(ACADEMY, pull.number, REVIEWER, "APPROVED")
        check_of(stage, pull.number, is_so=lambda run: "one more" in (run.title or ""))
        world.review(ACADEMY, pull.number, MAINTAINER, "APPROVED")
        check = check_of(stage, pull.number, is_so=lambda run: run.conclusion == "success")
        assert f"Approved by `{REVIEWER}` and `{MAINTAINER}`" in (check.summary or "")

        world.push(ACADEMY, pull.number, WRITER, "And a comma", {PATH: AFTER + "\n"})
        check = check_of(stage, pull.number, is_so=lambda run: run.conclusion is not None)
        assert check.conclusion == "action_required", "nobody has read the new commit"
        assert check_all(stage.sandbox.requests()) == []
