from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.webhooks.commands.house import House

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database


@pytest.fixture
def house(database: Database, clock: ManualClock) -> House:
    return House(database=database, clock=clock)
