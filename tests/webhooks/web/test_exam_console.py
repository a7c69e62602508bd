"""The console's pages about exams: who may, what they show, and where keys may stand."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask, g, request

import exams.web
from exams.library import load_banks
from exams.lint import lint_bank
from recognition.kernel.ids import UserId
from recognition.kernel.web import Visitor, WebBase
from recognition.kernel.web.base import create_flask, install
from recognition.service.rulebook import load_rulebook
from tests.exams.factories import a_bank, several, some_banks
from tests.exams.population import EASY, WRONG_KEY, populated
from tests.exams.sittings import EXAM, Sittings
from tests.recognition.deeds import ANN, LEE
from tests.webhooks.told import Told
from webhooks.demo.answers import right_answer
from webhooks.github.errors import ServerError
from webhooks.web import exam_console_blueprint, signal_console_blueprint
from webhooks.web.login import login_blueprint
from webhooks.web.maintainers import Maintainers

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

PAGE = f"/console/exams/{EXAM}"
BANKS = Path(__file__).parents[3] / "exams" / "banks"
DOMAINS = "domains:\n  - {id: demo, name: Demo, team: meshery/demo-maintainers}\n"


@dataclass(kw_only=True)
class ByTeam(Told):
    """A GitHub on which LEE is a maintainer, and ANN one of the demo domain only."""

    def is_member(self, team: str, *, actor_id: int, login: str) -> bool:
        del login
        if self.trouble is not None:
            raise self.trouble
        return (actor_id, team) in {
            (LEE.id, "meshery/maintainers"),
            (ANN.id, "meshery/demo-maintainers"),
        }


@dataclass(kw_only=True)
class Console:
    app: Flask
    client: FlaskClient
    github: ByTeam
    sittings: Sittings

    def sign_in(self, visitor: Visitor) -> None:
        self.client.set_cookie("who", f"{visitor.id}:{visitor.login}")

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def question(self, name: str) -> str:
        """Give the address of a question's page."""
        with self.sittings.database.reading() as session:
            found = self.sittings.service.statistics(session, EXAM)
        [version] = [
            one.question.version for one in found.questions if one.question.public.id == name
        ]
        return f"{PAGE}/questions/{version}"


def make_console(
    database: Database, clock: ManualClock, folder: Path, *, domains: str = "", people: int = 60
) -> Console:
    if domains:
        (folder / "domains.yml").write_text(domains, encoding="utf-8")
    return console_of(populated(database, clock, people=people), folder)


def console_of(sittings: Sittings, folder: Path) -> Console:
    """Put the console's pages about exams onto a site."""
    database, clock = sittings.database, sittings.clock
    rulebook = load_rulebook(folder, owner="meshery")
    app = create_flask("console")
    base = WebBase(database=database, clock=clock, public_url="https://recognition.example")

    @app.before_request
    def trust_the_cookie() -> None:
        who, _, login = request.cookies.get("who", "").partition(":")
        if who:
            g.visitor = Visitor(id=UserId(int(who)), login=login)

    install(app, base, secret_key="0123456789abcdef")
    exams.web.install(app, sittings.service)
    github = ByTeam()
    app.register_blueprint(login_blueprint(None))
    maintainers = Maintainers(github=github, team="meshery/maintainers")
    app.register_blueprint(exam_console_blueprint(sittings.service, rulebook, maintainers))
    app.register_blueprint(signal_console_blueprint(sittings.service, rulebook, maintainers))
    return Console(app=app, client=app.test_client(), github=github, sittings=sittings)


@pytest.fixture
def console(database: Database, clock: ManualClock, tmp_path: Path) -> Console:
    made = make_console(database, clock, tmp_path)
    made.sign_in(Visitor(id=LEE.id, login=LEE.login))
    return made


def test_the_figures_of_an_exam_its_plots_and_what_wants_a_look_are_on_one_page(
    console: Console,
) -> None:
    page = console.get(PAGE)
    assert page.status_code == 200
    assert "<dd>60</dd>" in page.text
    assert page.text.count('<svg xmlns="http://www.w3.org/2000/svg" class="plot"') == 2
    assert page.text.count("The same as a table") == 2
    assert "negative-discrimination" in page.text
    assert console.question(WRONG_KEY) in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_what_the_linter_finds_stands_beside_the_figures(console: Console) -> None:
    assert "<p>Nothing.</p>" in console.get(PAGE).text
    service, bank = console.sittings.service, a_bank(several("q1", right="abcd"), exam=EXAM)
    service.context = replace(service.context, banks=some_banks(bank))
    text = unescape(console.get(PAGE).text)
    findings = lint_bank(bank)
    assert {finding.code for finding in findings} == {"all-correct", "blind-score"}
    for finding in findings:
        assert f"{finding.message} (line {finding.line})" in text


def test_the_page_of_the_exam_holds_no_option(console: Console) -> None:
    """Its figures may be read over a shoulder; keys have a page of their own."""
    text = console.get(PAGE).text
    assert f"a of {WRONG_KEY}" not in text
    assert "Right" not in text


