"""The sandbox's pages in a real Chromium: contrast, structure, narrow screens, no complaints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from webhooks.sandbox.checks import CheckChange
from webhooks.sandbox.keys import new_key_pair
from webhooks.sandbox.seed import Seed, meshery_like
from webhooks.sandbox.server import SandboxServer

pytestmark = pytest.mark.browser

RULES_FILE = "/meshery/.github/blob/master/.github/recognition.yml"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def demo() -> Iterator[tuple[SandboxServer, Seed]]:
    """The seed with an App that cannot be reached, as a person first sees it."""
    server = SandboxServer()
    seed = meshery_like(server.world)
    app = server.world.register_app(
        "Meshery Recognition",
        owner=seed.organization,
        public_key=new_key_pair()[1],
        webhook_url="http://127.0.0.1:1/",
        webhook_secret="secret",
        permissions={"issues": "write"},
        events=["issues", "issue_comment", "pull_request"],
        callback_urls=["http://127.0.0.1:1/login/callback"],
    )
    server.world.install(app, seed.organization, by=seed.maintainer)
    bot = server.world.accounts[app.bot_id].login
    body = "**Done** `x`\n\n| a | b |\n|---|---|\n| 1 | @lena-vogt |\n\n- [ ] one\n- [x] two"
    comment = server.world.comment(seed.repository, seed.pull_request, bot, body)
    server.world.react(seed.repository, comment.id, seed.contributor, "hooray")
    with server:
        server.hookshot.wait_until_idle()
        yield server, seed


def checked_pull(server: SandboxServer) -> int:
    """Open a pull request that changes the rules, and let the App say what it does."""
    world = server.world
    contents = {".github/recognition.yml": "features:\n  commands: false\n"}
    pull = world.open_pull_request("meshery/.github", "ravi-menon", "Quieter", contents=contents)
    assert pull.pull is not None
    summary = "| person | badge |\n|---|---|\n| @yuki-hara | Docs |"
    for name, conclusion in (("Rules", "neutral"), ("Files", "success"), ("Links", "failure")):
        change = CheckChange(name=name, conclusion=conclusion, title="Said", summary=summary)
        app = next(iter(world.apps.values()))
        world.start_check(world.repository("meshery/.github"), app, pull.pull.head_sha, change)
    return pull.number


def troubles(page: Page, address: str) -> list[str]:
    """Say what is wrong with a page, with all it can unfold unfolded."""
    page.goto(address)
    page.evaluate(
        "document.querySelectorAll('details:not(.menu,.react)').forEach(it => it.open = true)"
    )
    found = [
        f"{address}: {violation['id']}: {violation['nodes'][0]['html']}"
        for violation in Axe().run(page, options=RULES).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append(f"{address}: wider than the screen")
    return found


# Colours do not depend on the width, nor the layout on the colours, so two of four will do.
@pytest.mark.parametrize(("width", "scheme"), [(375, "light"), (1280, "dark")])
def test_the_pages_are_accessible(
    chromium: Browser,
    demo: tuple[SandboxServer, Seed],
    width: int,
    scheme: Literal["light", "dark"],
) -> None:
    server, seed = demo
    app = next(iter(server.world.apps.values()))
    delivery = server.hookshot.deliveries()[0].id
    discussion = next(it.number for it in server.world.discussions.values())
    checked = checked_pull(server)
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=server.url
    )
    page, said = context.new_page(), list[str]()
    page.request.post("/sandbox/visitor", form={"login": seed.maintainer, "back": "/"})
    page.on("console", lambda it: said.append(it.text) if it.type == "error" else None)
    found = [
        trouble
        for path in (
            "/",
            f"/{seed.organization}",
            f"/{seed.contributor}",
            f"/{seed.repository}",
            f"/{seed.repository}/issues",
            f"/{seed.repository}/issues/new",
            f"/{seed.repository}/pull/{seed.pull_request}",
            f"/{seed.repository}/pull/{seed.pull_request}/files",
            f"/{seed.repository}/pull/1",
            f"/{seed.repository}/discussions",
            f"/{seed.repository}/discussions/{discussion}",
            f"/{seed.repository}/releases",
            f"/{seed.repository}/settings",
            f"/{seed.repository}/blob/master/README.md",
            f"{RULES_FILE.replace('blob/master', 'edit')}",
            RULES_FILE,
            f"/meshery/.github/pull/{checked}",
            f"/apps/{app.slug}",
            f"/settings/apps/{app.slug}/advanced",
            f"/settings/apps/{app.slug}/deliveries/{delivery}",
            f"/login/oauth/authorize?client_id={app.client_id}",
        )
        for trouble in troubles(page, server.url + path)
    ]
    context.close()
    assert "\n".join(found) == ""
    assert said == []


def test_a_visitor_changes_person_ticks_and_merges_by_clicking(
    chromium: Browser, demo: tuple[SandboxServer, Seed]
) -> None:
    server, seed = demo
    world = server.world
    issue = world.open_issue(seed.digest_repo, seed.maintainer, "Digest", "- [ ] a\n- [ ] b")
    context = chromium.new_context(base_url=server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}/{seed.digest_repo}/issues/{issue.number}")
    page.locator(".menu summary").click()
    page.get_by_role("button", name=seed.maintainer).click()
    page.get_by_role("checkbox", name="task 2").click()
    page.wait_for_selector('[aria-label="task 2"][aria-checked="true"]')
    assert issue.body == "- [ ] a\n- [x] b"
    number = seed.operator_pull_requests[0]
    page.goto(f"{server.url}/{seed.operator_repository}/pull/{number}")
    page.get_by_role("button", name="Merge pull request").click()
    page.get_by_text("successfully merged").wait_for()
    assert world.thread(seed.operator_repository, number).merged_at is not None
    page.get_by_label("Comment as").fill("Thank you")
    page.get_by_role("button", name="Comment", exact=True).click()
    page.get_by_role("paragraph").filter(has_text="Thank you").wait_for()
    context.close()


def test_a_visitor_changes_the_rules_and_puts_them_into_force_by_clicking(
    chromium: Browser, demo: tuple[SandboxServer, Seed]
) -> None:
    server, seed = demo
    context = chromium.new_context(base_url=server.url, java_script_enabled=False)
    page = context.new_page()
    page.request.post("/sandbox/visitor", form={"login": seed.maintainer, "back": "/"})
    page.goto("/meshery/.github")
    page.get_by_role("link", name=".github/recognition.yml").click()
    page.get_by_role("link", name="Edit file").click()
    page.get_by_label("Text").fill("features:\n  commands: false\n")
    page.get_by_label("Title of the change").fill("No commands")
    page.get_by_role("button", name="Propose changes").click()
    page.get_by_role("link", name="Files changed").click()
    page.get_by_text("commands: false").wait_for()
    page.get_by_role("link", name="Conversation").click()
    page.get_by_role("button", name="Merge pull request").click()
    page.get_by_text("successfully merged").wait_for()
    rules = server.world.repository("meshery/.github").files[".github/recognition.yml"]
    assert rules == "features:\n  commands: false\n"
    page.get_by_role("button", name="Revert").click()
    page.get_by_role("heading", name='Revert "No commands"').wait_for()
    context.close()
