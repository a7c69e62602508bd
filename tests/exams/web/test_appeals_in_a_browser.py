"""Objecting in a real Chromium: by keyboard alone, without JavaScript, on a narrow screen."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from werkzeug.serving import make_server

from recognition.kernel.clock import ManualClock
from tests.exams.web.site import PLAYER, WHO, WRONG, Browser, make_site, read

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium

    from recognition.kernel.store import Database

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_candidate_objects_by_keyboard_without_javascript(
    chromium: Chromium, database: Database, scheme: Any
) -> None:
    app, _ = make_site(database, ManualClock(datetime.now(UTC)), read(), facts=[])
    player = Browser(app, PLAYER)
    result = player.start()
    player.post(f"{result}/submit", dict(WRONG))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    contexts = [
        chromium.new_context(
            base_url=address,
            java_script_enabled=script,
            color_scheme=scheme,
            viewport={"width": 320, "height": 700},
        )
        for script in (False, True)
    ]
    try:
        for context in contexts:
            context.add_cookies(
                [{"name": WHO, "value": f"{PLAYER.id}:{PLAYER.login}", "url": address}]
            )
        page, inspected = (context.new_page() for context in contexts)
        page.goto(result)
        page.get_by_text("Object to a question or the result").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.type("Question 2")
        page.keyboard.press("Tab")
        page.keyboard.type("Tables are verbs, too.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("listitem").filter(has_text="Question 2,")).to_contain_text(
            "waits for an answer"
        )
        inspected.goto(result)
        for summary in inspected.locator("summary").all():
            summary.click()
        found = Axe().run(inspected, options=RULES)
        assert found.violations_count == 0, found.generate_report()
        overflow = inspected.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow == 0
    finally:
        for context in contexts:
            context.close()
        server.shutdown()
        thread.join()
        server.server_close()
