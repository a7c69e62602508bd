"""The receipt on the result page, its own page, and its JSON."""

from __future__ import annotations

import hashlib
import json

from sqlmodel import select

from exams.store import AnswerRow
from recognition.kernel.store import Database
from tests.exams.web.site import RIGHT, Browser


def test_the_result_leads_to_a_receipt_that_holds(player: Browser) -> None:
    address = player.start()
    result = player.get(player.post(f"{address}/submit", RIGHT).location)
    ((code, link),) = [(t, a) for t, a in result.links.items() if a.endswith("/receipt")]
    page = player.get(link)
    assert page.headings == ["Your receipt"]
    assert "✓ Genuine" in page.text
    assert f"Receipt {code}" in page.text
    assert "Handed in 2026-11-24, 09:00 UTC" in page.text
    assert "Answers 3 of 3, kept in 1 save" in page.text
    assert player.get(player.post(f"{address}/submit").location).links[code] == link


def test_its_json_has_the_answers_and_their_digest(player: Browser) -> None:
    address = player.start()
    player.post(f"{address}/submit", {"q.one": "b", "q.two": ["", "c"]})
    told = json.loads(player.get(f"{address}/receipt.json").html)
    assert told["answers"] == {"one": ["b"], "two": ["c"]}
    text = json.dumps(told["answers"], sort_keys=True, separators=(",", ":"))
    assert told["answersSha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert (told["genuine"], told["expired"], told["questions"]) == (True, False, 3)
    assert told["submittedAt"] == "2026-11-24T09:00:00+00:00"


def test_an_open_attempt_has_none(player: Browser) -> None:
    address = player.start()
    page = player.get(f"{address}/receipt")
    assert page.status == 409
    assert "once it is handed in" in page.text


def test_another_persons_receipt_is_not_there(
    player: Browser, other: Browser, anybody: Browser
) -> None:
    address = player.start()
    player.post(f"{address}/submit", RIGHT)
    for name in ("receipt", "receipt.json"):
        assert other.get(f"{address}/{name}").status == 404
        assert anybody.get(f"{address}/{name}").status == 302


def test_answers_that_were_changed_afterwards_show(player: Browser, database: Database) -> None:
    address = player.start()
    player.post(f"{address}/submit", RIGHT)
    with database.writing() as session:
        session.exec(select(AnswerRow).where(AnswerRow.question_id == "one")).one().response = [
            "b"
        ]
    assert "✗ Does not agree" in player.get(f"{address}/receipt").text
