"""An answer that cannot be taken is named, and keeps no other from being saved."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from exams.service import ExamService
from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from tests.exams.examples import NUMERIC, ORDERING, SINGLE
from tests.exams.factories import bank_text
from tests.exams.web.browsing import start
from tests.exams.web.site import make_site, read

pytestmark = pytest.mark.browser


@pytest.fixture
def clock() -> ManualClock:
    """The present, since browsers drop cookies by their own clock."""
    return ManualClock(datetime.now(UTC))


@pytest.fixture
def site(database: Database, clock: ManualClock) -> tuple[Flask, ExamService]:
    second = NUMERIC.replace('id: "numeric"', 'id: "second"').replace("GiB", "TiB")
    bank = bank_text(SINGLE, NUMERIC, second, ORDERING, title="Three", timeLimit=20)
    return make_site(database, clock, read(bank, exam="three"), facts=[])


def refuse_one(open_page: Any) -> Page:
    page: Page = open_page("/exams")
    page.clock.install()
    start(page, "three")
    page.get_by_label("Your answer, in GiB").fill("1,234")
    page.clock.fast_forward(1_000)
    expect(page.locator("#saved")).to_contain_text("can be read in two ways")
    return page


def test_other_answers_are_saved_beside_one_that_is_refused(open_page: Any) -> None:
    page = refuse_one(open_page)
    page.get_by_role("radio", name="A whale").check()
    page.clock.fast_forward(1_000)
    line = page.locator("#saved")
    expect(line).to_contain_text("✓ Saved 1 of 4 answered")
    expect(line).to_contain_text("✗ Not saved question")
    expect(line).to_contain_text("can be read in two ways")
    page.get_by_label("Your answer, in TiB").fill("NaN")
    page.get_by_label("Place of node").select_option("3")
    page.clock.fast_forward(1_000)
    expect(line).to_contain_text("✓ Saved 2 of 4 answered")
    expect(line).to_contain_text("must be a number")
    elsewhere: Page = open_page(page.url)
    expect(elsewhere.get_by_role("radio", name="A whale")).to_be_checked()
    expect(elsewhere.get_by_label("Place of node")).to_have_value("3")
    expect(elsewhere.get_by_label("Your answer, in GiB")).to_have_value("")


def test_once_mended_it_is_saved_like_the_others(open_page: Any) -> None:
    page = refuse_one(open_page)
    page.get_by_label("Your answer, in GiB").fill("1.234")
    page.clock.fast_forward(1_000)
    expect(page.locator("#saved")).to_contain_text("✓ Saved 1 of 4 answered")
    expect(page.locator("#saved")).not_to_contain_text("Not saved")


def test_handing_in_does_not_pass_over_it_in_silence(open_page: Any) -> None:
    page = refuse_one(open_page)
    page.get_by_role("radio", name="A whale").check()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("alert")).to_contain_text("can be read in two ways")
    expect(page.get_by_role("radio", name="A whale")).to_be_checked()
    expect(page.get_by_label("Your answer, in GiB")).to_have_value("1,234")


def test_when_the_time_is_up_it_does_not_cost_the_others(open_page: Any) -> None:
    page = refuse_one(open_page)
    page.get_by_role("radio", name="The smallest thing to deploy").check()
    page.clock.fast_forward(20 * 60_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("Three: your result")
    expect(page.locator("main")).to_contain_text("2/8 marks")
