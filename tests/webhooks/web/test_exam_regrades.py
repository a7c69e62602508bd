"""The console's regrades: who may, what the pages show, and that it takes two to change a mark."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from flask import g, request

from exams.regrading import PlanState
from recognition.kernel.ids import UserId
from recognition.kernel.web import Visitor, WebBase
from recognition.kernel.web.base import create_flask, install
from tests.exams.regrading import LEE, MAX, Regrading
from tests.exams.sittings import ANN, EXAM
from tests.webhooks.told import Told
from webhooks.web import exam_appeals_blueprint, exam_regrades_blueprint
from webhooks.web.login import login_blueprint
from webhooks.web.maintainers import Maintainers

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from recognition.facts import Actor
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

PAGE = "/console/exams/regrades"
FORM = {"exam": EXAM, "question": "q1", "to": "newest", "reason": "The key was wrong."}


@dataclass(kw_only=True)
class Console:
    app: Flask
    client: FlaskClient
    regrading: Regrading
    woken: list[bool]

    def sign_in(self, who: Actor) -> None:
        self.client.set_cookie("who", f"{who.id}:{who.login}")

    def text(self, address: str = PAGE, *, status: int = 200) -> str:
        answer = self.client.get(address)
        assert answer.status_code == status, answer.text
        return readable(answer.text)

    def plan(self, **form: str) -> str:
        """Make a plan, and give the address of its page."""
        answer = self.client.post(PAGE, data={**FORM, **form})
        assert answer.status_code == 303, readable(answer.text)
        return answer.headers["Location"]

    def step(self, address: str, step: str, *, status: int = 303, **form: str) -> str:
        answer = self.client.post(address, data={"step": step, **form})
        assert answer.status_code == status, readable(answer.text)
        return readable(answer.text)


def readable(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def make_console(database: Database, clock: ManualClock) -> Console:
    regrading, woken = Regrading(database=database, clock=clock), list[bool]()
    app = create_flask("console")

    @app.before_request
    def trust_the_cookie() -> None:
        who, _, login = request.cookies.get("who", "").partition(":")
        if who:
            g.visitor = Visitor(id=UserId(int(who)), login=login)

    base = WebBase(database=database, clock=clock, public_url="https://recognition.example")
    install(app, base, secret_key="0123456789abcdef")
    app.register_blueprint(login_blueprint(None))
    github = Told(maintainers=(LEE.id, MAX.id))
    maintainers = Maintainers(github=github, team="meshery/maintainers")
    app.register_blueprint(exam_appeals_blueprint(maintainers))
    app.register_blueprint(
        exam_regrades_blueprint(
            regrading.new.service, maintainers, wake=lambda: woken.append(True)
        )
    )
    return Console(app=app, client=app.test_client(), regrading=regrading, woken=woken)


@pytest.fixture
def console(database: Database, clock: ManualClock) -> Console:
    console = make_console(database, clock)
    console.sign_in(LEE)
    return console


def test_only_maintainers_see_and_do_anything(console: Console) -> None:
    console.regrading.sit("b", wrong=1)
    plan = console.plan()
    console.client.delete_cookie("who")
    assert console.client.get(PAGE).status_code == 302
    console.client.set_cookie("who", f"{ANN}:ann")
    for address in (PAGE, plan):
        assert console.client.get(address).status_code == 403
        assert console.client.post(address, data={**FORM, "step": "approve"}).status_code == 403


def test_the_page_tells_of_older_keys_and_leads_to_a_plan(console: Console) -> None:
    assert "older key" not in console.text()
    console.regrading.sit("b", wrong=1)
    console.regrading.sit("c", person=102)
    page = console.client.get(PAGE).text
    assert "Question q1: 2 attempts were graded by an older key." in readable(page)
    (link,) = re.findall(r'href="([^"]*question=q1[^"]*)"', page)
    assert 'name="question" value="q1"' in console.client.get(unescape(link)).text


def test_a_plan_goes_through_two_hands(console: Console) -> None:
    attempt = console.regrading.sit("b", wrong=1)
    console.regrading.sit("a", wrong=1, person=102)
    plan = console.plan()
    page = console.text(plan)
    assert "1 × pass gained" in page
    assert "1 × kept as it is" in page
    assert f"{attempt} 4/8, failed 6/8, passed pass gained" in page
    assert "You made this plan. Another maintainer has to approve it." in page
    assert "another person" in console.step(plan, "approve", status=403)
    assert "another person has to approve" in console.step(plan, "apply", status=409)
    console.sign_in(MAX)
    console.step(plan, "approve")
    assert "approved by max" in console.text(plan)
    assert console.regrading.marks(attempt) == "4/8"
    console.woken.clear()
    console.step(plan, "apply")
    assert console.woken == [True]
    assert console.regrading.marks(attempt) == "6/8"
    assert "Applied. Made by lee" in console.text(plan)
    assert "The key was wrong." in console.text()


def test_leave_to_lower_is_said_aloud_and_confirmed(console: Console) -> None:
    console.regrading.sit("a", wrong=1)
    plan = console.plan(may_lower="yes")
    console.sign_in(MAX)
    page = console.text(plan)
    assert "This plan may lower results, passes included." in page
    assert "1 × pass lost" in page
    assert "confirm that too" in console.step(plan, "approve", status=422)
    console.step(plan, "approve", may_lower="yes")
    assert console.regrading.state(plan.rpartition("/")[2]) == PlanState.APPROVED


def test_a_plan_can_be_dropped(console: Console) -> None:
    console.regrading.sit("b", wrong=1)
    plan = console.plan()
    console.step(plan, "drop")
    page = console.text(plan)
    assert "Dropped." in page
    assert "Apply" not in page
    assert "approved, applied or dropped" in console.step(plan, "keep", status=422)
    assert console.client.get(f"{PAGE}/nothing").status_code == 404
    assert console.client.post(f"{PAGE}/nothing", data={"step": "drop"}).status_code == 404


def test_all_mended_questions_can_be_planned_at_once(console: Console) -> None:
    console.regrading.sit("b", wrong=1)
    assert "All questions of this exam whose keys were mended" in console.text(
        f"{PAGE}?exam={EXAM}&all=yes"
    )
    assert "counts by version" in console.text(console.plan(all="yes", question=""))


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({"question": "q9"}, 404, "No attempt at meshery-demo was served such a question."),
        ({"exam": "chess"}, 404, "There is no such exam."),
        ({"to": "better"}, 422, "A question can count as newest, void"),
        ({"to": "disregard", "option": "z"}, 422, "no option z"),
        ({"reason": " "}, 422, "Say why"),
        ({"to": "by-key"}, 422, "No attempt would be reached"),
    ],
)
def test_what_cannot_be_planned_is_said_and_the_form_kept(
    console: Console, form: dict[str, str], status: int, words: str
) -> None:
    console.regrading.sit("b")
    answer = console.client.post(PAGE, data={**FORM, "reason": "Because of this.", **form})
    assert answer.status_code == status
    assert words in readable(answer.text)
    if "reason" not in form:
        assert "Because of this." in answer.text


def test_the_pages_name_no_candidate_and_no_key(console: Console) -> None:
    console.regrading.sit("b", wrong=1)
    plan = console.plan()
    for address in (PAGE, plan):
        page: Any = console.client.get(address)
        assert page.headers["Cache-Control"] == "no-store"
        assert not re.search(r"\bann\b", page.text)
        assert "isCorrect" not in page.text
        assert '"correct"' not in page.text
