"""The console's pages about exams in a real Chromium: no violation, light, dark and narrow."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from tests.exams.population import WRONG_KEY
from tests.exams.sittings import EXAM
from tests.recognition.deeds import LEE
from tests.webhooks.web.test_exam_console import PAGE, Console, make_console
from tests.webhooks.web.test_signal_console import PAGE as SIGNALS
from tests.webhooks.web.test_signal_console import jumped

if TYPE_CHECKING:
    from pathlib import Path

    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def console(database: Database, clock: ManualClock, tmp_path: Path) -> Console:
    return make_console(database, clock, tmp_path, people=48)


@pytest.fixture
def open_page(chromium: Browser, console: Console) -> Iterator[Any]:
    """Open pages of a maintainer; whatever the browser complains of fails the test."""
    server = make_server("127.0.0.1", 0, console.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    complaints: list[str] = []
    contexts = []

    def open_it(path: str, **options: Any) -> Page:
        context = chromium.new_context(base_url=address, **options)
        contexts.append(context)
        context.add_cookies([{"name": "who", "value": f"{LEE.id}:{LEE.login}", "url": address}])
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
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_figures_and_keys_have_no_accessibility_violation(
    open_page: Any, console: Console, scheme: str
) -> None:
    """On 320 pixels, with every table opened; nothing runs over the edge."""
    jumped(console)
    for path in ("/console/exams", PAGE, console.question(WRONG_KEY), SIGNALS):
        page = open_page(path, color_scheme=scheme, viewport={"width": 320, "height": 700})
        for summary in page.locator("summary").all():
            summary.click()
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow == 0, path


def test_plots_are_drawn_in_the_colours_of_the_page(open_page: Any) -> None:
    fills = {}
    for scheme in ("light", "dark"):
        page = open_page(PAGE, color_scheme=scheme)
        assert page.locator("svg.plot").count() == 2
        assert page.title() == f"{EXAM.replace('-', ' ').title()} in figures · Meshery Recognition"
        fills[scheme] = page.locator("svg.plot rect").first.evaluate(
            "shape => getComputedStyle(shape).fill"
        )
    assert fills["light"] != fills["dark"]
