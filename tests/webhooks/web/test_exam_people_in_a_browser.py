"""Giving extra time in a real Chromium, by keyboard, on a narrow screen, in both schemes."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from werkzeug.serving import make_server

from tests.webhooks.web.test_exam_people import ANN, LEE, PAGE, Console, console

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

__all__ = ["console"]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def check(page: Page) -> None:
    found = Axe().run(page, options=RULES).response["violations"]
    assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_maintainer_gives_time_by_keyboard_and_takes_it_back(
    chromium: Browser, console: Console, scheme: Any
) -> None:
    server = make_server("127.0.0.1", 0, console.client.application, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    context = chromium.new_context(
        base_url=address, color_scheme=scheme, viewport={"width": 320, "height": 700}
    )
    try:
        context.add_cookies([{"name": "who", "value": f"{LEE.id}:{LEE.login}", "url": address}])
        page = context.new_page()
        page.goto(PAGE)
        check(page)
        page.get_by_label("GitHub login").focus()
        page.keyboard.type("nobody-at-all")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("There is no account")
        expect(page.get_by_label("GitHub login")).to_have_value("nobody-at-all")
        check(page)
        page.get_by_label("GitHub login").fill("ann")
        page.get_by_label("Time", exact=True).select_option("200")
        page.get_by_role("button", name="Give the time").click()
        expect(page.get_by_role("rowheader", name="ann")).to_be_visible()
        check(page)
        assert console.time_of(ANN.id) == 200
        page.get_by_role("button", name="Take the time of ann for All exams back").click()
        expect(page.get_by_text("Nothing yet.")).to_be_visible()
        assert console.time_of(ANN.id) == 100
    finally:
        context.close()
        server.shutdown()
        thread.join()
        server.server_close()
