"""Fixtures of the whole suite: a real database file, a clock that moves when told, real input."""

from __future__ import annotations

import logging
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import structlog
from hypothesis import settings
from playwright.sync_api import Browser, expect, sync_playwright
from sqlmodel import SQLModel

from recognition.kernel.clock import ManualClock
from recognition.kernel.log import configure_logging
from recognition.kernel.store import Database

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent

# A busy machine is no mistake of the program's; time is measured in benchmarks.
settings.register_profile("recognition", deadline=None)
settings.load_profile("recognition")


@pytest.fixture(autouse=True, scope="session")
def _quiet_logs() -> Iterator[None]:
    """Log as the server does; structlog's own default draws every traceback in colour."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        configure_logging(level="INFO", stream=nowhere)
        yield


@pytest.fixture
def former_logging() -> Iterator[None]:
    """Log again as before when a test is over that set it up anew."""
    before = structlog.get_config()
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    yield
    structlog.configure(**before)
    root.setLevel(level)
    root.handlers[:] = handlers
    structlog.contextvars.clear_contextvars()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A SQLite file with every table of the modules that the test imported."""
    database = Database(f"sqlite:///{tmp_path / 'recognition.db'}")
    SQLModel.metadata.create_all(database.engine)
    yield database
    database.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real browser: Debian's Chromium, since no test may download one."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail("REQUIRE_BROWSER=1, and there is no chromium on the PATH")
        pytest.skip("no chromium on the PATH (on Debian: apt-get install chromium)")
    # Two workers share two cores with servers of their own; five seconds are not for ever.
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with real exams, facts and payloads; a newcomer's clone has none."""
    folder = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        if os.environ.get("REQUIRE_REAL_DATA") == "1":
            pytest.fail(f"REQUIRE_REAL_DATA=1, and there is no folder {folder}")
        pytest.skip("no real data beside this clone (SHARED_DATA names another place)")
    return folder
