"""Signing in through the sandbox goes as through GitHub, with PKCE and codes that work once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from recognition.kernel.clock import ManualClock
from tests.webhooks.sandbox.conftest import Client
from webhooks.sandbox.server import SandboxServer
from webhooks.sandbox.state import App
from webhooks.sandbox.vault import challenge_of

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"


def question(app: App, **changes: str) -> dict[str, str]:
    return {
        "client_id": app.client_id,
        "redirect_uri": app.callback_urls[0],
        "state": "s&p ce",
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
    } | changes


def allow(server: SandboxServer, app: App, login: str = "grace", **changes: str) -> dict[str, str]:
    answer = requests.post(
        f"{server.url}/login/oauth/authorize",
        data=question(app, **changes) | {"login": login},
        allow_redirects=False,
        timeout=10,
    )
    assert answer.status_code == 302
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    return {name: values[0] for name, values in query.items()}


def exchange(server: SandboxServer, app: App, **changes: str) -> Any:
    sent = {
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "code_verifier": VERIFIER,
    }
    return requests.post(
        f"{server.url}/login/oauth/access_token",
        data=sent | changes,
        headers={"Accept": "application/json"},
        timeout=10,
    ).json()


def test_the_verifier_of_the_standard_gives_its_challenge() -> None:
    """Source: RFC 7636, appendix B."""
    assert challenge_of(VERIFIER) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_page_asks_as_whom(server: SandboxServer, app: App) -> None:
    page = requests.get(
        f"{server.url}/login/oauth/authorize", params=question(app, login="linus"), timeout=10
    )
    assert "Authorize as linus" in page.text
    assert 'value="grace"' in page.text
    assert "s&amp;p ce" in page.text


def test_a_code_becomes_a_token_of_the_person(server: SandboxServer, app: App) -> None:
    given = allow(server, app)
    assert given["state"] == "s&p ce"
    token = exchange(server, app, code=given["code"])
    assert token["token_type"] == "bearer"
    user = Client(server, f"Bearer {token['access_token']}")("GET", "/user").json()
    assert (user["login"], user["id"]) == ("grace", server.world.account("grace").id)


def test_a_code_works_once(server: SandboxServer, app: App) -> None:
    code = allow(server, app)["code"]
    assert "access_token" in exchange(server, app, code=code)
    assert exchange(server, app, code=code)["error"] == "bad_verification_code"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": "x" * 43}, "bad_verification_code"),
        ({"code_verifier": ""}, "bad_verification_code"),
        ({"client_secret": "wrong"}, "incorrect_client_credentials"),
        ({"client_secret": "gehëim"}, "incorrect_client_credentials"),
        ({"client_id": "wrong"}, "incorrect_client_credentials"),
        ({"redirect_uri": "http://127.0.0.1:9/elsewhere"}, "redirect_uri_mismatch"),
    ],
)
def test_a_code_is_worth_nothing_to_others(
    server: SandboxServer, app: App, changes: dict[str, str], error: str
) -> None:
    sent = {"code": allow(server, app)["code"]} | changes
    assert exchange(server, app, **sent)["error"] == error


def test_a_verifier_without_a_challenge_is_refused(server: SandboxServer, app: App) -> None:
    code = allow(server, app, code_challenge="", code_challenge_method="")["code"]
    assert exchange(server, app, code=code)["error"] == "bad_verification_code"


def test_a_code_expires(server: SandboxServer, app: App, clock: ManualClock) -> None:
    code = allow(server, app)["code"]
    clock.advance(timedelta(minutes=10))
    assert exchange(server, app, code=code)["error"] == "bad_verification_code"


def test_a_user_token_lasts_eight_hours(
    server: SandboxServer, app: App, clock: ManualClock
) -> None:
    token = exchange(server, app, code=allow(server, app)["code"])
    assert token["expires_in"] == 8 * 60 * 60
    clock.advance(timedelta(hours=8))
    answer = Client(server, f"Bearer {token['access_token']}")("GET", "/user")
    assert answer.status_code == 401


def test_saying_no_is_told_to_the_app(server: SandboxServer, app: App) -> None:
    for login in ("", "acme-recognition[bot]", "acme"):
        told = allow(server, app, login=login)
        assert told["error"] == "access_denied"
        assert told["state"] == "s&p ce"
        assert "code" not in told


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "unknown"},
        {"redirect_uri": "https://evil.example/login/callback"},
        {"redirect_uri": "http://127.0.0.1:9/login/callbackandmore"},
        {"redirect_uri": "https://127.0.0.1:9/login/callback"},
        {"code_challenge_method": "plain"},
    ],
)
def test_a_wrong_question_is_answered_on_the_spot(
    server: SandboxServer, app: App, changes: dict[str, str]
) -> None:
    address, sent = f"{server.url}/login/oauth/authorize", question(app, **changes)
    asked = requests.get(address, params=sent, allow_redirects=False, timeout=10)
    sent["login"] = "grace"
    answered = requests.post(address, data=sent, allow_redirects=False, timeout=10)
    assert (asked.status_code, answered.status_code) == (400, 400)


def test_loopback_callbacks_may_have_any_port_and_a_longer_path(
    server: SandboxServer, app: App
) -> None:
    for address in ("http://127.0.0.1:4321/login/callback", "http://127.0.0.1:9/login/callback/x"):
        assert "code" in allow(server, app, redirect_uri=address)


def test_answers_are_forms_unless_json_is_wanted(server: SandboxServer, app: App) -> None:
    code = allow(server, app)["code"]
    sent = {
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "code": code,
        "code_verifier": VERIFIER,
    }
    address = f"{server.url}/login/oauth/access_token"
    answer = requests.post(address, json=sent, timeout=10)
    assert parse_qs(answer.text)["access_token"][0].startswith("ghu_")


def test_the_browser_stays_the_person_that_was_chosen(server: SandboxServer, app: App) -> None:
    browser = requests.Session()
    browser.post(
        f"{server.url}/login/oauth/authorize",
        data=question(app) | {"login": "linus"},
        allow_redirects=False,
        timeout=10,
    )
    asked = browser.get(f"{server.url}/login/oauth/authorize", params=question(app), timeout=10)
    assert "Authorize as linus" in asked.text
