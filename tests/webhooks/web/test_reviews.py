"""The pages of the review queue: who may, what they show, and what they never do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask, g, request

import exams.web
from recognition.kernel.ids import UserId
from recognition.kernel.web import Visitor, WebBase
from recognition.kernel.web.base import create_flask, install
from recognition.service.rulebook import load_rulebook
from tests.exams.graders import ESSAY_TEXT, KIM, LEE, MAX, Graded, graded
from tests.exams.sittings import ANN
from tests.webhooks.told import Told
from webhooks.web import reviews_blueprint
from webhooks.web.login import login_blueprint
from webhooks.web.maintainers import Maintainers

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from recognition.facts import Actor
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

PAGE = "/console/reviews"
DOMAINS = "domains:\n  - {id: demo, name: Demo, team: meshery/demo-maintainers}\n"


@dataclass(kw_only=True)
class ByTeam(Told):
    """A GitHub on which KIM looks after the demo domain, and LEE after everything else."""

    def is_member(self, team: str, *, actor_id: int, login: str) -> bool:
        del login
        teams = {"meshery/maintainers": (LEE.id, KIM.id), "meshery/demo-maintainers": (KIM.id,)}
        return actor_id in teams[team]


@dataclass(kw_only=True)
class Console:
    app: Flask
    client: FlaskClient
    exams: Graded
    woken: int = 0

    def wake(self) -> None:
        self.woken += 1

    def sign_in(self, who: Actor) -> None:
        self.client.set_cookie("who", f"{who.id}:{who.login}")

    def claim(self, task: str) -> TestResponse:
        return self.client.post(f"{PAGE}/{task}/claim")


def make_console(
    database: Database, clock: ManualClock, folder: Path, *, domains: str = ""
) -> Console:
    if domains:
        (folder / "domains.yml").write_text(domains, encoding="utf-8")
    rulebook = load_rulebook(folder, owner="meshery")
    sittings = graded(database, clock)
    app = create_flask("console")

    @app.before_request
    def trust_the_cookie() -> None:
        who, _, login = request.cookies.get("who", "").partition(":")
        if who:
            g.visitor = Visitor(id=UserId(int(who)), login=login)

    base = WebBase(database=database, clock=clock, public_url="https://recognition.example")
    install(app, base, secret_key="0123456789abcdef")
    exams.web.install(app, sittings.service)
    app.register_blueprint(login_blueprint(None))
    github = ByTeam() if domains else Told(maintainers=(LEE.id, KIM.id, MAX.id))
    maintainers = Maintainers(github=github, team="meshery/maintainers")
    console = Console(app=app, client=app.test_client(), exams=sittings)
    app.register_blueprint(
        reviews_blueprint(sittings.service, rulebook, maintainers, wake=console.wake)
    )
    return console


@pytest.fixture
def console(database: Database, clock: ManualClock, tmp_path: Path) -> Console:
    made = make_console(database, clock, tmp_path)
    made.sign_in(LEE)
    return made


def test_strangers_sign_in_and_contributors_may_not(console: Console) -> None:
    console.exams.hand_in(right=True)
    task = console.exams.task()
    console.client.delete_cookie("who")
    pages = ((PAGE, "get"), (f"{PAGE}/{task}", "get"), (f"{PAGE}/{task}", "post"))
    forms = ((f"{PAGE}/{task}/claim", "post"), (f"{PAGE}/{task}/release", "post"))
    for path, method in (*pages, *forms):
        assert getattr(console.client, method)(path).status_code == 302
    console.client.set_cookie("who", "555:bob")
    for path, method in (*pages, *forms):
        assert getattr(console.client, method)(path).status_code == 403


def test_an_empty_queue_says_so(console: Console) -> None:
    page = console.client.get(PAGE)
    assert "Nothing waits for you." in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_the_queue_tells_nothing_of_the_answer_or_the_candidate(console: Console) -> None:
    attempt = console.exams.hand_in(right=True, nearly=True)
    text = console.client.get(PAGE).text
    assert "an essay" in text
    assert "nearly an accepted answer" in text
    assert all(word not in text for word in (ESSAY_TEXT, attempt, str(ANN), ">ann<"))


def test_an_answer_is_shown_to_who_took_it_up_and_the_question_to_others(
    console: Console,
) -> None:
    attempt = console.exams.hand_in(right=True)
    task = console.exams.task()
    before = console.client.get(f"{PAGE}/{task}").text
    assert "Why do people register models?" in before
    assert ESSAY_TEXT not in before
    assert "So that designs" not in before
    assert console.claim(task).location == f"{PAGE}/{task}"
    page = console.client.get(f"{PAGE}/{task}")
    assert ESSAY_TEXT in page.text
    assert "So that designs can be made" in page.text
    assert "Says what a registered model is for" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert all(word not in page.text for word in (attempt, str(ANN), ">ann<"))


def test_two_graders_make_an_attempt_final(console: Console) -> None:
    attempt = console.exams.hand_in(right=True)
    task = console.exams.task()
    for grader in (LEE, KIM):
        console.sign_in(grader)
        console.claim(task)
        form = {"points.why": "3", "points.how": "1", "comment": "clear"}
        answer = console.client.post(f"{PAGE}/{task}", data=form)
        assert (answer.status_code, answer.location) == (303, PAGE)
        assert console.woken == (grader is KIM)
    assert console.exams.row(attempt).passed is True
    assert "Nothing waits for you." in console.client.get(PAGE).text
    assert console.client.get(f"{PAGE}/{task}").status_code == 404


def test_a_grader_does_not_see_what_another_gave(console: Console) -> None:
    console.exams.hand_in(right=True)
    task = console.exams.task()
    console.exams.mark(task, LEE, why="2.25", how="0.75")
    console.sign_in(KIM)
    console.claim(task)
    text = console.client.get(f"{PAGE}/{task}").text
    assert all(word not in text for word in ("9/4", "2.25", "3/4", "0.75", "lee"))


def test_points_that_cannot_be_are_shown_again_with_the_reason(console: Console) -> None:
    console.exams.hand_in(right=True)
    task = console.exams.task()
    console.claim(task)
    form = {"points.why": "99", "points.how": "1", "comment": "<b>kept</b>"}
    page = console.client.post(f"{PAGE}/{task}", data=form)
    assert page.status_code == 422
    assert "give a number from 0 to 3." in page.text
    assert 'value="99"' in page.text
    assert "&lt;b&gt;kept&lt;/b&gt;" in page.text
    assert console.exams.queue(LEE)[0].graders == 0


def test_an_answer_that_another_has_is_not_given(console: Console) -> None:
    console.exams.hand_in(right=True)
    task = console.exams.task()
    console.exams.claim(task, KIM)
    assert "somebody looks at it" in console.client.get(PAGE).text
    assert console.claim(task).status_code == 409
    answer = console.client.post(f"{PAGE}/{task}", data={"points.why": "3", "points.how": "1"})
    assert answer.status_code == 409


def test_what_is_put_back_is_free_again(console: Console) -> None:
    console.exams.hand_in(right=True)
    task = console.exams.task()
    console.claim(task)
    assert "Go on" in console.client.get(PAGE).text
    assert console.client.post(f"{PAGE}/{task}/release").location == PAGE
    assert [one.is_held for one in console.exams.queue(KIM)] == [False]


def test_only_who_looks_after_the_domain_sees_its_keys(
    database: Database, clock: ManualClock, tmp_path: Path
) -> None:
    console = make_console(database, clock, tmp_path, domains=DOMAINS)
    console.exams.hand_in(right=True)
    task = console.exams.task()
    console.sign_in(LEE)
    assert console.client.get(PAGE).status_code == 200
    assert console.claim(task).status_code == 403
    assert console.client.get(f"{PAGE}/{task}").status_code == 403
    console.sign_in(KIM)
    assert console.claim(task).status_code == 303


def test_hostile_answers_are_shown_as_they_were_typed(console: Console) -> None:
    hostile = "<script>alert(1)</script>\n</code></pre>@octocat"
    attempt = console.exams.start().id
    console.exams.submit(attempt, {"essay": hostile})
    task = console.exams.task()
    console.claim(task)
    text = console.client.get(f"{PAGE}/{task}").text
    assert "<script>alert" not in text
    assert "&lt;/code&gt;&lt;/pre&gt;@octocat" in text


def test_how_far_graders_agree_stands_below_the_queue(console: Console) -> None:
    console.exams.hand_in(right=True)
    console.exams.mark(console.exams.task(), LEE, why="3", how="1")
    console.exams.mark(console.exams.task(), KIM, why="3", how="1")
    text = console.client.get(PAGE).text
    assert "<td>2</td><td>withheld below 30</td>" in text


def test_the_candidate_reads_how_many_answers_wait(console: Console) -> None:
    attempt = console.exams.hand_in(right=True, nearly=True)
    console.client.set_cookie("who", f"{ANN}:ann")
    text = console.client.get(f"/attempts/{attempt}").text
    assert "2 answers still to be looked at" in text
    assert "In review" in text
