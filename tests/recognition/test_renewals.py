"""When people are reminded that a certification ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from recognition.awards import Award, AwardState, award_id
from recognition.catalog import make_catalog
from recognition.kernel.ids import UserId
from recognition.renewals import REMIND_BEFORE, ending_soon, reminders_within
from recognition.rules.tracks import Certification, Track, TrackState
from tests.recognition.factories import NOON, make_badge

DAY = timedelta(days=1)
BADGE = make_badge("on: exam.passed\nfirst: true\nexpires: 100d", name="cmc")
OTHER = make_badge("on: exam.passed\nfirst: true\nexpires: 100d", name="exam-cli")
STEP = Certification(badge="cmc", name="CMC", short="CMC", tier=1, state=TrackState.LIVE)
CATALOG = make_catalog([BADGE, OTHER], tracks=[Track(id="t", name="T", certifications=(STEP,))])
HELD = Award(
    id=award_id(1, "cmc", None),
    person_id=UserId(1),
    badge="cmc",
    tier=None,
    state=AwardState.GRANTED,
    earned_at=NOON,
    evidence=(),
)
END = NOON + 100 * DAY


@pytest.mark.parametrize("days", [1, 7, 30])
def test_each_reminder_falls_into_one_period_and_no_later_than_its_time(days: int) -> None:
    told = []
    start = NOON
    while start < END + 10 * DAY:
        end = start + days * DAY
        told += [
            (start, one.days) for one in reminders_within([HELD], CATALOG, start=start, end=end)
        ]
        start = end
    assert len(told) == len(REMIND_BEFORE)
    for (at, left), before in zip(told, REMIND_BEFORE, strict=True):
        assert before <= END - at < before + days * DAY + DAY
        assert left == -(-(END - at) // DAY)


@pytest.mark.parametrize("state", [AwardState.REVOKED, AwardState.EXPIRED, AwardState.PROPOSED])
def test_nobody_is_reminded_of_what_is_not_held(state: AwardState) -> None:
    award = replace(HELD, state=state)
    assert ending_soon([award], CATALOG, now=END - 10 * DAY) == []


def test_single_exams_and_unknown_badges_are_left_out() -> None:
    awards = [replace(HELD, badge="exam-cli"), replace(HELD, badge="gone")]
    assert ending_soon(awards, CATALOG, now=END - 10 * DAY) == []


def test_a_renewed_certification_is_not_ending() -> None:
    renewed = replace(HELD, earned_at=NOON + 90 * DAY)
    assert ending_soon([HELD], CATALOG, now=END - 5 * DAY) != []
    assert ending_soon([renewed], CATALOG, now=END - 5 * DAY) == []


def test_what_has_ended_is_not_ending() -> None:
    assert ending_soon([HELD], CATALOG, now=END) == []
    assert [one.days for one in ending_soon([HELD], CATALOG, now=END - DAY / 2)] == [1]
