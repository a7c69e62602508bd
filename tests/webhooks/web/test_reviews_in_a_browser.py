"""The review queue in a real Chromium: by keyboard, without a violation, dark and narrow too."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from tests.exams.graders import ESSAY_TEXT, KIM, LEE
from tests.webhooks.web.test_exam_console_in_a_browser import RULES
from tests.webhooks.web.test_reviews import PAGE, Console, make_console

if TYPE_CHECKING:
    from pathlib import Path

    from recognition.facts import Actor
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

pytestmark = pytest.mark.browser


@pytest.fixture
def console(database: Database, clock: ManualClock, tmp_path: Path) -> Console:
    made = make_console(database, clock, tmp_path)
    made.exams.hand_in(right=True, nearly=True)
    return made


@pytest.fixture
def open_page(chromium: Browser, console: Console) -> Iterator[Any]:
    """Open pages of a grader; whatever the browser complains of fails the test."""
    server = make_server("127.0.0.1", 0, console.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    complaints: list[str] = []
    contexts = []

    def open_it(path: str, who: Actor = LEE, **options: Any) -> Page:
        context = chromium.new_context(base_url=address, **options)
        contexts.append(context)
        context.add_cookies([{"name": "who", "value": f"{who.id}:{who.login}", "url": address}])
        page = context.new_page()
        page.on("console", lambda line: complaints.append(line.text))
        page.goto(path)
        return page

    yield open_it
    for context in contexts:
        context.close()
    server.shutdown()
    thread.join()
    server.server_close()
    assert [line for line in complaints if "422" not in line] == []


def look(page: Page) -> None:
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    overflow = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert overflow == 0, page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_the_queue_is_accessible_at_320_pixels(
    open_page: Any, console: Console, scheme: str
) -> None:
    task = console.exams.task()
    page = open_page(PAGE, color_scheme=scheme, viewport={"width": 320, "height": 700})
    look(page)
    page.goto(f"{PAGE}/{task}")
    look(page)
    page.get_by_role("button", name="Take it up").click()
    page.get_by_text("What would earn all marks").click()
    look(page)
    page.get_by_label("Says what a registered model is for").fill("99")
    page.get_by_label("Gives an example").fill("1")
    page.get_by_role("button", name="Keep the points").click()
    page.get_by_role("alert").wait_for()
    look(page)


def test_an_answer_is_graded_by_keyboard_alone(open_page: Any, console: Console) -> None:
    console.exams.mark(console.exams.task("near-miss"), KIM, answer="0")
    page = open_page(PAGE, java_script_enabled=False)
    press_to(page, "Look")
    press_to(page, "Take it up")
    assert ESSAY_TEXT in page.inner_text("main")
    for label, points in (("Says what a registered", "3"), ("Gives an example", "0.5")):
        while label not in focused(page):
            page.keyboard.press("Tab")
        page.keyboard.type(points)
    press_to(page, "Keep the points")
    assert "Nothing waits for you." in page.inner_text("main")
    assert [one.graders for one in console.exams.queue(KIM)] == [1]


def focused(page: Page) -> str:
    """Give the name of what has the focus."""
    there = page.locator("*:focus")
    if there.count() == 0:
        return ""
    name = there.get_attribute("id") or ""
    label = page.locator(f"label[for='{name}']") if name else page.locator("none")
    return label.inner_text() if label.count() else there.inner_text()


def press_to(page: Page, name: str) -> None:
    """Move on by Tab to a link or button, and press it."""
    for _step in range(60):
        page.keyboard.press("Tab")
        if focused(page) == name:
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(name)
