"""Sitting an exam of every type: keyboard alone, without a script, small, large, by ear.

What axe finds is looked for on every page; what it cannot find has a test of its own.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from exams.service import ExamService
from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from tests.exams.examples import EXAMPLES
from tests.exams.web.browsing import assert_no_control_is_cut, check, excess, start
from tests.exams.web.site import EVERY_TYPE, OTHER, PLAYER, make_site, read

pytestmark = pytest.mark.browser

EXAM = "every-type"
COUNT = len(EXAMPLES)
PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 800}

FOCUSED = """() => {
  const element = document.activeElement;
  const box = element.getBoundingClientRect();
  const bar = document.querySelector(".bar")?.getBoundingClientRect();
  const style = getComputedStyle(element);
  const isInBar = !!element.closest(".bar");
  const covered = !!bar && !isInBar && bar.top <= 1 && box.top < bar.bottom - 1
    && box.bottom > 0 && getComputedStyle(document.querySelector(".bar")).position === "sticky";
  return {
    kind: element.type || element.tagName.toLowerCase(),
    text: (element.textContent || "").trim(),
    name: element.name || "",
    group: element.closest("fieldset")?.id || "",
    unit: element.closest("fieldset")?.textContent.includes("GiB") || false,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    covered,
    outside: box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth,
    place: box.top + scrollY,
  };
}"""


@pytest.fixture
def clock() -> ManualClock:
    """The present, since browsers drop cookies by their own clock."""
    return ManualClock(datetime.now(UTC))


@pytest.fixture
def site(database: Database, clock: ManualClock) -> tuple[Flask, ExamService]:
    return make_site(database, clock, read(EVERY_TYPE, exam=EXAM), facts=[])


def tab(page: Page, *, back: bool = False) -> dict[str, Any]:
    """Move the focus, and see that it can be seen where it lands."""
    page.keyboard.press("Shift+Tab" if back else "Tab")
    focused: dict[str, Any] = page.evaluate(FOCUSED)
    assert focused["ring"], focused
    assert not focused["covered"], focused
    assert not focused["outside"], focused
    return focused


def answer_by_keyboard(page: Page) -> list[dict[str, Any]]:
    """Tab through the paper, answer what comes, and stop on the button that submits."""
    visited: list[dict[str, Any]] = []
    for _ in range(200):
        focused = tab(page)
        visited.append(focused)
        in_group = sum(other["group"] == focused["group"] for other in visited)
        match focused["kind"]:
            case "radio" | "checkbox":
                page.keyboard.press("Space")
            case "select-one":
                for _ in range(in_group):
                    page.keyboard.press("ArrowDown")
            case "text":
                page.keyboard.type("0.375" if focused["unit"] else "get")
            case "textarea":
                page.keyboard.type("So that designs can be made of them.")
        if focused["text"].startswith("Submit"):
            return visited
    raise AssertionError(visited)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_a_person_with_a_keyboard_only_finishes_an_exam_of_every_type(
    open_page: Any, viewport: dict[str, int]
) -> None:
    page: Page = open_page("/exams", viewport=viewport)
    start(page, EXAM)
    assert tab(page)["text"] == "Skip to content"
    page.keyboard.press("Enter")
    visited = answer_by_keyboard(page)
    questions = [focused["group"] for focused in visited if focused["group"]]
    assert list(dict.fromkeys(questions)) == [f"q{n}" for n in range(1, COUNT + 1)]
    places = [focused["place"] for focused in visited if focused["group"]]
    assert all(after >= before - 60 for before, after in pairwise(places))
    expect(page.locator("#saved")).to_contain_text(f"{COUNT} of {COUNT} answered")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hand in your answers?")
    expect(page.locator("main")).to_contain_text(f"{COUNT} of {COUNT} questions are answered")
    expect(page.locator("main")).not_to_contain_text("not finished")
    for _ in range(20):
        if tab(page)["text"] == "Submit":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Every type: your result")


def test_going_back_the_bar_hides_nothing_that_has_the_focus(open_page: Any) -> None:
    page: Page = open_page("/exams", viewport={"width": 1280, "height": 600})
    start(page, EXAM)
    page.get_by_role("button", name="Submit").focus()
    groups = [tab(page, back=True)["group"] for _ in range(24)]
    assert "q1" in groups


def fill(page: Page) -> None:
    """Answer as the key has it, finding each control by what it is called."""
    page.get_by_role("radio", name="The smallest thing to deploy").check()
    page.get_by_role("checkbox", name="list").check()
    page.get_by_role("checkbox", name="view").check()
    question(page, "Which command starts").get_by_label("Your answer").fill("mesheryctl start")
    page.get_by_label("Your answer, in GiB").fill("384 MiB")
    for place, name in enumerate(("container", "pod", "node", "cluster"), start=1):
        page.get_by_label(f"Place of {name}").select_option(str(place))
    page.get_by_label("Meshery Server").select_option("keeps designs")
    page.get_by_label("MeshSync").select_option("discovers clusters")
    page.get_by_label("Broker").select_option("carries messages")
    page.get_by_label("Blank 1").fill("get")
    page.get_by_label("Blank 2").select_option("namespace")
    question(page, "Why do people").get_by_label("Your answer").fill("So that\n\nthey can.")


def question(page: Page, words: str) -> Locator:
    return page.get_by_role("group").filter(has_text=words)


def test_an_exam_of_every_type_works_without_javascript(open_page: Any) -> None:
    page: Page = open_page("/exams", java_script_enabled=False)
    start(page, EXAM)
    fill(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#saved")).to_contain_text("8 of")
    expect(page.get_by_label("Place of node")).to_have_value("3")
    expect(page.get_by_label("Blank 1")).to_have_value("get")
    expect(question(page, "Why do people").get_by_label("Your answer")).to_have_value(
        "So that\n\nthey can."
    )
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Every type: your result")
    expect(page.locator("main")).to_contain_text("14/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_of_an_exam_of_every_type_is_accessible_and_fits(
    open_page: Any, scheme: str, viewport: dict[str, int]
) -> None:
    page: Page = open_page("/exams", color_scheme=scheme, viewport=viewport)
    start(page, EXAM)
    attempt = page.url
    look(page)
    page.get_by_label("Place of node").select_option("1")
    page.get_by_label("Place of pod").select_option("1")
    page.get_by_label("Your answer, in GiB").fill("1,234")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("can be read in two ways")
    expect(page.locator("main")).to_contain_text("place 1 given more than once")
    look(page)
    fill(page)
    page.get_by_label("Place of node").select_option("1")
    expect(page.locator("#saved")).to_contain_text("8 of")
    page.goto(f"{attempt}/submit")
    expect(page.locator("main")).to_contain_text("Begun and not finished")
    look(page)
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Every type: your result")
    look(page)
    page.goto(f"/exams/{EXAM}")
    look(page)


TARGETS = """() => {
  const controls = "a, button, input:not([type=hidden]), select, textarea, summary";
  const small = [];
  for (const element of document.querySelectorAll(controls)) {
    // A link in a sentence is as high as its line; the criterion leaves it out.
    const inSentence = element.matches("p a, li a, td a, small a, span a")
      && element.parentElement.textContent.trim() !== element.textContent.trim();
    const box = (element.closest("label") ?? element).getBoundingClientRect();
    const hidden = box.right <= 0 || box.width === 0;
    if (!inSentence && !hidden && (box.width < 24 || box.height < 24)) {
      small.push(`${element.outerHTML.slice(0, 80)} ${box.width}x${box.height}`);
    }
  }
  return small;
}"""


def look(page: Page) -> None:
    """Judge a page: axe, nothing too wide, and every target large enough to hit."""
    check(page)
    assert page.evaluate(TARGETS) == [], page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_the_pages_around_an_exam_are_accessible_and_fit_too(
    open_page: Any, scheme: str, viewport: dict[str, int], clock: ManualClock
) -> None:
    page: Page = open_page(f"/exams/{EXAM}", color_scheme=scheme, viewport=viewport)
    page.get_by_role("checkbox", name="I answer by myself").evaluate(
        "box => { box.required = 0; }"
    )
    page.get_by_role("button", name="Start the exam").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick the box")
    look(page)
    start(page, EXAM)
    attempt = page.url
    page.goto("/exams")
    expect(page.locator("main")).to_contain_text("In progress")
    look(page)
    clock.advance(timedelta(minutes=50))
    page.goto(attempt)
    expect(page.get_by_role("heading", level=1)).to_have_text("The time is up")
    look(page)
    page.get_by_role("button", name="See the result").click()
    expect(page.locator("main")).to_contain_text("The time ran out")
    look(page)
    page.goto(f"{attempt}/receipt")
    look(page)
    page.goto("/attempts/nobody")
    expect(page.locator("main")).to_contain_text("no such attempt")
    look(page)


def group_names(page: Page) -> list[str]:
    return [
        " ".join(text.split())
        for text in page.locator("#paper fieldset > legend").all_text_contents()
    ]


def test_by_ear_every_question_says_its_number_and_every_control_its_own_name(
    open_page: Any,
) -> None:
    page: Page = open_page("/exams")
    start(page, EXAM)
    for number, legend in enumerate(group_names(page), start=1):
        assert legend.startswith(f"Question {number} of {COUNT} · ")
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    names: dict[str, list[str]] = {}
    for node in nodes:
        if not node["ignored"]:
            role = str(node["role"]["value"])
            names.setdefault(role, []).append(str(node.get("name", {}).get("value", "")))
    assert {"container", "pod", "node", "cluster"} == {
        name.removeprefix("Place of ")
        for name in names["combobox"]
        if name.startswith("Place of ")
    }
    assert {"Meshery Server", "MeshSync", "Broker", "Blank 2"} <= set(names["combobox"])
    assert {"Blank 1", "Your answer, in GiB"} <= set(names["textbox"])
    for role in ("combobox", "textbox", "radio", "checkbox", "button"):
        assert all(names[role]), (role, names[role])


def test_a_refused_answer_has_the_focus_and_says_by_ear_what_is_wrong(open_page: Any) -> None:
    page: Page = open_page("/exams", java_script_enabled=False)
    start(page, EXAM)
    page.get_by_label("Your answer, in GiB").fill("1,234")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page).to_have_title("Not saved: Every type attempt · Meshery Recognition")
    field = page.get_by_label("Your answer, in GiB")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(
        "A number such as 12.5; you may write another unit behind it. "
        "it can be read in two ways; write it without a comma, such as 1234 or 1.234."
    )
    page.get_by_role("alert").get_by_role("link").click()
    page.keyboard.press("Tab")
    expect(field).to_be_focused()


def test_a_refusal_while_one_types_is_announced_and_links_to_its_question(open_page: Any) -> None:
    page: Page = open_page("/exams")
    start(page, EXAM)
    page.get_by_label("Your answer, in GiB").fill("1,234")
    heard = page.get_by_role("status").filter(has_text="Not saved")
    expect(heard).to_contain_text("can be read in two ways")
    page.locator("#saved").get_by_role("link").click()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Your answer, in GiB")).to_be_focused()
    page.get_by_label("Your answer, in GiB").fill("0.375")
    expect(page.get_by_role("status").filter(has_text="Saved")).to_contain_text("1 of")


def test_somebody_who_types_on_hears_of_a_save_only_when_it_changed_something(
    open_page: Any,
) -> None:
    page: Page = open_page("/exams")
    start(page, EXAM)
    page.evaluate(
        """() => {
          window.said = [];
          new MutationObserver(() => window.said.push(heard.textContent))
            .observe(heard, {childList: true});
        }"""
    )
    essay = question(page, "Why do people").get_by_label("Your answer")
    for number, words in enumerate(("So", "So that", "So that they can"), start=1):
        essay.fill(words)
        expect(page.locator("#saved")).to_contain_text(f"(save {number},")
    page.get_by_role("radio", name="A whale").check()
    expect(page.locator("#saved")).to_contain_text("(save 4,")
    said = page.evaluate("window.said")
    assert said == [f"✓ Saved {number} of {COUNT} answered" for number in (1, 2)]


def test_text_of_twice_the_size_and_a_page_of_twice_the_size_fit(open_page: Any) -> None:
    """A zoom of 200 % leaves half of the window's width; large type leaves the window as it is."""
    half = {"width": 640, "height": 400}
    page: Page = open_page("/exams", viewport=half, device_scale_factor=2, bypass_csp=True)
    start(page, EXAM)
    assert excess(page) <= 0
    page.set_viewport_size({"width": 1280, "height": 800})
    page.add_style_tag(content="html { font-size: 200% !important; }")
    assert excess(page) <= 0
    assert_no_control_is_cut(page)