def test_a_questions_page_shows_who_chose_what_and_what_is_right(console: Console) -> None:
    text = console.get(console.question(WRONG_KEY)).text
    assert f"a of {WRONG_KEY}" in text
    assert "B (right)" in text
    assert "Probably the key is wrong" in text
    assert text.count("<svg") == 2


def test_every_exam_is_listed_with_its_finished_attempts(console: Console) -> None:
    text = console.get("/console/exams").text
    assert f'href="{PAGE}"' in text
    assert "<td>60</td>" in text


def test_the_spreadsheet_has_a_line_for_every_question_and_no_key(console: Console) -> None:
    answer = console.get(f"{PAGE}/questions.csv")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == 16
    assert f" of {EASY}" not in answer.text


def test_what_is_not_there_is_not_found(console: Console) -> None:
    assert console.get("/console/exams/meshery-cooking").status_code == 404
    assert console.get(f"{PAGE}/questions/0123").status_code == 404


@pytest.mark.parametrize("path", ["/console/exams", PAGE, f"{PAGE}/questions.csv"])
def test_only_maintainers_see_figures(console: Console, path: str) -> None:
    console.sign_in(Visitor(id=ANN.id, login=ANN.login))
    answer = console.get(path)
    assert answer.status_code == 403
    assert "figures</h1>" not in answer.text


def test_nobody_else_sees_a_key_and_a_guest_is_sent_to_the_sign_in(console: Console) -> None:
    address = console.question(WRONG_KEY)
    console.sign_in(Visitor(id=ANN.id, login=ANN.login))
    refused = console.get(address)
    assert refused.status_code == 403
    assert f" of {WRONG_KEY}" not in refused.text
    console.client.delete_cookie("who")
    assert console.get(address).status_code == 302


def test_a_maintainer_who_sits_the_exam_sees_no_key_of_it_meanwhile(console: Console) -> None:
    address = console.question(WRONG_KEY)
    attempt = console.sittings.start(LEE.id).id
    refused = console.get(address)
    assert refused.status_code == 403
    assert f" of {WRONG_KEY}" not in refused.text
    console.sittings.submit(attempt, person=LEE.id)
    assert console.get(address).status_code == 200


def test_where_the_domain_has_a_team_keys_are_for_its_members_only(
    database: Database, clock: ManualClock, tmp_path: Path
) -> None:
    console = make_console(database, clock, tmp_path, domains=DOMAINS, people=2)
    address = console.question(console_name(console))
    console.sign_in(Visitor(id=LEE.id, login=LEE.login))
    assert console.get(PAGE).status_code == 200
    assert console.get(address).status_code == 403
    console.sign_in(Visitor(id=ANN.id, login=ANN.login))
    assert console.get(address).status_code == 200


def console_name(console: Console) -> str:
    """Give a question that somebody was served."""
    with console.sittings.database.reading() as session:
        found = console.sittings.service.statistics(session, EXAM)
    return found.questions[0].question.public.id


def test_few_attempts_are_withheld_on_every_page(
    database: Database, clock: ManualClock, tmp_path: Path
) -> None:
    console = make_console(database, clock, tmp_path, people=2)
    console.sign_in(Visitor(id=LEE.id, login=LEE.login))
    page = console.get(PAGE).text
    assert "Scores are withheld" in page
    assert "<svg" not in page
    question = console.get(console.question(console_name(console))).text
    assert "Figures are withheld" in question
    assert "<svg" not in question
    assert " of 33" not in question


def test_where_github_does_not_answer_nothing_is_shown(console: Console) -> None:
    console.github.trouble = ServerError("busy")
    answer = console.get(PAGE)
    assert answer.status_code == 422
    assert "GitHub did not tell" in answer.text


def test_questions_of_every_type_have_a_page_and_only_ticks_are_counted(
    database: Database, clock: ManualClock, tmp_path: Path
) -> None:
    """The shipped exams, sat once each with right answers, as far as a type has any."""
    banks = load_banks([BANKS])
    sittings = Sittings(database=database, clock=clock, banks=banks)
    console = console_of(sittings, tmp_path)
    console.sign_in(Visitor(id=LEE.id, login=LEE.login))
    types = set()
    for exam, bank in banks.banks.items():
        with database.writing() as session:
            attempt = sittings.service.start(
                session, person_id=UserId(5), login="ann", exam=exam, invitation_id=None
            )
            answers = {
                item.question.id: right_answer(bank.by_id()[item.question.id])
                for item in attempt.items
            }
            sittings.service.submit(
                session, attempt_id=attempt.id, person_id=UserId(5), responses=answers
            )
        with database.reading() as session:
            found = sittings.service.statistics(session, exam)
        assert len(found.questions) == bank.questions_per_attempt
        for one in found.questions:
            page = console.get(f"/console/exams/{exam}/questions/{one.question.version}")
            assert page.status_code == 200
            has_ticks = one.question.public.type in ("single-answer", "multiple-answers")
            assert ("Options, in the order of the file" in page.text) is has_ticks
            types.add(one.question.public.type)
    assert len(types) > 5
