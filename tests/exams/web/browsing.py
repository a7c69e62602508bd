"""What browser tests of the exam pages share: starting an exam, and judging a page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, expect

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def is_trouble(line: ConsoleMessage) -> bool:
    """Tell whether a console line is more than Chromium's remark on an answer of 4xx, or none."""
    return "Failed to load resource" not in line.text and "htmx:error" not in line.text


def start(page: Page, exam: str = "meshery-cli") -> None:
    """Start an exam, and wait until its paper can be answered."""
    page.goto(f"/exams/{exam}")
    page.get_by_role("checkbox", name="I answer by myself").check()
    page.get_by_role("button", name="Start the exam").click()
    # The page before has the same heading; and what is ticked before the page's script runs is
    # saved with the next change only.
    expect(page.locator("#paper")).to_be_visible()
    page.wait_for_load_state()


def check(page: Page) -> None:
    """Run axe, and see that nothing is wider than the window."""
    results = Axe().run(page, options=RULES)
    assert results.violations_count == 0, results.generate_report()
    assert excess(page) <= 0, f"{page.url} is {excess(page)} px too wide"


def excess(page: Page) -> int:
    """Give how many pixels of the page lie beyond the window's right edge."""
    return int(
        page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
    )


def assert_no_control_is_cut(page: Page) -> None:
    """See that no control, label or legend reaches beyond its question's border."""
    cut = page.evaluate(
        """() => [...document.querySelectorAll("#paper fieldset *")].filter((element) => {
          const box = element.getBoundingClientRect();
          const outer = element.closest("fieldset").getBoundingClientRect();
          return box.width > 1 && box.right > outer.right + 1;
        }).map((element) => element.outerHTML.slice(0, 100))"""
    )
    assert cut == []