def test_wider_spacing_of_text_cuts_nothing_off(open_page: Any) -> None:
    page: Page = open_page("/exams", viewport=PHONE, bypass_csp=True)
    start(page, EXAM)
    page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: .12em !important;"
        " word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"
    )
    assert excess(page) <= 0
    assert_no_control_is_cut(page)


def test_without_motion_nothing_moves(open_page: Any) -> None:
    page: Page = open_page("/exams", reduced_motion="reduce")
    start(page, EXAM)
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((element) => {
          const style = getComputedStyle(element);
          const still = (times) => times.split(",").every((time) => parseFloat(time) === 0);
          return !still(style.transitionDuration) || style.animationName !== "none"
            || style.scrollBehavior === "smooth";
        }).map((element) => element.outerHTML.slice(0, 80))"""
    )
    assert moving == []


def test_no_state_is_told_by_colour_alone(open_page: Any) -> None:
    """Where colours are the reader's own, the words, signs and rings are still there."""
    page: Page = open_page("/exams", forced_colors="active")
    start(page, EXAM)
    page.get_by_role("radio", name="A whale").check()
    expect(page.locator("#saved .state.good")).to_have_text("✓ Saved")
    page.get_by_label("Your answer, in GiB").fill("x")
    expect(page.locator("#saved .state.bad")).to_have_text("✗ Not saved")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("fieldset .error")).to_contain_text("✗ the answer must be a number")
    assert tab(page)["ring"]


def test_a_person_with_extra_time_reads_how_much_and_finishes_after_the_usual_end(
    open_page: Any, site: tuple[Flask, ExamService], database: Database, clock: ManualClock
) -> None:
    with database.writing() as session:
        site[1].give_time(session, person_id=PLAYER.id, percent=200, by=OTHER.id)
    page: Page = open_page(f"/exams/{EXAM}")
    expect(page.get_by_role("row", name="Time 90 minutes (45 + 100 %)")).to_be_visible()
    page.clock.install()
    start(page, EXAM)
    expect(page.locator("main")).to_contain_text("You have 90 minutes (45 + 100 %).")
    expect(page.locator("#left")).to_have_text(re.compile("^(89|90) minutes$"))
    look(page)
    page.clock.fast_forward("50:00")
    clock.advance(timedelta(minutes=50))
    expect(page.locator("#warning")).to_be_empty()
    page.get_by_role("radio", name="The smallest thing to deploy").check()
    page.clock.fast_forward(1_000)
    expect(page.locator("#saved")).to_contain_text("✓ Saved 1 of")
    page.clock.fast_forward("30:00")
    expect(page.locator("#warning")).to_have_text("10 minutes left.")
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("main")).to_contain_text("2/")
