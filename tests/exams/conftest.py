"""Fixtures of the exams' tests."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.exams.factories import a_bank, some_banks
from tests.exams.sittings import Sittings

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database


@pytest.fixture
def sittings(database: Database, clock: ManualClock) -> Sittings:
    """A service with one exam: six of twelve questions, 30 minutes, three attempts."""
    bank = a_bank(questions_per_attempt=6, time_limit=timedelta(minutes=30))
    return Sittings(database=database, clock=clock, banks=some_banks(bank))
