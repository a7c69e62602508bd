"""Trying a rule: who may, what it shows, and that it changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import g, request

from recognition.kernel.ids import UserId
from recognition.kernel.web import Visitor, WebBase
from recognition.kernel.web.base import create_flask, install
from recognition.service.awards import list_awards
from recognition.service.record import record
from recognition.service.rulebook import Rulebook, load_rulebook
from recognition.web import install as install_pages
from tests.recognition.deeds import ANN, LEE, merged
from tests.webhooks.told import Told
from webhooks.github.errors import ServerError
from webhooks.web import console_blueprint
from webhooks.web.login import login_blueprint
from webhooks.web.maintainers import Maintainers

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

STEADY = "id: steady\nname: Steady\non: pr.merged\ntiers: {bronze: 2, silver: 4}\n"
PAGE = "/console/rules/try"


@dataclass(kw_only=True)
class Console:
    client: FlaskClient
    github: Told
    database: Database
    rulebook: Rulebook

    def sign_in(self, visitor: Visitor) -> None:
        self.client.set_cookie("who", f"{visitor.id}:{visitor.login}")

    def tried(self, text: str) -> str:
        answer = self.client.post(PAGE, data={"file": text})
        assert answer.status_code == 200, answer.text
        return answer.text


@pytest.fixture
def console(database: Database, clock: ManualClock, tmp_path: Path) -> Console:
    (tmp_path / "steady").mkdir()
    (tmp_path / "steady" / "badge.yml").write_text(STEADY, encoding="utf-8")
    rulebook = load_rulebook(tmp_path, owner="meshery")
    with database.writing() as session:
        facts = [merged(number, at=clock.now()) for number in (1, 2, 3)]
        record(session, facts, catalog=rulebook.catalog, now=clock.now())
    app = create_flask("console")
    base = WebBase(database=database, clock=clock, public_url="https://recognition.example")

    @app.before_request
    def trust_the_cookie() -> None:
        who, _, login = request.cookies.get("who", "").partition(":")
        if who:
            g.visitor = Visitor(id=UserId(int(who)), login=login)

    install(app, base, secret_key="0123456789abcdef")
    install_pages(app, rulebook)
    github = Told(maintainers=(LEE.id,))
    app.register_blueprint(login_blueprint(None))
    maintainers = Maintainers(github=github, team="meshery/maintainers")
    app.register_blueprint(console_blueprint(rulebook, maintainers))
    return Console(client=app.test_client(), github=github, database=database, rulebook=rulebook)


@pytest.fixture
def maintainer(console: Console) -> Console:
    console.sign_in(Visitor(id=LEE.id, login=LEE.login))
    return console


def test_strangers_are_sent_to_the_sign_in(console: Console) -> None:
    answer = console.client.get(PAGE)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/login")


def test_contributors_may_not(console: Console) -> None:
    console.sign_in(Visitor(id=ANN.id, login=ANN.login))
    assert console.client.get(PAGE).status_code == 403
    assert console.client.post(PAGE, data={"file": STEADY}).status_code == 403


def test_nobody_may_while_github_does_not_tell_who_is_a_maintainer(maintainer: Console) -> None:
    maintainer.github.trouble = ServerError("GET /orgs: 502")
    answer = maintainer.client.get(PAGE)
    assert answer.status_code == 422
    assert "Retry in a minute" in answer.text
    assert "Try a rule" not in answer.text


def test_the_form_begins_with_a_badge_as_it_is_written(maintainer: Console) -> None:
    page = maintainer.client.get(f"{PAGE}?badge=steady").text
    assert "tiers: {bronze: 2, silver: 4}" in page


def test_it_names_who_would_gain_and_changes_nothing(maintainer: Console) -> None:
    page = maintainer.tried(STEADY.replace("silver: 4", "silver: 3"))
    assert "1 award gained" in page
    assert f'<a href="/u/{ANN.login}">{ANN.login}</a>' in page
    with maintainer.database.reading() as session:
        assert [row["tier"] for row in list_awards(session)] == ["bronze"]


def test_the_text_that_was_typed_stays_in_the_form(maintainer: Console) -> None:
    text = STEADY.replace("silver: 4", "silver: 3")
    page = maintainer.tried(text.replace("\n", "\r\n"))
    assert "tiers: {bronze: 2, silver: 3}" in page


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (STEADY.replace("tiers", "tier"), "did you mean &#39;tiers&#39;?"),
        ("id: [", "not valid YAML"),
        ("", "a badge file"),
        ("id: '../../etc'\nname: X\non: pr.merged\nfirst: true\n", "must be lower-case letters"),
        ("name: <script>alert(1)</script>\n", "is missing"),
    ],
)
def test_a_file_with_mistakes_says_what_is_wrong(
    maintainer: Console, text: str, words: str
) -> None:
    page = maintainer.tried(text)
    assert words in page
    assert "<script>alert" not in page
    assert "gained" not in page


def test_a_huge_file_is_refused(maintainer: Console) -> None:
    assert maintainer.client.post(PAGE, data={"file": "#" * 20_001}).status_code == 422
