"""Visitors are who GitHub says they are, and come back to where they were and nowhere else."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import responses
from flask import Flask, Response, jsonify
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from recognition.kernel.ids import UserId
from recognition.kernel.settings import load_settings
from recognition.kernel.store.tables import LoginSessionRow
from recognition.kernel.web import WebBase, current_visitor
from recognition.kernel.web.base import create_flask
from recognition.kernel.web.base import install as install_base
from recognition.kernel.web.session import Visitor, sign_in
from webhooks.web import install
from webhooks.web.login import local_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient

    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

SERVER = "https://github.example"
TOKEN_URL = f"{SERVER}/login/oauth/access_token"
USER_URL = "https://api.github.example/user"
OURS = "https://badges.example"

CLIENT = {"GITHUB_CLIENT_ID": "Iv23", "GITHUB_CLIENT_SECRET": "the client's secret"}


def web_app(database: Database, clock: ManualClock, **environment: str) -> Flask:
    settings = load_settings(
        {
            "GITHUB_SERVER_URL": SERVER,
            "GITHUB_API_URL": "https://api.github.example",
            "PUBLIC_URL": OURS,
            **environment,
        }
    )
    app = create_flask("tests")
    base = WebBase(database=database, clock=clock, public_url=OURS, sign_in_origin=SERVER)
    install_base(app, base, secret_key="signs the cookies here")
    install(app, settings)

    @app.get("/who")
    def who() -> Response:
        visitor = current_visitor()
        return jsonify(id=visitor and visitor.id, login=visitor and visitor.login)

    return app


@pytest.fixture
def app(database: Database, clock: ManualClock) -> Flask:
    return web_app(database, clock, **CLIENT)


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    return new_browser(app)


def new_browser(app: Flask) -> FlaskClient:
    browser = app.test_client()
    browser.environ_base["wsgi.url_scheme"] = "https"
    browser.environ_base["HTTP_HOST"] = "badges.example"
    return browser


@pytest.fixture
def github() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.post(TOKEN_URL, json={"access_token": "ghu_secret", "token_type": "bearer"})
        mock.get(USER_URL, json={"id": 583231, "login": "octocat"})
        yield mock


def begin(browser: FlaskClient, back_to: str = "/exams") -> dict[str, str]:
    """Go to the sign-in, and give what GitHub's page is asked with."""
    answer = browser.get("/login", query_string={"next": back_to})
    assert answer.status_code == 302
    address = urlsplit(answer.location)
    assert (
        f"{address.scheme}://{address.netloc}{address.path}" == f"{SERVER}/login/oauth/authorize"
    )
    return {name: values[0] for name, values in parse_qs(address.query).items()}


def who(browser: FlaskClient) -> object:
    return browser.get("/who").json


NOBODY = {"id": None, "login": None}
OCTOCAT = {"id": 583231, "login": "octocat"}


def test_a_visitor_signs_in_and_comes_back(
    browser: FlaskClient, github: responses.RequestsMock
) -> None:
    asked = begin(browser, "/exams/meshery-cli?i=7")
    answer = browser.get(f"/login/callback?code=abc&state={asked['state']}")

    assert (answer.status_code, answer.location) == (303, "/exams/meshery-cli?i=7")
    assert who(browser) == OCTOCAT


