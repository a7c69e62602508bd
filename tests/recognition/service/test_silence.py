"""Tests of recognition.service.silence: the rules that nobody's work matches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from recognition.kernel.store import Database
from recognition.service.facts import store_facts
from recognition.service.silence import SILENT_FOR, silent_rules
from tests.recognition.factories import NOON, make_badges, make_fact

CATALOG = make_badges(
    any_work="count: 1",
    docs="count: 1\nwhere: {paths: ['docs/**']}",
    reviews="on: review.submitted\ncount: 1",
    named="on: nomination\ncount: 1",
    told="on: ext.cloud.share\ncount: 1",
    retired="on: review.submitted\ncount: 1\nstatus: retired",
)
NOW = NOON + timedelta(days=400)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


def silent(session: Session, now: datetime = NOW) -> list[str]:
    return [badge.id for badge in silent_rules(session, catalog=CATALOG, now=now)]


def test_a_rule_that_nothing_matched_for_90_days_is_silent(session: Session) -> None:
    long_ago = make_fact(1, attrs={"paths": ["docs/a.md"]})
    last_week = make_fact(2, at=NOW - timedelta(days=7), attrs={"paths": ["ui/a.ts"]})
    store_facts(session, [long_ago, last_week])
    assert silent(session) == ["docs", "reviews"]


def test_the_ninetieth_day_counts_and_what_comes_later_does_not(session: Session) -> None:
    store_facts(session, [make_fact(1), make_fact(2, at=NOW - SILENT_FOR)])
    assert "any-work" not in silent(session)
    assert "any-work" in silent(session, NOW + timedelta(seconds=1))
    assert "any-work" in silent(session, NOW - SILENT_FOR)


def test_a_young_installation_has_no_silent_rules(session: Session) -> None:
    assert silent(session) == []
    store_facts(session, [make_fact(1, at=NOW - timedelta(days=80))])
    assert silent(session) == []


def test_work_that_does_not_count_breaks_no_silence(session: Session) -> None:
    gone = make_fact(2, at=NOW - timedelta(days=7), retracted=True)
    bot = make_fact(3, at=NOW - timedelta(days=7), actor_type="Bot")
    store_facts(session, [make_fact(1), gone, bot])
    assert silent(session) == ["any-work", "docs", "reviews"]
