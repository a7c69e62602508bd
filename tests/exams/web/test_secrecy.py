"""No answer to a candidate holds a key, and the browser that checks this would notice one."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from flask import Flask, Response

import exams
from exams.library import load_banks
from exams.questions.choice import ChoiceKey
from exams.questions.short_answer import TextKey
from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from tests.exams.web.site import MARKER, PLAYER, Browser, make_site

BANKS = load_banks([Path(exams.__file__).parent / "banks"]).banks


@pytest.mark.parametrize(
    "leak", ['{"isCorrect": true}', "correct_answer", "data-is-correct", "&#105;scorrect", MARKER]
)
def test_the_checking_browser_notices_a_leak(app: Flask, leak: str) -> None:
    app.add_url_rule(
        "/leak", "leak", lambda: Response(leak, headers={"Cache-Control": "no-store"})
    )
    with pytest.raises(AssertionError, match=r" in "):
        Browser(app, PLAYER).get("/leak")


@pytest.mark.parametrize("exam", sorted(BANKS))
def test_a_shipped_exam_can_be_sat_and_passed_without_showing_a_key(
    database: Database, clock: ManualClock, exam: str
) -> None:
    bank = BANKS[exam]
    app, _ = make_site(database, clock, bank, facts=[])
    player = Browser(app, PLAYER)
    address = player.start(exam)
    paper = player.get(address)
    names = {str(a["name"])[2:] for _, a in paper.tags if str(a.get("name")).startswith("q.")}
    assert len(names) == 10
    answers: dict[str, list[str]] = {}
    for name in names:
        question = bank.by_id()[name]
        if question.public.options:
            answers[f"q.{name}"] = sorted(cast("ChoiceKey", question.key).correct)
        else:
            accepted = cast("TextKey", question.key).accepted
            answers[f"q.{name}"] = [accepted[0]]
            assert f" {accepted[0]} " not in paper.text
    player.post(f"{address}/submit", answers)
    assert "100.00 %" in player.get(address).text
