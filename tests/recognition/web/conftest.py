"""Fixtures of the pages of recognition."""

from __future__ import annotations

from pathlib import Path

import pytest

from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from tests.recognition.web.site import Site, make_catalog_folder, make_site


@pytest.fixture
def site(database: Database, clock: ManualClock, tmp_path: Path) -> Site:
    return make_site(database, clock, make_catalog_folder(tmp_path / "badges"))
