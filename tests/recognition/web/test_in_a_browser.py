"""The pages in a real Chromium: contrast, structure, narrow screens, no complaints."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from tests.recognition.web.site import WHO, Site

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, site.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def paths(site: Site) -> list[str]:
    """Every page, with people in every standing."""
    site.certify(person=1)
    site.clock.advance(timedelta(days=3 * 365))
    site.certify(person=4, at=site.clock.now())
    renewed = site.award("certified", person=4)
    site.merge(3, person=1)
    site.merge(1, person=2, login="x" * 39)
    site.merge(3, person=3)
    site.revoke(site.award("meshery", tier="silver", person=3))
    return [
        "/",
        "/u/person-1",
        f"/u/{'x' * 39}",
        "/u/nobody",
        "/achievements/certified",
        "/achievements/meshery",
        f"/v/{site.award('certified')}",
        f"/v/{site.award('meshery', tier='silver')}",
        f"/v/{site.award('meshery', tier='silver', person=3)}",
        "/v/no-such-award",
        "/leaderboard?period=all",
        "/u/person-1/explain",
        "/u/person-1/explain/meshery",
        f"/u/{'x' * 39}/explain/certified?show=other",
        "/leaderboard?period=week",
        "/program",
        f"/v/{renewed}/certificate",
    ]


def test_ones_own_page_is_accessible_in_every_state(
    chromium: Browser, address: str, site: Site
) -> None:
    for person in (1, 2, 3):
        site.merge(2, person=person)
    complaints: list[str] = []
    with chromium.new_context(base_url=address, viewport={"width": 320, "height": 800}) as context:
        context.add_cookies([{"name": WHO, "value": "1:person-1", "url": address}])
        page = context.new_page()
        complaints += troubles(page, "/me")
        page.get_by_role("button", name="Make a code for my other account").click()
        complaints += troubles_of(page, "the code")
        code = page.get_by_role("group", name="Code for your other account").inner_text()
        context.add_cookies([{"name": WHO, "value": "2:person-2", "url": address}])
        page.goto("/me")
        for typed in ("wrong", code):
            page.get_by_label("A code from your other account").fill(typed)
            page.get_by_role("button", name="Join this account to that one").click()
            complaints += troubles_of(page, typed)
        page.get_by_role("button", name="Leave me out").click()
        complaints += troubles_of(page, "left out")
    assert complaints == []


def troubles(page: Page, path: str) -> list[str]:
    """Say what is wrong with a page, with all it can unfold unfolded."""
    page.goto(path)
    return troubles_of(page, path)


def troubles_of(page: Page, path: str) -> list[str]:
    """Say what is wrong with the page that is open."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = [
        f"{path}: {violation['id']}: {violation['nodes'][0]['html']}"
        for violation in Axe().run(page, options=RULES).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append(f"{path}: wider than the window")
    broken = page.evaluate(
        "Promise.all([...document.images].map(one => { one.loading = 'eager';"
        " return one.decode().then(() => '', () => one.src) }))"
    )
    return found + [f"{path}: broken picture {source}" for source in broken if source]


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
def test_every_page_is_accessible_fits_and_shows_its_pictures(
    chromium: Browser,
    address: str,
    paths: list[str],
    scheme: Literal["light", "dark"],
    width: int,
) -> None:
    complaints: list[str] = []
    with chromium.new_context(
        base_url=address, color_scheme=scheme, viewport={"width": width, "height": 800}
    ) as context:
        page = context.new_page()
        page.on(
            "console",
            lambda line: complaints.append(line.text) if "404" not in line.text else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        for path in paths:
            complaints += troubles(page, path)
    assert complaints == []


def test_a_snippet_is_selected_by_one_click(chromium: Browser, address: str, site: Site) -> None:
    site.certify()
    with chromium.new_context(base_url=address, java_script_enabled=True) as context:
        page = context.new_page()
        page.goto("/u/person-1")
        page.get_by_text("Show it in a README").click()
        page.get_by_role("group", name="Markdown for Certified Contributor").click()
        selected = page.evaluate("getSelection().toString()")
    assert selected.startswith("[![CC: certified](")
    assert selected.rstrip().endswith(f"/v/{site.award('certified')})")


def test_everything_works_without_scripts(chromium: Browser, address: str, site: Site) -> None:
    site.certify()
    with chromium.new_context(base_url=address, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/u/person-1")
        page.get_by_text("Show it in a README").click()
        assert page.get_by_role("group", name="Markdown for Certified Contributor").is_visible()
        page.get_by_role("link", name="Verify Certified Contributor").last.click()
        assert page.get_by_text("Valid.").is_visible()
