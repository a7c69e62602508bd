"""The whole way through a GitHub: our redirect, its page, its code, its token, its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from flask import Flask, Response, jsonify

from recognition.kernel.settings import load_settings
from recognition.kernel.web import WebBase, current_visitor
from recognition.kernel.web.base import create_flask
from recognition.kernel.web.base import install as install_base
from webhooks.sandbox.keys import new_key_pair
from webhooks.sandbox.server import SandboxServer
from webhooks.sandbox.world import World
from webhooks.web import install

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient

    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

OURS = "http://127.0.0.1:3000"


@pytest.fixture
def sandbox(clock: ManualClock) -> Iterator[SandboxServer]:
    world = World(clock=clock)
    world.add_user("alice")
    with SandboxServer(world) as server:
        yield server


@pytest.fixture
def browser(sandbox: SandboxServer, database: Database, clock: ManualClock) -> FlaskClient:
    private_key, public_key = new_key_pair()
    registered = sandbox.world.register_app(
        "Recognition",
        owner="alice",
        public_key=public_key,
        webhook_url="",
        webhook_secret="not used here",
        permissions={},
        events=[],
        callback_urls=[f"{OURS}/login/callback"],
    )
    environment = sandbox.environment(registered, private_key=private_key)
    settings = load_settings({**environment, "PUBLIC_URL": OURS})
    app: Flask = create_flask("tests")
    install_base(
        app,
        WebBase(database=database, clock=clock, public_url=OURS),
        secret_key="signs the cookies here",
    )
    install(app, settings)

    @app.get("/who")
    def who() -> Response:
        visitor = current_visitor()
        return jsonify(id=visitor and visitor.id, login=visitor and visitor.login)

    browser = app.test_client()
    browser.environ_base["HTTP_HOST"] = "127.0.0.1:3000"
    return browser


def answer_githubs_page(address: str, login: str) -> str:
    """Choose who to be on GitHub's page; give the address it leads back to."""
    assert requests.get(address, timeout=10).status_code == 200
    form = dict(parse_qsl(urlsplit(address).query)) | {"login": login}
    page = address.partition("?")[0]
    answer = requests.post(page, data=form, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"].removeprefix(OURS)


def test_alice_signs_in(browser: FlaskClient, sandbox: SandboxServer) -> None:
    to_github = browser.get("/login?next=/exams").location
    back = answer_githubs_page(to_github, "alice")

    assert browser.get(back).location == "/exams"
    alice = sandbox.world.account("alice")
    assert browser.get("/who").json == {"id": alice.id, "login": "alice"}


def test_alice_says_no(browser: FlaskClient) -> None:
    to_github = browser.get("/login").location
    back = answer_githubs_page(to_github, "")

    assert browser.get(back).status_code == 403
    assert browser.get("/who").json == {"id": None, "login": None}


def test_a_code_that_was_stolen_is_worth_nothing_without_its_browser(
    browser: FlaskClient,
) -> None:
    """PKCE: the code belongs to the verifier in the cookie of the browser that began."""
    stolen = answer_githubs_page(browser.get("/login").location, "alice")
    code = dict(parse_qsl(urlsplit(stolen).query))["code"]
    thief = browser.application.test_client()
    thief.environ_base["HTTP_HOST"] = "127.0.0.1:3000"
    state = dict(parse_qsl(urlsplit(thief.get("/login").location).query))["state"]

    assert thief.get(f"/login/callback?code={code}&state={state}").status_code == 502
    assert thief.get("/who").json == {"id": None, "login": None}
