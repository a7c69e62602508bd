"""An App is registered from a manifest in three steps, as its setup page relies on."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests

from recognition.kernel.clock import ManualClock
from tests.contract import check_all
from tests.webhooks.sandbox.conftest import Client, Receiver, app_jwt
from webhooks.sandbox.server import SandboxServer


@pytest.fixture
def manifest(receiver: Receiver) -> dict[str, Any]:
    return {
        "name": "Acme Badges",
        "url": "https://badges.example.org",
        "hook_attributes": {"url": receiver.url, "active": True},
        "redirect_url": "http://127.0.0.1:9/setup",
        "callback_urls": ["http://127.0.0.1:9/login/callback"],
        "setup_url": "http://127.0.0.1:9/setup/done",
        "description": "Gives badges",
        "default_permissions": {"issues": "write"},
        "default_events": ["issues"],
    }


def browser_of(server: SandboxServer, login: str) -> requests.Session:
    browser = requests.Session()
    browser.post(f"{server.url}/sandbox/visitor", data={"login": login}, timeout=10)
    return browser


def ask(
    server: SandboxServer, manifest: object, *, login: str = "ada", owner: str = "acme"
) -> tuple[requests.Session, requests.Response]:
    browser = browser_of(server, login)
    page = browser.post(
        f"{server.url}/organizations/{owner}/settings/apps/new?state=a%26b",
        data={"manifest": json.dumps(manifest)},
        headers={"Sec-Fetch-Site": "cross-site"},
        timeout=10,
    )
    return browser, page


def confirm(
    browser: requests.Session, page: requests.Response, **changes: str
) -> requests.Response:
    fields = {
        name: unescape(value)
        for name, value in re.findall(r'<input [^>]*name="(\w+)" value="([^"]*)"', page.text)
    }
    server_url = page.url.split("/organizations")[0]
    return browser.post(
        f"{server_url}/settings/apps/create",
        data=fields | changes,
        allow_redirects=False,
        timeout=10,
    )


def code_of(answer: requests.Response) -> str:
    assert answer.status_code == 303
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert query["state"] == ["a&b"]
    return query["code"][0]


@pytest.mark.contract
def test_the_code_gives_working_secrets_once(
    server: SandboxServer, manifest: dict[str, Any], clock: ManualClock, receiver: Receiver
) -> None:
    browser, page = ask(server, manifest)
    assert "issues" in page.text
    answer = confirm(browser, page, name="Acme Badges Two")
    assert answer.headers["Location"].startswith("http://127.0.0.1:9/setup?code=")
    code, anyone = code_of(answer), Client(server, "")
    made = anyone("POST", f"/app-manifests/{code}/conversions")
    assert made.status_code == 201
    secrets = made.json()
    assert (secrets["slug"], secrets["owner"]["login"]) == ("acme-badges-two", "acme")
    app = server.world.apps[secrets["id"]]
    token = app_jwt(app, secrets["pem"], clock.now())
    assert Client(server, f"Bearer {token}")("GET", "/app").json()["name"] == "Acme Badges Two"
    assert jwt.get_unverified_header(token)["alg"] == "RS256"
    server.hookshot.wait_until_idle()
    assert receiver.received[-1].headers["X-GitHub-Event"] == "ping"
    assert anyone("POST", f"/app-manifests/{code}/conversions").status_code == 404
    assert check_all(server.requests()) == []


def test_a_code_is_good_for_an_hour(
    server: SandboxServer, manifest: dict[str, Any], clock: ManualClock
) -> None:
    code = code_of(confirm(*ask(server, manifest)))
    clock.advance(timedelta(hours=1))
    assert Client(server, "")("POST", f"/app-manifests/{code}/conversions").status_code == 404


def test_names_are_given_once_and_only_by_owners(
    server: SandboxServer, manifest: dict[str, Any]
) -> None:
    assert confirm(*ask(server, manifest)).status_code == 303
    browser, page = ask(server, manifest)
    assert confirm(browser, page).status_code == 409
    assert confirm(browser, page, name=" ").status_code == 409
    assert ask(server, manifest, login="grace")[1].status_code == 409
    assert confirm(browser_of(server, "grace"), page, name="New").status_code == 409
    assert len(server.world.apps) == 1


def test_a_person_registers_an_app_for_themselves(
    server: SandboxServer, manifest: dict[str, Any]
) -> None:
    page = browser_of(server, "linus").post(
        f"{server.url}/settings/apps/new", data={"manifest": json.dumps(manifest)}, timeout=10
    )
    assert "Create GitHub App for linus" in page.text


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        "text",
        {"url": None},
        {"url": "ftp://x"},
        {"redirect_url": ""},
        {"hook_attributes": {"url": "x"}},
        {"default_permissions": 7},
    ],
)
def test_a_manifest_that_cannot_be_used_is_refused(
    server: SandboxServer, manifest: dict[str, Any], wrong: object
) -> None:
    sent = manifest | wrong if isinstance(wrong, dict) else wrong
    _, page = ask(server, sent)
    assert page.status_code == 409
    assert "cannot be used" in page.text


def test_an_app_without_a_webhook_is_sent_nothing(
    server: SandboxServer, manifest: dict[str, Any]
) -> None:
    confirm(*ask(server, manifest | {"hook_attributes": {"url": "", "active": False}}))
    app = next(iter(server.world.apps.values()))
    server.world.install(app, "acme", by="ada")
    assert server.hookshot.deliveries() == ()
