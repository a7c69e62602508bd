"""Tests of recognition.service.showing: awards and facts in the words people read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from recognition.service.record import record
from recognition.service.showing import award_name, badge_line, evidence_links, logins, why
from recognition.store import AccountRow, AwardRow
from tests.recognition.deeds import ADDRESSES, ANN, CATALOG, merged, passed
from tests.recognition.factories import NOON, make_fact


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


def award(badge: str, *evidence: str, tier: str | None = None) -> AwardRow:
    return AwardRow(
        id="x",
        person_id=ANN.id,
        badge=badge,
        tier=tier,
        state="granted",
        earned_at=NOON,
        evidence=list(evidence),
        created_at=NOON,
        updated_at=NOON,
    )


def test_an_award_has_the_name_of_its_badge_and_tier() -> None:
    assert award_name(CATALOG, "meshery", "gold") == "Meshery (gold)"
    assert award_name(CATALOG, "first-contribution", None) == "First Contribution"


def test_a_badge_the_catalog_has_lost_keeps_its_id() -> None:
    assert award_name(CATALOG, "long-gone", None) == "long-gone"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (award("first-contribution", "a"), "for 1 merged pull request"),
        (award("meshery", *"abcde", tier="bronze"), "for 5 merged pull requests"),
        (award("meshery", *"abcdef", tier="bronze"), "for 6 merged pull requests, the latest"),
        (award("review-rockstar", *"abc", tier="bronze"), "for 3 reviews"),
        (
            award("exam-meshery-cli", "a"),
            "Passed the Meshery CLI exam, one of the five of the Certified Meshery Contributor",
        ),
        (award("long-gone", "a"), "for 1 contribution"),
        (award("long-gone", "a", "b"), "for 2 contributions"),
    ],
)
def test_an_award_says_in_words_what_it_is_for(row: AwardRow, words: str) -> None:
    assert why(CATALOG, row) == words


def test_evidence_has_label_and_address_in_the_order_of_the_keys(session: Session) -> None:
    facts = [
        merged(2, at=NOON),
        merged(1, at=NOON),
        make_fact(
            kind="ext.design.shared", key="e", attrs={"url": "https://x.example", "number": None}
        ),
        passed("meshery-cli", at=NOON),
    ]
    record(session, facts, catalog=CATALOG, now=NOON)
    keys = [fact.key for fact in facts]
    assert evidence_links(session, [*keys, "unknown"]) == (
        ("meshery/meshery#2", "https://github.com/meshery/meshery/pull/2"),
        ("meshery/meshery#1", "https://github.com/meshery/meshery/pull/1"),
        ("ext.design.shared", "https://x.example"),
    )


def test_more_evidence_than_one_statement_may_hold_is_found(session: Session) -> None:
    facts = [merged(n, at=NOON + timedelta(minutes=n)) for n in range(1, 1101)]
    record(session, facts, catalog=CATALOG, now=NOON)
    links = evidence_links(session, [fact.key for fact in facts])
    assert [label for label, _url in links] == [f"meshery/meshery#{n}" for n in range(1, 1101)]


def test_a_line_shows_the_latest_deeds_and_where_it_can_be_verified(
    session: Session, clock: ManualClock
) -> None:
    facts = [merged(n, at=NOON + timedelta(days=n * 2)) for n in range(1, 26)]
    record(session, facts, catalog=CATALOG, now=clock.now())
    row = session.exec(
        select(AwardRow).where(AwardRow.badge == "meshery", AwardRow.tier == "gold")
    ).one()
    line = badge_line(session, row, login="ann", catalog=CATALOG, addresses=ADDRESSES)
    assert line.name == "Meshery (gold)"
    assert line.why == "for 25 merged pull requests, the latest"
    assert [label for label, _url in line.evidence] == [
        f"meshery/meshery#{n}" for n in range(21, 26)
    ]
    assert line.shield_url == "https://recognition.example/b/ann/meshery.svg"
    assert line.verify_url == f"https://recognition.example/v/{row.id}"
    assert line.earned_at == NOON + timedelta(days=50)


def test_logins_are_the_newest_known_and_nobody_is_a_ghost(session: Session) -> None:
    for number in range(1, 1202):
        session.add(AccountRow(id=number, login=f"p{number}", seen_at=NOON))
    session.flush()
    found = logins(session, [1, 1201, 7, 7, 99_999])
    assert found == {1: "p1", 1201: "p1201", 7: "p7", 99_999: "ghost"}
    assert len(logins(session, range(1, 1202))) == 1201
    assert logins(session, []) == {}
