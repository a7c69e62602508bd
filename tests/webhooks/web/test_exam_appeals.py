"""The console's objections: blind, answered once, and leading to a regrade where one is due."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from exams.records import item_rows
from exams.service import appeals
from tests.exams.regrading import LEE, MAX
from tests.exams.sittings import ANN
from tests.webhooks.web.test_exam_regrades import FORM, Console, make_console, readable
from tests.webhooks.web.test_exam_regrades import PAGE as REGRADES

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

PAGE = "/console/exams/appeals"


@pytest.fixture
def console(database: Database, clock: ManualClock) -> Console:
    console = make_console(database, clock)
    console.sign_in(LEE)
    return console


def objection(console: Console, *, about: str = "q1", text: str = "b is <right>, too.") -> str:
    """Have somebody object, and give the address of the page about it."""
    attempt = console.regrading.sit("b", wrong=1)
    with console.regrading.database.writing() as session:
        places = {item.question_id: item.position for item in item_rows(session, attempt)}
        console.regrading.old.service.object_to(
            session, attempt, ANN, number=places.get(about), text=text
        )
        (row,) = appeals.queue(session, is_open=True)
    return f"{PAGE}/{row.id}"


def test_only_maintainers_read_and_answer_objections(console: Console) -> None:
    address = objection(console)
    console.client.delete_cookie("who")
    assert console.client.get(PAGE).status_code == 302
    console.client.set_cookie("who", f"{ANN}:ann")
    for path in (PAGE, address):
        assert console.client.get(path).status_code == 403
    for path in (address, f"{address}/candidate"):
        assert console.client.post(path, data={"decision": "upheld"}).status_code == 403


def test_who_wrote_it_is_shown_on_purpose_only(console: Console) -> None:
    address = objection(console)
    for path in (PAGE, address):
        assert not re.search(r"\bann\b", console.text(path))
    answer = console.client.post(f"{address}/candidate")
    assert "by ann" in readable(answer.text)


def test_the_page_shows_what_was_asked_answered_and_said(console: Console) -> None:
    address = objection(console)
    page = console.text(address)
    assert "What is q1?" in page
    assert "b is <right>, too." in page
    assert "0/2 marks earned" in page
    assert "What was answered b of q1" in page
    assert "<right>" not in console.client.get(address).text


def test_an_objection_to_the_whole_result_shows_its_marks(console: Console) -> None:
    page = console.text(objection(console, about="everything"))
    assert "the whole result; 4/8 marks earned" in page
    assert "What was asked" not in page


def test_it_is_answered_once_and_with_words(console: Console) -> None:
    address = objection(console)
    form = {"decision": "declined", "words": "The question means one thing only."}
    refused = console.client.post(address, data={**form, "decision": "perhaps"})
    assert (refused.status_code, form["words"] in refused.text) == (422, True)
    assert console.client.post(address, data={**form, "words": " "}).status_code == 422
    assert console.client.post(address, data=form).status_code == 303
    page = console.text(address)
    assert "Declined by lee" in page
    assert "Plan a regrade" not in page
    assert console.client.post(address, data=form).status_code == 409
    assert "declined by lee" in console.text(PAGE)
    assert console.client.get(f"{PAGE}/nothing").status_code == 404
    assert console.client.post(f"{PAGE}/nothing", data=form).status_code == 404


def test_an_upheld_objection_leads_to_a_regrade_of_its_question(console: Console) -> None:
    address = objection(console)
    console.client.post(address, data={"decision": "upheld", "words": "Yes."})
    page = console.client.get(address).text
    (link,) = re.findall(r'href="([^"]*/regrades\?[^"]*)"', page)
    form = console.client.get(unescape(link)).text
    assert 'name="question" value="q1"' in form
    (appeal,) = re.findall(r'name="appeal" value="([^"]*)"', form)
    plan = console.plan(appeal=appeal)
    assert f'href="{plan}"' in console.client.get(address).text
    console.sign_in(MAX)
    console.step(plan, "approve")
    console.step(plan, "apply")


def test_a_plan_from_an_objection_that_is_not_there_is_not_made(console: Console) -> None:
    console.regrading.sit("b", wrong=1)
    answer = console.client.post(REGRADES, data={**FORM, "appeal": "nothing"})
    assert answer.status_code == 404
    assert "None yet." in console.text(REGRADES)
