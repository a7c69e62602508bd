"""The journey over HTTP: every step works, GitHub would understand, and no answer key leaks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import requests

import exams
from exams.library import load_banks
from tests.contract import check_all
from tests.good_markdown import check_good_markdown
from webhooks.demo.check import run_journey
from webhooks.demo.stage import Stage, StageError

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
        revoke_by_two(stage)
        told = said_by_the_app(stage)
        log = stage.log.read_text(encoding="utf-8")
    explanations = shipped_explanations()
    assert not any(explanation in log for explanation in explanations)
    for body in told:
        assert not any(word in body for word in (*KEY_WORDS, *explanations))
        without_address = body.replace(stage.url, "https://recognition.example")
        check_good_markdown(without_address.partition("\n")[2].strip(), mentions=people(stage))
    for secret in ("PRIVATE_KEY", "WEBHOOK_SECRET", "SECRET_KEY", "GITHUB_CLIENT_SECRET"):
        assert stage.environment[secret] not in log


def shipped_explanations() -> set[str]:
    """Give why each right answer is right, which only the key's side of the program knows."""
    banks = load_banks([Path(exams.__file__).parent / "banks"]).banks.values()
    return {q.explanation for bank in banks for q in bank.questions if q.explanation}


def revoke_by_two(stage: Stage) -> None:
    """Take the certification back: one maintainer is not enough, and the log tells of it all."""
    seed = stage.seed
    award = f"{seed.contributor}/certified-meshery-contributor"
    shield = f"{stage.url}/b/{seed.contributor}/certified-meshery-contributor.json"
    words = ("awards", "revoke", award, "--reason", "the answers were copied", "--json", "--as")
    (voted,) = json.loads(stage.run(*words, seed.maintainer))
    assert (voted["kind"], voted["voices"], voted["quorum"]) == ("voted", 1, 2)
    with pytest.raises(StageError, match="one more has to say so"):
        stage.run(*words, seed.maintainer)
    assert requests.get(shield, timeout=10).json()["message"] == "certified"
    (revoked, *_) = json.loads(stage.run(*words, "second-maintainer=424242"))
    assert revoked["kind"] == "revoked"
    assert requests.get(shield, timeout=10).json()["message"] == "revoked"
    assert json.loads(stage.run("recount", "--verify", "--json"))["agree"]
    assert json.loads(stage.run("audit", "verify", "--json"))["intact"]


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
