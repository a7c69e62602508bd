"""Giving extra time: who may, to whom, and who gets to see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from flask import g, request
from sqlmodel import select

from exams.service import ExamService
from exams.service.accommodations import percents
from exams.store import AccommodationRow
from recognition.facts import Actor
from recognition.kernel.ids import UserId
from recognition.kernel.web import Visitor, WebBase
from recognition.kernel.web.base import create_flask, install
from recognition.store import AccountRow
from tests.exams.factories import a_bank, some_banks
from tests.exams.sittings import EXAM
from tests.webhooks.told import Told
from webhooks.github.errors import ServerError
from webhooks.web import exam_people_blueprint
from webhooks.web.login import login_blueprint
from webhooks.web.maintainers import Maintainers

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

PAGE = "/console/exams/people"
LEE = Visitor(id=UserId(7), login="lee")
KIM = Visitor(id=UserId(8), login="kim")
ANN = Visitor(id=UserId(101), login="ann")


@dataclass(kw_only=True)
class Console:
    client: FlaskClient
    database: Database
    github: Told = field(default_factory=lambda: Told(maintainers=(LEE.id, KIM.id)))

    def sign_in(self, visitor: Visitor) -> None:
        self.client.set_cookie("who", f"{visitor.id}:{visitor.login}")

    def give(self, login: str = "ann", percent: str = "150", exam: str = "") -> tuple[int, str]:
        form = {"login": login, "percent": percent, "exam": exam}
        answer = self.client.post(PAGE, data=form)
        return answer.status_code, answer.text

    def time_of(self, person: UserId, exam: str = EXAM) -> int:
        with self.database.reading() as session:
            return percents(session, person).get(exam)


@pytest.fixture
def console(database: Database, clock: ManualClock) -> Console:
    with database.writing() as session:
        session.add(AccountRow(id=ANN.id, login=ANN.login, seen_at=clock.now()))
    bank = a_bank(time_limit=timedelta(minutes=30))
    service = ExamService(
        banks=some_banks(bank), clock=clock, secret=b"secret", on_passed=lambda _s, _f: None
    )
    app = create_flask("console")

    @app.before_request
    def trust_the_cookie() -> None:
        who, _, login = request.cookies.get("who", "").partition(":")
        if who:
            g.visitor = Visitor(id=UserId(int(who)), login=login)

    base = WebBase(database=database, clock=clock, public_url="https://recognition.example")
    install(app, base, secret_key="0123456789abcdef")
    app.register_blueprint(login_blueprint(None))
    console = Console(client=app.test_client(), database=database)
    maintainers = Maintainers(github=console.github, team="meshery/maintainers")
    app.register_blueprint(exam_people_blueprint(service, maintainers))
    return console


@pytest.fixture
def maintainer(console: Console) -> Console:
    console.sign_in(LEE)
    return console


def test_strangers_sign_in_and_contributors_may_not(console: Console) -> None:
    assert console.client.get(PAGE).status_code == 302
    assert console.client.post(PAGE).status_code == 302
    console.sign_in(ANN)
    assert console.client.get(PAGE).status_code == 403
    assert console.give("kim")[0] == 403
    assert console.time_of(KIM.id) == 100


def test_a_maintainer_gives_time_and_takes_it_back(maintainer: Console) -> None:
    assert "Nothing yet" in maintainer.client.get(PAGE).text
    assert maintainer.give("@Ann")[0] == 303
    assert maintainer.time_of(ANN.id) == 150
    page = maintainer.client.get(PAGE)
    assert page.headers["Cache-Control"] == "no-store"
    assert '<th scope="row">ann</th>' in page.text
    assert "All exams" in page.text
    answer = maintainer.client.post(PAGE, data={"take_back": str(ANN.id), "exam": ""})
    assert answer.status_code == 303
    assert maintainer.time_of(ANN.id) == 100


def test_another_maintainer_does_not_see_it(maintainer: Console) -> None:
    maintainer.give()
    maintainer.sign_in(KIM)
    assert "Nothing yet" in maintainer.client.get(PAGE).text


def test_time_for_one_exam_is_for_that_one(maintainer: Console) -> None:
    maintainer.give(exam=EXAM)
    assert (maintainer.time_of(ANN.id), maintainer.time_of(ANN.id, "another")) == (150, 100)


def test_who_was_never_seen_is_asked_for_at_github(maintainer: Console) -> None:
    maintainer.github.people["max"] = Actor(id=UserId(55), login="max")
    assert maintainer.give("max")[0] == 303
    assert maintainer.time_of(UserId(55)) == 150
    assert "account 55" in maintainer.client.get(PAGE).text


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({"login": "nobody", "percent": "150"}, 404, "There is no account @nobody."),
        ({"login": " ", "percent": "150"}, 422, "login: say whose time it is."),
        ({"login": "ann", "percent": "300"}, 422, "125, 150 or 200 percent"),
        ({"login": "ann", "percent": "\u0661\u0665\u0660"}, 422, "125, 150 or 200 percent"),
        ({"login": "ann"}, 422, "125, 150 or 200 percent"),
        ({"login": "ann", "percent": "150", "exam": "none"}, 404, "There is no such exam"),
        ({"login": "<b>", "percent": "150"}, 404, "There is no account @&lt;b&gt;."),
        ({"take_back": "101"}, 404, "no such extra time"),
        ({"take_back": "x"}, 422, "take_back"),
        ({"take_back": "9" * 30}, 422, "take_back"),
    ],
)
def test_what_cannot_be_given_is_said_and_the_form_stays_filled_in(
    maintainer: Console, form: dict[str, str], status: int, words: str
) -> None:
    answer = maintainer.client.post(PAGE, data=form)
    assert (answer.status_code, words in answer.text) == (status, True)
    if form.get("login") == "ann":
        assert 'value="ann"' in answer.text
    with maintainer.database.reading() as session:
        assert not session.exec(select(AccommodationRow)).all()


def test_nobody_gives_time_to_themselves(maintainer: Console) -> None:
    maintainer.github.people["lee"] = Actor(id=LEE.id, login="lee")
    status, text = maintainer.give("lee")
    assert (status, "ask another maintainer" in text) == (403, True)


def test_where_github_does_not_tell_nothing_is_given(maintainer: Console) -> None:
    maintainer.github.trouble = ServerError("no answer")
    assert maintainer.give()[0] == 422
    assert maintainer.time_of(ANN.id) == 100
