"""The console's first page: who sees it, where it leads, what it says waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import Flask, g, request

from exams.store import AppealRow, IntegritySignalRow, ReviewTaskRow
from recognition.kernel.ids import UserId
from recognition.kernel.web import Visitor, WebBase
from recognition.kernel.web.base import create_flask, install
from tests.exams.factories import some_banks
from tests.exams.sittings import Sittings
from tests.webhooks.told import Told
from webhooks.web import console_home_blueprint
from webhooks.web.console_home import DOORS, PAGE
from webhooks.web.login import login_blueprint
from webhooks.web.maintainers import Maintainers

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

LEE = Visitor(id=UserId(7), login="lee")
ANN = Visitor(id=UserId(101), login="ann")


@pytest.fixture
def client(database: Database, clock: ManualClock) -> FlaskClient:
    app: Flask = create_flask("console")

    @app.before_request
    def trust_the_cookie() -> None:
        who, _, login = request.cookies.get("who", "").partition(":")
        if who:
            g.visitor = Visitor(id=UserId(int(who)), login=login)

    base = WebBase(database=database, clock=clock, public_url="https://recognition.example")
    install(app, base, secret_key="0123456789abcdef")
    app.register_blueprint(login_blueprint(None))
    github = Told(maintainers=(LEE.id,))
    app.register_blueprint(
        console_home_blueprint(Maintainers(github=github, team="meshery/maintainers"))
    )
    return app.test_client()


def sign_in(client: FlaskClient, visitor: Visitor) -> None:
    client.set_cookie("who", f"{visitor.id}:{visitor.login}")


def test_only_maintainers_see_it(client: FlaskClient) -> None:
    assert client.get(PAGE).status_code == 302
    sign_in(client, ANN)
    assert client.get(PAGE).status_code == 403
    sign_in(client, LEE)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "waiting" not in page.text
    for door in DOORS:
        assert f'href="{door.address}"' in page.text


def test_it_counts_what_is_open_and_not_what_is_done(
    client: FlaskClient, database: Database, clock: ManualClock
) -> None:
    now = clock.now()
    attempt = Sittings(database=database, clock=clock, banks=some_banks()).fail().id
    with database.writing() as session:
        for number, closed_at in enumerate((None, None, now)):
            session.add(
                ReviewTaskRow(
                    id=f"r{number}",
                    attempt_id=attempt,
                    question_id=f"q{number}",
                    exam="meshery-demo",
                    reason="essay",
                    created_at=now,
                    closed_at=closed_at,
                )
            )
        session.add(
            AppealRow(
                id="a",
                attempt_id=attempt,
                exam="meshery-demo",
                text="No.",
                state="open",
                made_at=now,
            )
        )
        session.add(
            IntegritySignalRow(
                id="s",
                attempt_id=attempt,
                exam="meshery-demo",
                kind="rapid",
                details={},
                seen_at=now,
                closed_at=now,
            )
        )
    sign_in(client, LEE)
    text = client.get(PAGE).text
    assert "2 answers waiting" in text
    assert "1 objection waiting" in text
    assert "signals waiting" not in text
    assert "signal waiting" not in text
