"""Fixtures of the web base."""

from __future__ import annotations

import pytest

from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from tests.recognition.kernel.web.site import HTTP, Site, make_site


@pytest.fixture
def site(database: Database, clock: ManualClock) -> Site:
    return make_site(database, clock)


@pytest.fixture
def plain_site(database: Database, clock: ManualClock) -> Site:
    """The same without TLS, as on the machine of somebody who tries it."""
    return make_site(database, clock, public_url=HTTP)
