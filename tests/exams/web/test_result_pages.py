"""Result pages: subjects and what to read, the composite, and a pass shown to others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from exams.service import regrades
from exams.service.proposals import Wish, propose
from tests.exams.regrading import LEE, MAX
from tests.exams.web.site import PLAYER, RIGHT, WRONG, Browser, make_site, read

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

SUBJECTS = """---
title: "Subjects"
type: test
competencies:
  - {{id: run, title: "Running it", study: ["https://docs.example.org/run/"]}}
  - {{id: build, title: "Building it", study: ["https://docs.example.org/build/"]}}
questions:
{questions}
---
"""


def subjects() -> str:
    questions = [
        f"""\
  - id: {name}{number}
    text: "Question {number} about {name}?"
    type: single-answer
    competency: {name}
    options:
      - {{id: a, text: "This {number}", isCorrect: true}}
      - {{id: b, text: "That {number}"}}
      - {{id: c, text: "Else {number}"}}"""
        for name in ("run", "build")
        for number in range(3)
    ]
    return SUBJECTS.format(questions="\n".join(questions))


def test_a_result_says_how_each_subject_went_and_what_to_read(
    database: Database, clock: ManualClock
) -> None:
    app, _ = make_site(database, clock, read(subjects(), exam="subjects"), facts=[])
    player = Browser(app, PLAYER)
    address = player.start("subjects")
    player.post(f"{address}/submit", {f"q.run{number}": "a" for number in range(3)})
    page = player.get(address)
    assert "Running it 3 ●●● Strong" in page.text
    assert "Building it 3 ●○○ Needs work Read: docs.example.org/build" in page.text
    assert "docs.example.org/run" not in page.text


@pytest.mark.parametrize(
    "hostile", ["javascript:alert(1)", "data:text/html,x", "//docs.example.net", "/elsewhere"]
)
def test_what_is_no_address_of_the_web_is_no_link_to_read(
    database: Database, clock: ManualClock, hostile: str
) -> None:
    bank = read(subjects().replace("https://docs.example.org/build/", hostile), exam="subjects")
    app, _ = make_site(database, clock, bank, facts=[])
    player = Browser(app, PLAYER)
    address = player.start("subjects")
    player.post(f"{address}/submit", {f"q.run{number}": "a" for number in range(3)})
    page = player.get(address)
    assert "Building it 3 ●○○ Needs work" in page.text
    assert hostile not in page.html
    assert "Read:" not in page.text


def test_a_pass_gets_a_page_for_anybody_and_loses_it_again(
    player: Browser, anybody: Browser
) -> None:
    address = player.start()
    player.post(f"{address}/submit", dict(RIGHT))
    public = f"/results/{address.rpartition('/')[2]}"
    assert anybody.get(public).status == 404
    assert player.post(f"{address}/publish", {"shown": "yes"}).location == address
    assert player.get(address).links["its own page"] == public
    page = anybody.get(public)
    assert (page.status, page.headings) == (200, ["Meshery CLI"])
    assert "✓ Passed by octocat" in page.text
    assert "7/7 marks, 100.00 %" in page.text
    player.post(f"{address}/publish", {"shown": "no"})
    assert anybody.get(public).status == 404


def test_a_failure_has_no_such_button_and_no_such_page(
    player: Browser, other: Browser, anybody: Browser
) -> None:
    address = player.start()
    player.post(f"{address}/submit", dict(WRONG))
    assert "Who can see this" not in player.get(address).text
    assert player.post(f"{address}/publish", {"shown": "yes"}).status == 409
    assert other.post(f"{address}/publish", {"shown": "yes"}).status == 404
    assert anybody.post(f"{address}/publish", {"shown": "yes"}).status in (302, 303)
    assert anybody.get(f"/results/{address.rpartition('/')[2]}").status == 404


def test_the_composite_stands_among_the_exams_when_all_are_passed(player: Browser) -> None:
    assert "Composite" not in player.get("/exams").text
    address = player.start()
    player.post(f"{address}/submit", dict(RIGHT))
    assert "Composite: 100.00 %" in player.get("/exams").text


def test_what_an_exam_builds_on_is_said_before_it_can_be_started(
    database: Database, clock: ManualClock
) -> None:
    text = subjects().replace("type: test", 'type: test\nrequires: ["cmc"]')
    app, _ = make_site(database, clock, read(text, exam="subjects"), facts=[])
    player = Browser(app, PLAYER)
    page = player.get("/exams/subjects")
    assert "Not yet" in page.text
    assert "Earn first: cmc" in page.text
    assert "Start the exam" not in page.text
    assert page.links["cmc"] == "/achievements/cmc"
    assert player.post("/exams/subjects/start", {"honest": "yes"}).status == 409


def test_a_changed_result_says_from_what_to_what_and_why(
    database: Database, clock: ManualClock
) -> None:
    app, service = make_site(database, clock, read(subjects(), exam="subjects"), facts=[])
    player = Browser(app, PLAYER)
    address = player.start("subjects")
    player.post(f"{address}/submit", {f"q.run{number}": "a" for number in range(3)})
    assert "has changed" not in player.get(address).text
    with database.writing() as session:
        wish = Wish(question_id="build0", to="void")
        plan = regrades.save_plan(
            session,
            propose(session, service.context.bank("subjects"), wish),
            by=LEE,
            reason="Two answers could be meant.",
            may_lower=False,
            now=clock.now(),
        ).id
        regrades.approve(session, plan, by=MAX, now=clock.now())
        regrades.apply(service.context, session, plan, by=MAX)
    page = player.get(address)
    assert "On 2026-11-24 from 6/12 to 6/10 marks. Two answers could be meant." in page.text
    # The subject with a question less is told together with the other, so none is told.
    assert "Building it" not in page.text
