"""The journey over HTTP: every step works, GitHub would understand, and no answer key leaks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.contract import check_all
from tests.good_markdown import check_good_markdown
from webhooks.demo.check import run_journey
from webhooks.demo.stage import Stage

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.contract, pytest.mark.timeout(300)]

KEY_WORDS = ("isCorrect", "is_correct", "correctAnswer", "correct_answer", "accepted")


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(folder=tmp_path)


def test_the_journey_is_played_in_githubs_own_words(stage: Stage) -> None:
    with stage:
        stage.start_server()
        steps = run_journey(stage)
        assert [step.problem for step in steps] == [""] * len(steps)
        assert check_all(stage.sandbox.requests()) == []
        deliveries = json.loads(stage.run("deliveries", "list", "--json"))
        assert {one["state"] for one in deliveries} <= {"done", "ignored"}
        assert json.loads(stage.run("recount", "--verify", "--json"))["agree"]
        told = said_by_the_app(stage)
        log = stage.log.read_text(encoding="utf-8")
    for body in told:
        assert not any(word in body for word in KEY_WORDS)
        without_address = body.replace(stage.url, "https://recognition.example")
        check_good_markdown(without_address.partition("\n")[2].strip(), mentions=people(stage))
    for secret in ("PRIVATE_KEY", "WEBHOOK_SECRET", "SECRET_KEY", "GITHUB_CLIENT_SECRET"):
        assert stage.environment[secret] not in log


def people(stage: Stage) -> set[str]:
    return {account.login for account in stage.sandbox.world.accounts.values()}


def said_by_the_app(stage: Stage) -> list[str]:
    """Give every comment and issue the App wrote."""
    bot = stage.app.bot_id
    said = []
    for thread in stage.sandbox.world.threads.values():
        said += [comment.body for comment in thread.comments if comment.author_id == bot]
        if thread.author_id == bot:
            said.append(thread.body)
    return said
