"""Claiming a badge in a real Chromium: by the link, by hand, and with a code that is used up."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from recognition.service.claims import create_code
from tests.recognition.factories import make_actor, make_badges
from tests.webhooks.web.intake import Intake, make_intake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def site(database: Database, clock: ManualClock) -> Intake:
    catalog = make_badges(meetup="on: claim\nwhere: {badge: meetup}\nfirst: true")
    return make_intake(database, clock, catalog, public_url="http://127.0.0.1")


@pytest.fixture
def address(site: Intake) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, site.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def troubles(page: Page, where: str) -> list[str]:
    found = [
        f"{where}: {violation['id']}: {violation['nodes'][0]['html']}"
        for violation in Axe().run(page, options=RULES).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append(f"{where}: wider than the window")
    return found


def test_a_badge_is_claimed_by_link_and_a_used_code_is_explained(
    chromium: Browser, address: str, site: Intake
) -> None:
    now = site.clock.now()
    with site.database.writing() as session:
        by, ends = make_actor(9, login="lee"), now + timedelta(days=1)
        code = create_code(session, "meetup", by=by, expires_at=ends, uses=1, now=now)
    complaints: list[str] = []
    with chromium.new_context(base_url=address, viewport={"width": 320, "height": 800}) as context:
        page = context.new_page()
        page.goto("/let-in/7/ada")
        page.goto(f"/claim?code={code}")
        complaints += troubles(page, "the form")
        page.get_by_role("button", name="Claim the badge").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Thank you, ada"
        complaints += troubles(page, "claimed")
        page.goto("/let-in/8/grace")
        page.goto("/claim")
        page.get_by_label("Code").fill(code.lower())
        page.keyboard.press("Enter")
        assert "all of them have used it" in page.get_by_role("alert").inner_text()
        complaints += troubles(page, "used up")
    assert complaints == []
    assert site.awards() == [("ada", "meetup", "granted")]
