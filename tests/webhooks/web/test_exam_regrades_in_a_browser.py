"""The console's regrades in a real Chromium: no violation, light, dark and narrow."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from werkzeug.serving import make_server

from exams.service import appeals
from tests.exams.regrading import LEE, MAX
from tests.exams.sittings import ANN
from tests.webhooks.web.test_exam_appeals import PAGE as APPEALS
from tests.webhooks.web.test_exam_regrades import PAGE, make_console

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_two_maintainers_regrade_without_javascript_on_a_narrow_screen(
    chromium: Browser, database: Database, clock: ManualClock, scheme: str
) -> None:
    console = make_console(database, clock)
    attempt = console.regrading.sit("b", wrong=1)
    with database.writing() as session:
        console.regrading.old.service.object_to(
            session, attempt, ANN, number=1, text="Two answers are right, see the documentation."
        )
        (objection,) = appeals.queue(session, is_open=True)
    server = make_server("127.0.0.1", 0, console.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    contexts: list[BrowserContext] = []

    def at(path: str, who: str, *, script: bool) -> BrowserContext:
        context = chromium.new_context(
            base_url=address,
            java_script_enabled=script,
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": 320, "height": 700},
        )
        context.add_cookies([{"name": "who", "value": who, "url": address}])
        contexts.append(context)
        context.new_page().goto(path)
        return context

    def check(path: str) -> None:
        page = at(path, f"{LEE.id}:lee", script=True).pages[0]
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow == 0, path

    try:
        page = at(PAGE, f"{LEE.id}:lee", script=False).pages[0]
        for path in (PAGE, APPEALS, f"{APPEALS}/{objection.id}"):
            check(path)
        page.get_by_role("link", name="Plan a regrade of question q1").click()
        page.get_by_label("Why").fill("The key was wrong.")
        page.get_by_label("Let marks and passes be lost").check()
        page.get_by_role("button", name="Show what it would do").click()
        expect(page.get_by_text("Another maintainer has to approve it.")).to_be_visible()
        plan = page.url.removeprefix(address)
        check(plan)
        other = at(plan, f"{MAX.id}:max", script=False).pages[0]
        other.get_by_role("checkbox").check()
        other.get_by_role("button", name="Approve the plan").click()
        other.get_by_role("button", name="Apply the plan").click()
        expect(other.get_by_text("Applied.")).to_be_visible()
        check(plan)
    finally:
        for context in contexts:
            context.close()
        server.shutdown()
        thread.join()
        server.server_close()
    assert console.regrading.marks(attempt) == "6/8"
