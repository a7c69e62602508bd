"""Every address of the whole server, whoever adds one.

Other sites post nothing, strangers see no console, and nobody is signed in by accident.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from flask import g, request

import app as program
from recognition.kernel.ids import UserId
from recognition.kernel.settings import load_settings
from recognition.kernel.web import Visitor
from webhooks.sandbox.keys import new_key_pair
from webhooks.site import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.routing import Rule

SIGNED = {"/api/github/webhooks", "/api/v1/facts"}
"""They take posts of programs, by a signature over the body, and read no cookie."""

UNSAFE = frozenset(("POST", "PUT", "PATCH", "DELETE"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("addresses")
    settings = load_settings(
        {
            "APP_ID": "1",
            "PRIVATE_KEY": new_key_pair()[0],
            "SECRET_KEY": "0123456789abcdef",
            "WEBHOOK_SECRET": "of webhooks",
            "EXT_SECRET": "of other systems",
            "DATA_DIR": str(folder),
        }
    )
    runtime = program.compose(settings)
    runtime.database.upgrade()
    site = create_app(runtime)

    @site.before_request
    def trust_the_cookie() -> None:
        who, _, login = request.cookies.get("who", "").partition(":")
        if who:
            g.visitor = Visitor(id=UserId(int(who)), login=login)

    yield site
    runtime.database.close()


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    return site.test_client()


@pytest.fixture
def mallory(site: Flask) -> FlaskClient:
    """Somebody who is signed in, and no maintainer."""
    client = site.test_client()
    client.set_cookie("who", "77:mallory")
    return client


def address(rule: Rule) -> str:
    return re.sub(r"<[^>]+>", "x", rule.rule)


def rules(site: Flask, *methods: str) -> list[Rule]:
    found = [rule for rule in site.url_map.iter_rules() if (rule.methods or set()) & {*methods}]
    assert len(found) > 10
    return found


def test_no_address_takes_a_form_of_another_site(site: Flask, mallory: FlaskClient) -> None:
    taken = []
    for rule in rules(site, *UNSAFE):
        for method in (rule.methods or set()) & UNSAFE:
            for where in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
                answer = mallory.open(address(rule), method=method, headers=where)
                if answer.status_code != 403:
                    taken.append((rule.rule, answer.status_code))
    assert {path for path, _status in taken} <= SIGNED, taken
    assert all(status in (400, 401) for _path, status in taken), taken


def test_no_page_of_the_console_opens_for_a_stranger(site: Flask, client: FlaskClient) -> None:
    opened = []
    for rule in rules(site, "GET", "POST"):
        if not rule.rule.startswith("/console"):
            continue
        for method in (rule.methods or set()) & {"GET", "POST"}:
            answer = client.open(address(rule), method=method)
            if answer.status_code != 302 or "/login" not in answer.headers["Location"]:
                opened.append((method, rule.rule, answer.status_code))
    assert opened == []


def test_no_page_of_the_console_opens_for_somebody_who_is_no_maintainer(
    site: Flask, mallory: FlaskClient
) -> None:
    opened = []
    for rule in rules(site, "GET", "POST"):
        if not rule.rule.startswith("/console"):
            continue
        for method in (rule.methods or set()) & {"GET", "POST"}:
            answer = mallory.open(address(rule), method=method)
            # A task of the review queue that is not there is not there for anybody.
            if answer.status_code not in (403, 404):
                opened.append((method, rule.rule, answer.status_code))
    assert opened == []


def test_nothing_of_an_attempt_opens_without_signing_in(site: Flask, client: FlaskClient) -> None:
    opened = []
    for rule in rules(site, "GET", "POST"):
        if not rule.rule.startswith("/attempts"):
            continue
        for method in (rule.methods or set()) & {"GET", "POST"}:
            answer = client.open(address(rule), method=method)
            if answer.status_code in range(200, 300):
                opened.append((method, rule.rule, answer.status_code))
    assert opened == []
