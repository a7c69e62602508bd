"""Fixtures of the exam pages: the site, and two people at their browsers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page
from werkzeug.serving import make_server

from exams.service import ExamService
from recognition.facts import Fact
from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from tests.exams.web.browsing import is_trouble
from tests.exams.web.site import OTHER, PLAYER, WHO, Browser, make_site, read


@pytest.fixture
def facts() -> list[Fact]:
    """The passes that were recorded."""
    return []


@pytest.fixture
def site(database: Database, clock: ManualClock, facts: list[Fact]) -> tuple[Flask, ExamService]:
    return make_site(database, clock, read(), facts=facts)


@pytest.fixture
def app(site: tuple[Flask, ExamService]) -> Flask:
    return site[0]


@pytest.fixture
def service(site: tuple[Flask, ExamService]) -> ExamService:
    return site[1]


@pytest.fixture
def player(app: Flask) -> Browser:
    return Browser(app, PLAYER)


@pytest.fixture
def other(app: Flask) -> Browser:
    return Browser(app, OTHER)


@pytest.fixture
def anybody(app: Flask) -> Browser:
    """Somebody who is not signed in."""
    return Browser(app)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_page(chromium: Chromium, address: str) -> Iterator[Any]:
    """Open pages of a signed-in person; whatever the console complains of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_it(path: str, **options: Any) -> Page:
        context = chromium.new_context(base_url=address, **options)
        contexts.append(context)
        context.add_cookies(
            [{"name": WHO, "value": f"{PLAYER.id}:{PLAYER.login}", "url": address}]
        )
        page = context.new_page()
        page.on("console", lambda line: complaints.append(line.text) if is_trouble(line) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []
