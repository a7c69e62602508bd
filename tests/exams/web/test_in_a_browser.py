"""The exam pages in a real Chromium: saving by itself, the keyboard, contrast, no errors."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from tests.exams.web.browsing import check, start
from tests.exams.web.site import make_site, read

pytestmark = pytest.mark.browser


@pytest.fixture
def clock() -> ManualClock:
    """The present, since browsers drop cookies by their own clock."""
    return ManualClock(datetime.now(UTC))


@pytest.fixture
def app(database: Database, clock: ManualClock) -> Flask:
    return make_site(database, clock, read(), facts=[])[0]


def hold_next_save(page: Page) -> list[Route]:
    """Keep the next save on its way until the test lets the one route of the list go on."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/save", hold, times=1)
    return held


def answer_all(page: Page) -> None:
    page.get_by_role("radio", name="A <noun>").check()
    page.get_by_role("checkbox", name="list").check()
    page.get_by_role("checkbox", name="view").check()
    page.get_by_role("textbox", name="Your answer").fill("meshconfig")


def test_answers_are_saved_by_themselves_and_read_on_another_device(open_page: Any) -> None:
    page: Page = open_page("/exams")
    start(page)
    answer_all(page)
    expect(page.locator("#saved")).to_contain_text("3 of 3 answered")
    elsewhere: Page = open_page(page.url)
    expect(elsewhere.get_by_role("checkbox", name="view")).to_be_checked()
    expect(elsewhere.get_by_role("textbox")).to_have_value("meshconfig")


def test_submitting_waits_for_a_save_that_is_under_way(open_page: Any) -> None:
    """Else the two would carry one number, and the answers look like another tab's."""
    page: Page = open_page("/exams")
    start(page)
    held = hold_next_save(page)
    with page.expect_request("**/save"):
        page.get_by_role("radio", name="A <noun>").check()
    page.get_by_role("textbox").fill("meshconfig")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Meshery CLI")
    held[0].continue_()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hand in your answers?")
    expect(page.locator("main")).to_contain_text("2 of 3 questions are answered")


def test_changes_during_a_slow_save_follow_it_with_the_next_number(open_page: Any) -> None:
    page: Page = open_page("/exams")
    start(page)
    held = hold_next_save(page)
    with page.expect_request("**/save"):
        page.get_by_role("radio", name="A <noun>").check()
    page.clock.install()
    page.get_by_role("radio", name="A colour").check()
    page.get_by_role("textbox").fill("meshconfig")
    page.clock.fast_forward(1_000)
    held[0].continue_()
    expect(page.locator("#saved")).to_contain_text("2 of 3 answered (save 2")
    page.reload()
    expect(page.get_by_role("radio", name="A colour")).to_be_checked()


def test_a_second_tab_is_told_and_overwrites_nothing(open_page: Any) -> None:
    page: Page = open_page("/exams")
    start(page)
    second: Page = open_page(page.url)
    page.get_by_role("radio", name="A <noun>").check()
    expect(page.locator("#saved")).to_contain_text("1 of 3 answered")
    second.get_by_role("radio", name="A colour").check()
    expect(second.locator("#saved")).to_contain_text("perhaps from another tab")
    page.reload()
    expect(page.get_by_role("radio", name="A <noun>")).to_be_checked()


def test_a_lost_connection_is_said_and_the_save_is_tried_again(open_page: Any) -> None:
    page: Page = open_page("/exams")
    start(page)
    page.clock.install()
    page.context.set_offline(offline=True)
    page.get_by_role("radio", name="A <noun>").check()
    page.clock.fast_forward(1_000)
    expect(page.locator("#saved")).to_contain_text("There is no connection")
    page.context.set_offline(offline=False)
    page.clock.fast_forward(10_000)
    expect(page.locator("#saved")).to_contain_text("1 of 3 answered")


def test_the_time_is_announced_at_ten_five_and_one_minute_and_then_handed_in(
    open_page: Any,
) -> None:
    page: Page = open_page("/exams")
    page.clock.install()
    start(page)
    warning, left = page.locator("#warning"), page.locator("#left")
    expect(left).to_contain_text("minutes")
    expect(warning).to_be_empty()
    page.get_by_role("textbox").fill("typed at the last moment")
    for minutes, text in ((10, "10 minutes left."), (5, "5 minutes left."), (4, "1 minute left.")):
        page.clock.fast_forward(minutes * 60_000)
        expect(warning).to_have_text(text)
    page.clock.fast_forward(60_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("Meshery CLI: your result")
    expect(page.locator("main")).to_contain_text("0/7 marks")


def test_the_whole_exam_works_without_javascript(open_page: Any) -> None:
    page: Page = open_page("/exams", java_script_enabled=False)
    start(page)
    answer_all(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#saved")).to_contain_text("3 of 3 answered (save 1)")
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".outcome")).to_contain_text("Passed")


def test_the_whole_exam_works_by_keyboard(open_page: Any) -> None:
    page: Page = open_page("/exams/meshery-cli")
    start(page)
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(() => { const e = document.activeElement;"
            " const b = e.getBoundingClientRect();"
            " const bar = document.querySelector('.bar')?.getBoundingClientRect();"
            " return {kind: e.type || e.tagName, text: e.textContent.trim(), top: b.top,"
            " covered: !!bar && e.closest('fieldset') !== null && b.top < bar.bottom - 1"
            " && bar.top <= 1}; })()"
        )
        assert not focused["covered"], focused
        if focused["kind"] in ("radio", "checkbox"):
            page.keyboard.press("Space")
        if focused["kind"] == "text":
            page.keyboard.type("meshconfig")
        if focused["text"].startswith("Submit"):
            page.keyboard.press("Enter")
            break
    expect(page.get_by_role("heading", level=1)).to_have_text("Hand in your answers?")
    expect(page.locator("main")).to_contain_text("3 of 3 questions are answered")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 375, 1280])
def test_every_page_is_accessible_and_fits(open_page: Any, scheme: str, width: int) -> None:
    page: Page = open_page("/exams", color_scheme=scheme, viewport={"width": width, "height": 800})
    check(page)
    page.goto("/exams/meshery-cli")
    check(page)
    start(page)
    check(page)
    attempt = page.url
    answer_all(page)
    expect(page.locator("#saved")).to_contain_text("3 of 3 answered")
    check(page)
    page.get_by_role("textbox").evaluate("field => { field.maxLength = 9999; }")
    page.get_by_role("textbox").fill("x" * 2_001)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("longer than 2,000 characters")
    check(page)
    page.goto(f"{attempt}/submit")
    check(page)
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".outcome")).to_contain_text("Passed")
    check(page)
    page.goto(f"{attempt}/receipt")
    expect(page.locator("main")).to_contain_text("Genuine")
    check(page)
    page.go_back()
    page.get_by_role("button", name="Show my score").click()
    page.get_by_role("link", name="its own page").click()
    expect(page.locator(".outcome")).to_contain_text("by octocat")
    check(page)
