"""No answer to a candidate holds a key, and the browser that checks this would notice one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, Response

import exams
from exams.bank import Question
from exams.library import load_banks
from exams.questions.performance import TaskKey
from exams.questions.short_answer import TextKey
from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from tests.exams.web.site import MARKER, PLAYER, Browser, make_site
from webhooks.demo.answers import right_answers

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
    names = {str(a["name"]) for _, a in paper.tags if str(a.get("name")).startswith("q.")}
    served = [bank.by_id()[name] for name in {name.split(".")[1] for name in names}]
    assert len(served) == 25
    for question in served:
        for secret in secrets(question):
            assert secret not in paper.text, question.id
    player.post(f"{address}/submit", right_answers(bank, names))
    result = player.get(address).text
    assert "100.00 %" in result
    assert not any(question.explanation in result for question in served)


def secrets(question: Question) -> Iterator[str]:
    """What only somebody who knows the key could have written on the page."""
    yield question.explanation
    if isinstance(question.key, TextKey):
        yield f" {question.key.accepted[0]} "
    elif isinstance(question.key, TaskKey):
        lines = question.key.model.split("\n")
        yield from (
            line for line in lines if len(line) > LONG and line not in question.public.starter
        )


LONG = 60
"""Shorter lines of code may be told by the task."""
