"""`/progress`: the nearest badges, what is missing, and where it says why."""

from __future__ import annotations

from tests.recognition.deeds import ADDRESSES
from tests.webhooks.commands.house import House


def test_a_row_says_how_far_what_is_missing_and_leads_to_the_reason(house: House) -> None:
    house.merge(1)
    body = house.ask("/progress").body
    assert "| Next badge | Progress | Missing |" in body
    assert f"| [Meshery (bronze)]({ADDRESSES.explain('ann', 'meshery')}) |" in body
    assert "| 4 merged pull requests |" in body
    assert f"· [why]({ADDRESSES.explain('ann')}) · exams: `/certify`</sub>" in body


def test_only_the_nearest_are_told(house: House) -> None:
    house.merge(1)
    rows = [line for line in house.ask("/progress").body.splitlines() if line.startswith("| [")]
    assert 0 < len(rows) <= 8


def test_what_nobody_can_earn_now_is_not_offered(house: House) -> None:
    body = house.ask("/progress").body
    for badge in house.recorder.catalog.badges.values():
        if not badge.is_active:
            assert f"/{badge.id})" not in body
