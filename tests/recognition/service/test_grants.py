"""Tests of recognition.service.grants: awards given by hand, to one or to a whole event."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from recognition.awards import Award, AwardChange, AwardState, ChangeKind, award_id
from recognition.catalog import make_catalog
from recognition.facts import Actor
from recognition.kernel.errors import ConflictError, ForbiddenError, NotFoundError, UserError
from recognition.kernel.store import Database
from recognition.rules.tracks import Certification, Track, TrackState
from recognition.service.audit import history
from recognition.service.audit_check import check
from recognition.service.awards import award_of
from recognition.service.facts import facts_by_key
from recognition.service.grants import grant
from recognition.service.record import record
from recognition.service.recount import recount, verify
from recognition.store import AccountLinkRow, AccountRow, AwardRow
from tests.recognition.deciding import approve, reject, revoke
from tests.recognition.factories import NOON, make_actor, make_badges, make_fact

CATALOG = make_badges(
    work="tiers: {bronze: 1, gold: 25}\naliases: [works]",
    speaker="on: nomination\nfirst: true\ngrant: review",
    named="on: nomination\nfirst: true",
    certified="on: exam.passed\ncount: 5",
    beyond="first: true\nrequires: certified",
    former="first: true\nstatus: retired",
)
CATALOG = make_catalog(
    CATALOG.badges.values(),
    tracks=[
        Track(
            id="track",
            name="Track",
            certifications=(
                Certification(
                    badge="certified", name="C", short="C", tier=1, state=TrackState.LIVE
                ),
            ),
        )
    ],
)
LEE, KIM, LEE_AT_HOME = (
    make_actor(number, login=login) for number, login in ((90, "lee"), (91, "kim"), (92, "lea"))
)
ANN, BOB = make_actor(1, login="ann"), make_actor(2, login="bob")
NOW = NOON + timedelta(days=1)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session
        assert check(session).flaws == ()
        assert verify(session, catalog=CATALOG, now=NOW) == []


def give(session: Session, *people: Actor, badge: str, **other: Any) -> list[AwardChange]:
    words: dict[str, Any] = {"by": LEE, "now": NOW, "reason": "held the workshop", **other}
    return grant(session, people, badge, catalog=CATALOG, **words)


def award(session: Session, person: Actor, badge: str, tier: str | None = None) -> Award | None:
    row = session.get(AwardRow, award_id(person.id, badge, tier))
    return None if row is None else award_of(row)


def kinds(changes: list[AwardChange], badge: str) -> list[ChangeKind]:
    return [change.kind for change in changes if change.award.badge == badge]


def test_somebody_never_seen_is_given_a_tier_with_the_word_as_evidence(session: Session) -> None:
    url = "https://example.org/event"
    changes = give(session, ANN, badge="Works", tier="gold", url=url)
    assert kinds(changes, "work") == [ChangeKind.NOMINATED, ChangeKind.APPROVED]
    given = award(session, ANN, "work", "gold")
    assert given is not None
    assert (given.state, given.earned_at) == (AwardState.GRANTED, NOW)
    assert (given.given_by, given.decided_by, given.rule) == (90, 90, None)
    assert given.reason == "held the workshop"
    (fact,) = facts_by_key(session, given.evidence).values()
    assert (fact.kind, fact.actor, fact.at) == ("nomination", ANN, NOW)
    assert fact.attrs == {
        "badge": "work",
        "tier": "gold",
        "by": 90,
        "reason": "held the workshop",
        "url": url,
    }
    account = session.get(AccountRow, 1)
    assert account is not None
    assert account.login == "ann"


def test_what_was_given_by_hand_no_rule_touches(session: Session) -> None:
    give(session, ANN, badge="work", tier="bronze")
    given = award(session, ANN, "work", "bronze")
    record(session, [make_fact()], catalog=CATALOG, now=NOW)
    record(session, [make_fact(version=2, retracted=True)], catalog=CATALOG, now=NOW)
    assert recount(session, catalog=CATALOG, now=NOW) == []
    assert award(session, ANN, "work", "bronze") == given


def test_a_whole_event_is_given_at_once_or_nobody(session: Session) -> None:
    crowd = [make_actor(number) for number in range(100, 120)]
    changes = give(session, *crowd, crowd[0], badge="speaker")
    approved = [change for change in changes if change.kind is ChangeKind.APPROVED]
    assert len(approved) == 20
    with pytest.raises(ConflictError, match="person-105 has speaker already"):
        give(session, ANN, crowd[5], badge="speaker")
    assert award(session, ANN, "speaker") is None


def test_a_nomination_that_the_rule_reads_is_proposed_by_it_and_approved(session: Session) -> None:
    changes = give(session, ANN, badge="speaker")
    assert kinds(changes, "speaker") == [ChangeKind.PROPOSED, ChangeKind.APPROVED]
    given = award(session, ANN, "speaker")
    assert given is not None
    assert (given.given_by, given.decided_by) == (None, 90), "the rule found the nomination"


def test_a_badge_that_its_rule_gives_for_a_nomination_needs_nothing_more(
    session: Session,
) -> None:
    changes = give(session, ANN, badge="named")
    assert kinds(changes, "named") == [ChangeKind.GRANTED]


def test_a_certification_by_hand_takes_two_and_then_counts_like_any_other(
    session: Session,
) -> None:
    record(session, [make_fact()], catalog=CATALOG, now=NOON)
    changes = give(session, ANN, badge="certified")
    assert kinds(changes, "certified") == [ChangeKind.NOMINATED, ChangeKind.VOTED]
    waiting = award(session, ANN, "certified")
    assert waiting is not None
    assert (waiting.state, waiting.given_by, waiting.decided_by) == ("proposed", 90, None)
    assert recount(session, catalog=CATALOG, now=NOW) == [], "no rule withdraws it"
    for again in (LEE, LEE_AT_HOME):
        session.merge(
            AccountLinkRow(account_id=92, person_id=90, linked_by=1, linked_at=NOON, before={})
        )
        with pytest.raises(ConflictError, match="one more has to say so"):
            approve(session, [waiting.id], by=again, catalog=CATALOG, now=NOW)
    changes = give(session, ANN, badge="certified", by=KIM, reason="I was there")
    assert [(change.award.badge, change.kind) for change in changes] == [
        ("certified", ChangeKind.APPROVED),
        ("beyond", ChangeKind.GRANTED),
    ]
    assert changes[0].voices == (90, 91)


def test_a_vote_from_before_a_revocation_does_not_count_after_it(session: Session) -> None:
    give(session, ANN, badge="certified")
    give(session, ANN, badge="certified", by=KIM)
    one = award_id(1, "certified", None)
    for maintainer in (KIM, LEE):
        revoke(session, [one], by=maintainer, catalog=CATALOG, now=NOW, reason="a mistake")
    changes = give(session, ANN, badge="certified", by=KIM, reason="it was right")
    assert changes[-1].kind is ChangeKind.VOTED
    assert changes[-1].voices == (91,)


def test_what_was_refused_can_come_back_by_hand_and_the_refusal_stays_written(
    session: Session,
) -> None:
    record(session, [make_fact(kind="nomination")], catalog=CATALOG, now=NOON)
    one = award_id(1, "speaker", None)
    reject(session, [one], by=KIM, catalog=CATALOG, now=NOW, reason="was not there")
    give(session, ANN, badge="speaker", reason="was there, on the second day")
    given = award(session, ANN, "speaker")
    assert given is not None
    assert given.state is AwardState.GRANTED
    reasons = [entry.event.details.get("reason") for entry in history(session, one)]
    assert reasons[1] == "was not there"


@pytest.mark.parametrize("giver", [LEE, LEE_AT_HOME])
def test_nobody_gives_to_themselves(session: Session, giver: Actor) -> None:
    session.add(
        AccountLinkRow(account_id=92, person_id=90, linked_by=1, linked_at=NOON, before={})
    )
    with pytest.raises(ForbiddenError, match="your own"):
        give(session, ANN, LEE, badge="speaker", by=giver)
    assert award(session, ANN, "speaker") is None


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({"badge": "speakr"}, NotFoundError, "did you mean 'speaker'"),
        ({"badge": "former"}, ConflictError, "former is retired"),
        ({"badge": "work"}, UserError, "say which tier of work: bronze, gold"),
        ({"badge": "work", "tier": "golden"}, UserError, "no tier golden; did you mean 'gold'"),
        ({"badge": "speaker", "tier": "gold"}, UserError, "no tier gold"),
        ({"badge": "speaker", "reason": " "}, UserError, "say why"),
        ({"badge": "speaker", "url": "javascript:x"}, UserError, "begin with https"),
    ],
)
def test_what_cannot_be_given_is_said(
    session: Session, asked: dict[str, Any], error: type[UserError], said: str
) -> None:
    with pytest.raises(error, match=said):
        give(session, ANN, **asked)


def test_machines_and_people_who_opted_out_are_not_given_anything(session: Session) -> None:
    with pytest.raises(UserError, match="not a person's account"):
        give(session, make_actor(3, login="robot", kind="Bot"), badge="speaker")
    session.add(AccountRow(id=2, login="bob", seen_at=NOON, opted_out=True))
    with pytest.raises(ConflictError, match="bob does not take part"):
        give(session, BOB, badge="speaker")
    with pytest.raises(UserError, match="say who"):
        give(session, badge="speaker")
