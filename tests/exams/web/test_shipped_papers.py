"""Every question of the shipped exams as candidates see it: accessible, and nothing cut off."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

import exams
from exams.service import ExamService
from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from tests.exams.web.browsing import assert_no_control_is_cut, check, start
from tests.exams.web.site import make_site, read

if TYPE_CHECKING:
    from exams.bank import Bank

pytestmark = pytest.mark.browser

FILES = sorted((Path(exams.__file__).parent / "banks").glob("*.md"))


def whole(path: Path) -> Bank:
    """Read a bank, and let every paper of it hold all its questions."""
    bank = read(path.read_text(encoding="utf-8"), exam=path.stem)
    return replace(
        bank,
        policy=replace(bank.policy, questions_per_attempt=None),
        blueprint=(),
        questions=tuple(replace(question, enemies=frozenset()) for question in bank.questions),
        true_false_percent=100,
    )


@pytest.fixture
def clock() -> ManualClock:
    """The present, since browsers drop cookies by their own clock."""
    return ManualClock(datetime.now(UTC))


@pytest.fixture
def site(database: Database, clock: ManualClock) -> tuple[Flask, ExamService]:
    return make_site(database, clock, *map(whole, FILES), facts=[])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_question_is_accessible_and_fits_a_phone(open_page: Any, path: Path) -> None:
    page: Page = open_page("/exams", viewport={"width": 320, "height": 640})
    start(page, path.stem)
    expect(page.locator("#paper fieldset")).to_have_count(len(whole(path).pool))
    check(page)
    assert_no_control_is_cut(page)