def test_github_is_asked_with_a_state_a_challenge_and_our_address(
    browser: FlaskClient, github: responses.RequestsMock
) -> None:
    asked = begin(browser)
    assert asked["client_id"] == "Iv23"
    assert asked["redirect_uri"] == f"{OURS}/login/callback"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) >= 20
    assert "scope" not in asked

    browser.get(f"/login/callback?code=abc&state={asked['state']}")
    sent = {k: v[0] for k, v in parse_qs(str(github.calls[0].request.body)).items()}
    challenge = hashlib.sha256(sent["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(challenge).decode().rstrip("=") == asked["code_challenge"]
    assert sent["code"] == "abc"
    assert sent["client_secret"] == CLIENT["GITHUB_CLIENT_SECRET"]
    assert sent["redirect_uri"] == f"{OURS}/login/callback"


def test_the_token_is_kept_nowhere(
    browser: FlaskClient, github: responses.RequestsMock, database: Database
) -> None:
    asked = begin(browser)
    answer = browser.get(f"/login/callback?code=abc&state={asked['state']}")

    assert github.calls[1].request.headers["Authorization"] == "Bearer ghu_secret"
    with database.reading() as session:
        rows = [row.model_dump_json() for row in session.exec(select(LoginSessionRow))]
    assert len(rows) == 1
    cookies = json.dumps(answer.headers.getlist("Set-Cookie"))
    assert "ghu_secret" not in cookies + rows[0]


def test_every_sign_in_has_a_state_of_its_own(browser: FlaskClient) -> None:
    first, second = begin(browser), begin(browser)
    assert first["state"] != second["state"]
    assert first["code_challenge"] != second["code_challenge"]


def test_two_tabs_can_sign_in_side_by_side(
    browser: FlaskClient, github: responses.RequestsMock
) -> None:
    one, other = begin(browser, "/one"), begin(browser, "/other")

    for asked, back_to in ((one, "/one"), (other, "/other")):
        answer = browser.get(f"/login/callback?code=abc&state={asked['state']}")
        assert answer.location == back_to


@pytest.mark.parametrize("query", ["", "code=abc", "code=abc&state=", "code=abc&state=made-up"])
def test_a_missing_or_made_up_state_is_refused(
    browser: FlaskClient, github: responses.RequestsMock, query: str
) -> None:
    begin(browser)
    answer = browser.get(f"/login/callback?{query}")

    assert answer.status_code == 400
    assert "cannot be finished" in answer.text
    assert 'href="/login"' in answer.text
    assert len(github.calls) == 0
    assert who(browser) == NOBODY


def test_a_state_of_another_browser_is_refused(
    app: Flask, browser: FlaskClient, github: responses.RequestsMock
) -> None:
    """An attacker's link would sign the victim in as the attacker."""
    asked = begin(new_browser(app))
    answer = browser.get(f"/login/callback?code=abc&state={asked['state']}")

    assert answer.status_code == 400
    assert who(browser) == NOBODY


def test_a_state_works_once(browser: FlaskClient, github: responses.RequestsMock) -> None:
    asked = begin(browser)
    browser.get(f"/login/callback?code=abc&state={asked['state']}")
    again = browser.get(f"/login/callback?code=abc&state={asked['state']}")

    assert again.status_code == 400
    assert len(github.calls) == 2


def test_who_says_no_on_githubs_page_is_told_what_that_means(
    browser: FlaskClient, github: responses.RequestsMock
) -> None:
    asked = begin(browser)
    refusal = f"/login/callback?error=access_denied&state={asked['state']}"
    answer = browser.get(refusal)

    assert answer.status_code == 403
    assert "You are not signed in" in answer.text
    assert browser.get(refusal).status_code == 400
    assert len(github.calls) == 0


@pytest.mark.parametrize(
    ("token", "user"),
    [
        ({"json": {"error": "bad_verification_code"}}, {}),
        ({"json": {}, "status": 500}, {}),
        ({"body": requests.ConnectTimeout()}, {}),
        ({}, {"json": {"message": "Bad credentials"}, "status": 401}),
        ({}, {"body": "<html>", "status": 200}),
        ({}, {"json": {"login": "octocat"}}),
        ({}, {"json": []}),
        ({}, {"body": requests.ReadTimeout()}),
    ],
)
def test_where_github_vouches_for_nobody_nobody_is_signed_in(
    browser: FlaskClient,
    github: responses.RequestsMock,
    token: dict[str, object],
    user: dict[str, object],
) -> None:
    if token:
        github.replace(responses.POST, TOKEN_URL, **token)  # type: ignore[arg-type]  # as given above
    if user:
        github.replace(responses.GET, USER_URL, **user)  # type: ignore[arg-type]  # as given above
    asked = begin(browser)
    answer = browser.get(f"/login/callback?code=abc&state={asked['state']}")

    assert answer.status_code == 502
    assert "did not tell us who you are" in answer.text
    assert who(browser) == NOBODY


def test_who_is_signed_in_already_goes_straight_on(app: Flask, browser: FlaskClient) -> None:
    @app.get("/sign-in-here")
    def sign_in_here() -> str:
        sign_in(Visitor(id=UserId(583231), login="octocat"))
        return ""

    browser.get("/sign-in-here")
    assert browser.get("/login?next=/me").location == "/me"


def test_signing_out_ends_the_session(
    browser: FlaskClient, github: responses.RequestsMock, database: Database
) -> None:
    asked = begin(browser)
    browser.get(f"/login/callback?code=abc&state={asked['state']}")
    answer = browser.post("/logout", headers={"Sec-Fetch-Site": "same-origin"})

    assert (answer.status_code, answer.location) == (303, "/")
    assert who(browser) == NOBODY
    with database.reading() as session:
        assert session.exec(select(LoginSessionRow)).all() == []


def test_no_link_and_no_other_site_can_sign_somebody_out(
    browser: FlaskClient, github: responses.RequestsMock
) -> None:
    asked = begin(browser)
    browser.get(f"/login/callback?code=abc&state={asked['state']}")

    assert browser.get("/logout").status_code == 405
    answer = browser.post("/logout", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert who(browser) == OCTOCAT


@pytest.mark.parametrize("path", ["/login", "/login/callback?code=abc&state=x"])
def test_nothing_of_a_sign_in_is_cached(browser: FlaskClient, path: str) -> None:
    assert browser.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("missing", CLIENT)
def test_without_a_client_the_operator_is_told_what_to_set(
    database: Database, clock: ManualClock, missing: str
) -> None:
    rest = {name: value for name, value in CLIENT.items() if name != missing}
    browser = new_browser(web_app(database, clock, **rest))

    for path in ("/login", "/login/callback?code=abc&state=x"):
        answer = browser.get(path)
        assert answer.status_code == 503
        assert "GITHUB_CLIENT_ID" in answer.text


@pytest.mark.parametrize("path", ["/", "/exams", "/exams?i=7", "/u/octo-cat#top", "/loginless"])
def test_a_path_of_ours_is_gone_back_to(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "address",
    [
        "",
        "exams",
        "https://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/exams\\..",
        "/\t/evil.example",
        "/\n/evil.example",
        " /exams",
        "javascript:alert(1)",
        "/login",
        "/login/",
        "/login?next=/login",
        "/login/callback?code=1",
        "/logout",
    ],
)
def test_any_other_address_leads_to_the_start(address: str) -> None:
    assert local_path(address) == "/"


@given(st.text(st.sampled_from("/\\:?#@.ae\t\n "), max_size=8))
def test_no_address_leads_to_another_host(address: str) -> None:
    """As the browsers read it: backslashes are slashes, tabs and line breaks are nothing."""
    seen = local_path(address).replace("\\", "/").replace("\t", "").replace("\n", "").strip()
    parts = urlsplit(seen)
    assert seen.startswith("/")
    assert not seen.startswith("//")
    assert (parts.scheme, parts.netloc) == ("", "")
