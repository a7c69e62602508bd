"""The whole journey as a person plays it: a pull request, badges, exams, a verified award.

`SCREENSHOTS=folder` keeps a picture of every stop, in light and dark, wide and narrow.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from webhooks.demo.answers import right_answers
from webhooks.demo.check import Journey, merge_operator_work
from webhooks.demo.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from exams.bank import Bank

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

WIDTHS = (375, 1280)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with Stage(folder=tmp_path) as stage:
        stage.start_server()
        stage.sandbox.world.install(stage.app, stage.seed.organization, by=stage.seed.maintainer)
        yield stage


class Album:
    """Keeps pictures of the stops, where somebody asked for them."""

    def __init__(self) -> None:
        folder = os.environ.get("SCREENSHOTS")
        self._folder = Path(folder) if folder else None

    def keep(self, page: Page, name: str) -> None:
        """Take the page in light and dark, wide and narrow."""
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                path = self._folder / f"{name}-{width}-{scheme}.png"
                page.screenshot(path=path, full_page=True)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 900})


def become(page: Page, stage: Stage, login: str) -> None:
    """Choose who to be on the sandbox."""
    page.request.post(f"{stage.sandbox.url}/sandbox/visitor", form={"login": login, "back": "/"})


def test_from_a_merged_pull_request_to_a_verified_certification(
    chromium: Browser, stage: Stage
) -> None:
    journey, album = Journey(stage), Album()
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    merge_and_ask(page, journey, album)
    sign_in_and_sit(page, journey, album)
    look_at_the_award(page, journey, album)
    decide_in_the_digest(page, journey, album)
    assert complaints == []
    context.close()


def merge_and_ask(page: Page, journey: Journey, album: Album) -> None:
    """Merge as the maintainer, and ask for the exams as the contributor."""
    stage, seed = journey.stage, journey.seed
    become(page, stage, seed.maintainer)
    page.goto(pull_request(stage))
    album.keep(page, "01-pull-request")
    page.get_by_role("button", name="Merge pull request").click()
    journey.merge()
    become(page, stage, seed.contributor)
    page.goto(pull_request(stage))
    page.locator("textarea#body").fill("/certify")
    page.get_by_role("button", name="Comment", exact=True).click()
    journey.certify()
    page.goto(pull_request(stage))
    expect(page.get_by_role("link", name="Open the exam").first).to_be_visible()
    album.keep(page, "02-offered")
    page.goto(f"{stage.url}/")
    album.keep(page, "03-home")


def sign_in_and_sit(page: Page, journey: Journey, album: Album) -> None:
    """Follow the links, sign in once, and pass all five."""
    first, *others = sorted(journey.banks)
    page.goto(journey.links[first])
    page.get_by_role("button", name="Sign in with GitHub to start").click()
    album.keep(page, "04-authorize")
    page.get_by_role("button", name=f"Authorize as {journey.seed.contributor}").click()
    album.keep(page, "05-exam-rules")
    page.get_by_role("checkbox", name="I answer by myself").check()
    page.get_by_role("button", name="Start the exam").click()
    album.keep(page, "06-exam")
    page.goto(journey.links[first])
    page.get_by_role("button", name="Go on with your attempt").click()
    answer_and_submit(page, journey.banks[first])
    album.keep(page, "07-result")
    for exam in others:
        page.goto(journey.links[exam])
        page.get_by_role("checkbox", name="I answer by myself").check()
        page.get_by_role("button", name="Start the exam").click()
        answer_and_submit(page, journey.banks[exam])


def look_at_the_award(page: Page, journey: Journey, album: Album) -> None:
    """See the certification on the pull request, verify it, and open the profile."""
    stage, seed = journey.stage, journey.seed
    journey.certified()
    page.goto(pull_request(stage))
    expect(page.get_by_text("5 of 5 exams passed")).to_be_visible()
    album.keep(page, "08-certified")
    page.goto(journey.verify_url)
    expect(page.get_by_role("main")).to_contain_text("Valid")
    album.keep(page, "09-verify")
    page.goto(f"{stage.url}/u/{seed.contributor}")
    expect(page.get_by_role("main")).to_contain_text("Certified Meshery Contributor")
    album.keep(page, "10-profile")
    page.goto(f"{stage.url}/commands")
    album.keep(page, "11-commands")


def decide_in_the_digest(page: Page, journey: Journey, album: Album) -> None:
    """Read the digest as a maintainer, tick a box, and see the decision in it."""
    stage, seed = journey.stage, journey.seed
    merge_operator_work(stage)
    journey.digest()
    become(page, stage, seed.maintainer)
    issue = f"{stage.sandbox.url}/{seed.digest_repo}/issues/{journey.digest_number}"
    page.goto(issue)
    album.keep(page, "12-digest")
    page.locator("button[name=box]").first.click()
    journey.approve()
    page.goto(issue)
    expect(page.locator("main table")).to_contain_text(f"approved by {seed.maintainer}")
    album.keep(page, "13-decided")


def pull_request(stage: Stage) -> str:
    return f"{stage.sandbox.url}/{stage.seed.repository}/pull/{stage.seed.pull_request}"


def answer_and_submit(page: Page, bank: Bank) -> None:
    """Give every right answer of an open paper, and hand it in."""
    expect(page.locator("#paper")).to_be_visible()
    names = {str(field.get_attribute("name")) for field in page.locator("[name^='q.']").all()}
    for name, value in right_answers(bank, names).items():
        if not isinstance(value, str):
            for option in value:
                page.locator(f"input[name='{name}'][value='{option}']").check()
        elif page.locator(f"select[name='{name}']").count():
            page.locator(f"select[name='{name}']").select_option(value)
        else:
            page.locator(f"input[type=text][name='{name}'], textarea[name='{name}']").fill(value)
    page.get_by_role("button", name="Submit").click()
    page.wait_for_url("**/submit")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("main")).to_contain_text("Passed")
