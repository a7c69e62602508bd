"""Tests of recognition.service.profile: what may be shown, and what is next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from recognition.awards import AwardState
from recognition.catalog import Catalog, make_catalog
from recognition.kernel.store import Database
from recognition.render.palette import Standing
from recognition.service.profile import (
    best_award,
    held_awards,
    holders,
    profile_of,
    verification_of,
)
from recognition.service.record import record
from recognition.store import AccountRow, AwardRow
from tests.recognition.deciding import approve, dispute, hold, revoke
from tests.recognition.factories import (
    NOON,
    make_actor,
    make_badges,
    make_fact,
)

CATALOG = make_badges(
    work="tiers: {bronze: 1, silver: 3, gold: 10}",
    passed="on: exam.passed\nfirst: true\ncategory: certification\nexpires: 30d",
    trusted="count: 2\ngrant: review",
)
NOW = NOON + timedelta(days=10)
MAINTAINER = make_actor(99, login="Maintainer")


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


def do(
    session: Session, number: int, *, person: int = 1, catalog: Catalog = CATALOG, start: int = 1
) -> None:
    """Let somebody have so many pull requests merged, one a day."""
    facts = [
        make_fact(
            start + day,
            person=person,
            at=NOON + timedelta(days=day),
            attrs={"url": f"https://github.com/meshery/meshery/pull/{start + day}"},
        )
        for day in range(number)
    ]
    record(session, facts, catalog=catalog, now=NOW)


def sit_exam(session: Session, *, person: int = 1, at: datetime = NOON) -> None:
    fact = make_fact(1, person=person, kind="exam.passed", repo=None, at=at, attrs={"exam": "cli"})
    record(session, [fact], catalog=CATALOG, now=NOW)


def award(session: Session, badge: str, *, tier: str | None = None, person: int = 1) -> AwardRow:
    return session.exec(
        select(AwardRow).where(
            AwardRow.person_id == person, AwardRow.badge == badge, AwardRow.tier == tier
        )
    ).one()


def opt_out(session: Session, person: int) -> None:
    account = session.get(AccountRow, person)
    assert account is not None
    account.opted_out = True
    session.flush()


# --- what may be said ---------------------------------------------------------------------


def test_who_opted_out_is_like_nobody(session: Session) -> None:
    do(session, 1)
    award_id = award(session, "work", tier="bronze").id
    assert verification_of(session, award_id, catalog=CATALOG, now=NOW) is not None
    opt_out(session, 1)
    assert profile_of(session, "person-1", catalog=CATALOG, now=NOW) is None
    assert verification_of(session, award_id, catalog=CATALOG, now=NOW) is None


# --- what is held -------------------------------------------------------------------------


def test_only_the_highest_tier_is_held_up(session: Session) -> None:
    do(session, 3)
    assert [(row.badge, row.tier) for row in held_awards(session, 1, CATALOG)] == [
        ("work", "silver")
    ]


def test_certifications_stand_before_what_is_newer(session: Session) -> None:
    sit_exam(session)
    do(session, 5)
    profile = profile_of(session, "person-1", catalog=CATALOG, now=NOW)
    assert profile is not None
    assert [holding.award.badge for holding in profile.holdings] == ["passed", "work"]


def test_a_proposed_award_is_not_shown_before_a_maintainer_agrees(session: Session) -> None:
    do(session, 2)
    proposed = award(session, "trusted")
    assert verification_of(session, proposed.id, catalog=CATALOG, now=NOW) is None
    badge = CATALOG.badges["trusted"]
    assert best_award(session, 1, badge, NOW) == (Standing.UNKNOWN, None)
    record(session, [make_fact(1, person=99, login="Maintainer")], catalog=CATALOG, now=NOW)
    approve(session, [proposed.id], by=MAINTAINER, catalog=CATALOG, now=NOW)
    found = verification_of(session, proposed.id, catalog=CATALOG, now=NOW)
    assert found is not None
    assert found.decided_by == "Maintainer"
    assert found.holding.standing is Standing.EARNED


def test_what_is_on_hold_is_nobodys_business(session: Session) -> None:
    do(session, 2)
    held = award(session, "trusted")
    hold(session, [held.id], by=MAINTAINER, catalog=CATALOG, now=NOW)
    assert verification_of(session, held.id, catalog=CATALOG, now=NOW) is None
    assert best_award(session, 1, CATALOG.badges["trusted"], NOW) == (Standing.UNKNOWN, None)
    assert "trusted" not in {row.badge for row in held_awards(session, 1, CATALOG)}


def test_a_disputed_award_is_valid_and_under_review(session: Session) -> None:
    do(session, 1)
    row = award(session, "work", tier="bronze")
    dispute(session, [row.id], by=MAINTAINER, catalog=CATALOG, now=NOW, reason="not mine")
    found = verification_of(session, row.id, catalog=CATALOG, now=NOW)
    assert found is not None
    assert found.holding.standing is Standing.EARNED
    assert found.holding.is_under_review
    assert [one.badge for one in held_awards(session, 1, CATALOG)] == ["work"]
    assert holders(session)["work"] == 1
    profile = profile_of(session, "person-1", catalog=CATALOG, now=NOW)
    assert profile is not None
    assert [one.award.id for one in profile.holdings] == [row.id]


def test_an_award_has_expired_whether_or_not_the_timer_has_looked(session: Session) -> None:
    sit_exam(session)
    row = award(session, "passed")
    assert row.state == AwardState.GRANTED
    ends_at = NOON + timedelta(days=30)
    standings = [
        found.holding.standing
        for moment in (ends_at - timedelta(seconds=1), ends_at)
        if (found := verification_of(session, row.id, catalog=CATALOG, now=moment)) is not None
    ]
    assert standings == [Standing.CERTIFIED, Standing.EXPIRED]
    row.state = AwardState.EXPIRED
    found = verification_of(session, row.id, catalog=CATALOG, now=NOW)
    assert found is not None
    assert found.holding.standing is Standing.EXPIRED


def test_a_revoked_award_says_so_and_leaves_the_profile(session: Session) -> None:
    do(session, 1)
    row = award(session, "work", tier="bronze")
    revoke(session, [row.id], by=MAINTAINER, reason="a copy", catalog=CATALOG, now=NOW)
    found = verification_of(session, row.id, catalog=CATALOG, now=NOW)
    assert found is not None
    assert found.holding.standing is Standing.REVOKED
    profile = profile_of(session, "person-1", catalog=CATALOG, now=NOW)
    assert profile is not None
    assert profile.holdings == ()


def test_a_shield_prefers_what_is_valid_to_a_higher_tier_that_is_gone(session: Session) -> None:
    do(session, 3)
    badge = CATALOG.badges["work"]
    assert best_award(session, 1, badge, NOW)[1] is not None
    silver = award(session, "work", tier="silver")
    revoke(session, [silver.id], by=MAINTAINER, reason="a copy", catalog=CATALOG, now=NOW)
    standing, shown = best_award(session, 1, badge, NOW)
    assert standing is Standing.EARNED
    assert shown is not None
    assert shown.tier == "bronze"
    bronze = award(session, "work", tier="bronze")
    revoke(session, [bronze.id], by=MAINTAINER, reason="a copy", catalog=CATALOG, now=NOW)
    standing, shown = best_award(session, 1, badge, NOW)
    assert standing is Standing.REVOKED
    assert shown is not None
    assert shown.tier == "silver"


def test_an_award_whose_badge_left_the_catalog_is_still_true(session: Session) -> None:
    do(session, 1)
    award_id = award(session, "work", tier="bronze").id
    found = verification_of(session, award_id, catalog=make_catalog([]), now=NOW)
    assert found is not None
    assert found.holding.standing is Standing.EARNED
    assert found.holding.name == "work"


# --- evidence -----------------------------------------------------------------------------


def test_the_newest_deeds_are_shown_and_the_others_counted(session: Session) -> None:
    do(session, 10)
    profile = profile_of(session, "person-1", catalog=CATALOG, now=NOW)
    assert profile is not None
    (holding,) = profile.holdings
    assert [deed.place for deed in holding.deeds][:2] == [
        "meshery/meshery#10",
        "meshery/meshery#9",
    ]
    assert holding.deeds[0].what == "Merged pull request"
    assert holding.deeds[0].url == "https://github.com/meshery/meshery/pull/10"
    assert len(holding.deeds) == 5
    assert holding.older_deeds == 5


def test_an_exam_leads_to_its_page(session: Session) -> None:
    sit_exam(session)
    found = verification_of(session, award(session, "passed").id, catalog=CATALOG, now=NOW)
    assert found is not None
    (deed,) = found.holding.deeds
    assert (deed.what, deed.place, deed.url) == ("Passed exam", "cli", "/exams/cli")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", 7, None, "//evil"])
def test_what_is_no_web_address_becomes_no_link(session: Session, url: object) -> None:
    record(session, [make_fact(1, attrs={"url": url})], catalog=CATALOG, now=NOW)
    profile = profile_of(session, "person-1", catalog=CATALOG, now=NOW)
    assert profile is not None
    assert profile.holdings[0].deeds[0].url == ""


def test_people_are_counted_once_whatever_their_tiers(session: Session) -> None:
    do(session, 3, person=1)
    do(session, 1, person=2, start=50)
    assert holders(session) == {"work": 2}
