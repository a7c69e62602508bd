"""Tests of recognition.service.review."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session

from recognition.awards import AwardState, ChangeKind, award_id
from recognition.catalog import make_catalog
from recognition.decisions import Verb
from recognition.kernel.errors import ConflictError, ForbiddenError, NotFoundError
from recognition.kernel.store import Database
from recognition.rules.tracks import Certification, Track, TrackState
from recognition.service.audit import history
from recognition.service.audit_check import check
from recognition.service.expiry import expire, lapse_proposals
from recognition.service.record import record
from recognition.service.recount import recount, verify
from recognition.service.review import decide, unvote
from recognition.service.votes import votes_on
from recognition.store import AccountLinkRow, AccountRow, AwardRow
from tests.recognition.deciding import approve, dispute, hold, reject, revoke, uphold
from tests.recognition.factories import NOON, make_actor, make_badges, make_fact

SOUND = make_badges(
    trusted="first: true\ngrant: review\nexpires: 30d",
    beyond="first: true\nrequires: trusted",
    certified="count: 2",
    asked="count: 2\ngrant: review",
)
STEPS = tuple(
    Certification(badge=badge, name=badge, short=badge, tier=tier, state=TrackState.LIVE)
    for tier, badge in enumerate(("certified", "asked"), start=1)
)
CATALOG = make_catalog(
    SOUND.badges.values(), tracks=[Track(id="track", name="Track", certifications=STEPS)]
)
MAINTAINER = make_actor(99, login="maintainer")
OTHER = make_actor(98, login="other")
AT_HOME = make_actor(97, login="maintainer-at-home")
"""Another account of the maintainer."""
NOW = NOON + timedelta(days=1)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        facts = [make_fact(1, person=1), make_fact(2, person=2), make_fact(3, person=99)]
        record(session, facts, catalog=CATALOG, now=NOON)
        session.add(
            AccountLinkRow(
                account_id=AT_HOME.id,
                person_id=MAINTAINER.id,
                linked_by=1,
                linked_at=NOON,
                before={},
            )
        )
        yield session


def proposed(session: Session, person: int) -> str:
    return award_id(person, "trusted", None)


def earned(session: Session, badge: str, *, person: int = 1) -> str:
    """Let somebody earn a certification of the track, and name the award."""
    record(session, [make_fact(50, person=person)], catalog=CATALOG, now=NOON)
    return award_id(person, badge, None)


def row(session: Session, award_id: str) -> AwardRow:
    found = session.get(AwardRow, award_id)
    assert found is not None
    return found


def test_an_approved_award_is_granted_with_what_required_it(session: Session) -> None:
    award = proposed(session, 1)
    changes = approve(session, [award], by=MAINTAINER, catalog=CATALOG, now=NOW)
    assert [(change.award.badge, change.kind) for change in changes] == [
        ("trusted", ChangeKind.APPROVED),
        ("beyond", ChangeKind.GRANTED),
    ]
    assert row(session, award).state == AwardState.GRANTED
    assert row(session, award).decided_by == 99
    assert row(session, award).decided_at == NOW
    assert verify(session, catalog=CATALOG, now=NOW) == []


def test_the_maintainer_becomes_a_known_account(session: Session) -> None:
    reject(
        session,
        [proposed(session, 1)],
        by=make_actor(77, login="boss"),
        catalog=CATALOG,
        now=NOW,
        reason="one typo",
    )
    account = session.get(AccountRow, 77)
    assert account is not None
    assert account.login == "boss"


def test_a_rejected_award_stays_rejected_whatever_is_recounted(session: Session) -> None:
    award = proposed(session, 1)
    reject(session, [award], by=MAINTAINER, catalog=CATALOG, now=NOW, reason="one typo")
    assert recount(session, catalog=CATALOG, now=NOW) == []
    record(session, [make_fact(8, person=1)], catalog=CATALOG, now=NOW)
    assert row(session, award).state == AwardState.REJECTED
    assert row(session, award).reason == "one typo"


def test_a_revoked_award_takes_with_it_what_required_it(session: Session) -> None:
    award = proposed(session, 1)
    approve(session, [award], by=MAINTAINER, catalog=CATALOG, now=NOW)
    changes = revoke(session, [award], by=MAINTAINER, catalog=CATALOG, now=NOW, reason="a copy")
    assert [(change.award.badge, change.kind) for change in changes] == [
        ("trusted", ChangeKind.REVOKED),
        ("beyond", ChangeKind.WITHDRAWN),
    ]


def test_nobody_decides_about_their_own_award(session: Session) -> None:
    with pytest.raises(ForbiddenError, match="your own"):
        approve(session, [proposed(session, 99)], by=MAINTAINER, catalog=CATALOG, now=NOW)


@pytest.mark.parametrize("again", [Verb.APPROVE, Verb.REJECT, Verb.HOLD])
def test_a_decision_is_taken_once(session: Session, again: Verb) -> None:
    award = proposed(session, 1)
    approve(session, [award], by=MAINTAINER, catalog=CATALOG, now=NOW)
    with pytest.raises(ConflictError, match="granted already"):
        decide(session, again, [award], by=MAINTAINER, catalog=CATALOG, now=NOW, reason="again")


def test_an_award_that_does_not_exist_is_not_found(session: Session) -> None:
    with pytest.raises(NotFoundError):
        approve(session, ["none"], by=MAINTAINER, catalog=CATALOG, now=NOW)


def test_of_several_all_are_decided_or_none(session: Session) -> None:
    mine, other = proposed(session, 99), proposed(session, 1)
    with pytest.raises(ForbiddenError):
        approve(session, [other, mine], by=MAINTAINER, catalog=CATALOG, now=NOW)
    assert row(session, other).state == AwardState.PROPOSED
    changes = approve(
        session,
        [other, proposed(session, 2), other],
        by=MAINTAINER,
        catalog=CATALOG,
        now=NOW,
    )
    approved = [change for change in changes if change.kind is ChangeKind.APPROVED]
    assert len(approved) == 2


def test_what_was_granted_expires_on_time_and_is_still_recounted_the_same(
    session: Session,
) -> None:
    approve(session, [proposed(session, 1)], by=MAINTAINER, catalog=CATALOG, now=NOW)
    before = NOON + timedelta(days=30) - timedelta(microseconds=1)
    assert expire(session, catalog=CATALOG, now=before) == []
    (change,) = expire(session, catalog=CATALOG, now=NOON + timedelta(days=30))
    assert change.kind is ChangeKind.EXPIRED
    assert row(session, change.award.id).state == AwardState.EXPIRED
    assert recount(session, catalog=CATALOG, now=NOON + timedelta(days=31)) == []


# --- on hold, disputed --------------------------------------------------------------------


def test_what_is_on_hold_waits_whatever_the_facts_say(session: Session) -> None:
    award = proposed(session, 1)
    hold(session, [award], by=MAINTAINER, catalog=CATALOG, now=NOW, reason="asked the author")
    gone = make_fact(1, person=1, version=2, retracted=True)
    record(session, [gone], catalog=CATALOG, now=NOW)
    assert row(session, award).state == AwardState.HELD
    assert verify(session, catalog=CATALOG, now=NOW) == []
    record(session, [make_fact(9, person=1)], catalog=CATALOG, now=NOW)
    assert row(session, award).evidence == [make_fact(9, person=1).key]
    assert (row(session, award).state, row(session, award).reason) == ("held", "asked the author")
    approve(session, [award], by=OTHER, catalog=CATALOG, now=NOW)
    assert row(session, award).state == AwardState.GRANTED


def test_a_disputed_award_stands_until_it_is_upheld_or_revoked(session: Session) -> None:
    award = proposed(session, 1)
    approve(session, [award], by=MAINTAINER, catalog=CATALOG, now=NOW)
    somebody = make_actor(5, login="somebody")
    for answer in (Verb.UPHOLD, Verb.REVOKE):
        changes = dispute(
            session, [award], by=somebody, catalog=CATALOG, now=NOW, reason="I wrote that"
        )
        assert [change.kind for change in changes] == [ChangeKind.DISPUTED]
        assert row(session, award).decided_by != somebody.id, "it decides nothing"
        record(
            session,
            [make_fact(1, person=1, version=2, retracted=True)],
            catalog=CATALOG,
            now=NOW,
        )
        assert row(session, award).state == AwardState.DISPUTED
        assert recount(session, catalog=CATALOG, now=NOW) == []
        decide(session, answer, [award], by=OTHER, catalog=CATALOG, now=NOW, reason="I looked")
    assert row(session, award).state == AwardState.REVOKED
    said = [
        (entry.event.actor_id, entry.event.details.get("reason"))
        for entry in history(session, award)
    ]
    assert said[-4:] == [(5, "I wrote that"), (98, "I looked")] * 2


def test_nobody_upholds_their_own(session: Session) -> None:
    award = proposed(session, 99)
    approve(session, [award], by=OTHER, catalog=CATALOG, now=NOW)
    dispute(session, [award], by=MAINTAINER, catalog=CATALOG, now=NOW, reason="not by me")
    with pytest.raises(ForbiddenError, match="your own"):
        uphold(session, [award], by=AT_HOME, catalog=CATALOG, now=NOW)


# --- two maintainers ----------------------------------------------------------------------


def test_a_certification_is_revoked_by_two_maintainers(session: Session) -> None:
    award = earned(session, "certified")
    assert row(session, award).state == AwardState.GRANTED, "the rule needs nobody"
    (change,) = revoke(session, [award], by=MAINTAINER, catalog=CATALOG, now=NOW, reason="copied")
    assert (change.kind, change.voices, change.quorum) == (ChangeKind.VOTED, (99,), 2)
    assert row(session, award).state == AwardState.GRANTED
    assert [vote.account for vote in votes_on(session, [award])[award]] == [99]
    for again in (MAINTAINER, AT_HOME):
        with pytest.raises(ConflictError, match="one more has to say so"):
            revoke(session, [award], by=again, catalog=CATALOG, now=NOW, reason="copied")
    (change,) = revoke(session, [award], by=OTHER, catalog=CATALOG, now=NOW, reason="I saw it")
    assert (change.kind, change.voices) == (ChangeKind.REVOKED, (99, 98))
    assert row(session, award).reason == "I saw it"
    assert votes_on(session, [award]) == {}
    assert recount(session, catalog=CATALOG, now=NOW) == []


def test_a_certification_that_is_asked_for_takes_two_whatever_its_file_says(
    session: Session,
) -> None:
    award = earned(session, "asked")
    assert [c.kind for c in approve(session, [award], by=OTHER, catalog=CATALOG, now=NOW)] == [
        ChangeKind.VOTED
    ]
    approve(session, [award], by=MAINTAINER, catalog=CATALOG, now=NOW)
    assert row(session, award).state == AwardState.GRANTED


def test_a_vote_is_taken_back_before_the_decision(session: Session) -> None:
    award = earned(session, "certified")
    revoke(session, [award], by=MAINTAINER, catalog=CATALOG, now=NOW, reason="copied")
    (change,) = unvote(session, [award], by=AT_HOME, now=NOW)
    assert (change.kind, change.by) == (ChangeKind.UNVOTED, 97)
    revoke(session, [award], by=OTHER, catalog=CATALOG, now=NOW, reason="copied")
    assert row(session, award).state == AwardState.GRANTED, "one voice only"
    with pytest.raises(ConflictError, match="have not voted"):
        unvote(session, [award], by=MAINTAINER, now=NOW)


def test_who_asks_for_time_does_not_approve_any_more(session: Session) -> None:
    award = earned(session, "asked")
    approve(session, [award], by=MAINTAINER, catalog=CATALOG, now=NOW)
    hold(session, [award], by=MAINTAINER, catalog=CATALOG, now=NOW)
    assert votes_on(session, [award]) == {}
    approve(session, [award], by=OTHER, catalog=CATALOG, now=NOW)
    assert row(session, award).state == AwardState.HELD


def test_every_decision_and_vote_stands_in_the_log(session: Session) -> None:
    award = earned(session, "certified")
    revoke(session, [award], by=MAINTAINER, catalog=CATALOG, now=NOW, reason="copied")
    revoke(session, [award], by=OTHER, catalog=CATALOG, now=NOW, reason="I saw it")
    told = [
        (entry.event.action, entry.event.actor_id, entry.event.details.get("reason"))
        for entry in history(session, award)
    ]
    assert told == [
        ("award.granted", None, None),
        ("award.voted", 99, "copied"),
        ("award.revoked", 98, "I saw it"),
    ]
    assert check(session).flaws == ()


# --- a quorum of the badge's own, and time ------------------------------------------------

PATIENT = make_badges(project="first: true\ngrant: review\napprove: {quorum: 3, expires: 60d}")


@pytest.fixture
def waiting(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        record(session, [make_fact()], catalog=PATIENT, now=NOON)
        yield session


PROJECT = award_id(1, "project", None)


def test_a_badge_takes_as_many_maintainers_as_its_file_says(waiting: Session) -> None:
    kinds = [
        approve(waiting, [PROJECT], by=make_actor(by), catalog=PATIENT, now=NOW)[0].kind
        for by in (97, 98, 99)
    ]
    assert kinds == [ChangeKind.VOTED, ChangeKind.VOTED, ChangeKind.APPROVED]
    (change,) = revoke(
        waiting, [PROJECT], by=OTHER, catalog=PATIENT, now=NOW, reason="one is enough for that"
    )
    assert change.kind is ChangeKind.REVOKED


def test_a_proposal_runs_out_at_the_end_of_its_time_and_is_not_made_again(
    waiting: Session,
) -> None:
    approve(waiting, [PROJECT], by=OTHER, catalog=PATIENT, now=NOW)
    end = NOON + timedelta(days=60)
    assert lapse_proposals(waiting, catalog=PATIENT, now=end - timedelta(seconds=1)) == []
    (change,) = lapse_proposals(waiting, catalog=PATIENT, now=end)
    assert (change.kind, change.by) == (ChangeKind.LAPSED, None)
    assert row(waiting, PROJECT).reason == "nobody decided within 60d"
    assert votes_on(waiting, [PROJECT]) == {}
    record(waiting, [make_fact(2)], catalog=PATIENT, now=end)
    assert recount(waiting, catalog=PATIENT, now=end) == []
    assert row(waiting, PROJECT).state == AwardState.REJECTED
    assert lapse_proposals(waiting, catalog=PATIENT, now=end) == []


def test_what_changed_meanwhile_has_its_time_anew(waiting: Session) -> None:
    later = NOON + timedelta(days=50)
    earlier_deed = make_fact(2, at=NOON - timedelta(days=1))
    record(waiting, [earlier_deed], catalog=PATIENT, now=later)
    assert lapse_proposals(waiting, catalog=PATIENT, now=NOON + timedelta(days=70)) == []
    assert lapse_proposals(waiting, catalog=PATIENT, now=later + timedelta(days=60))


def test_what_is_on_hold_does_not_run_out(waiting: Session) -> None:
    hold(waiting, [PROJECT], by=OTHER, catalog=PATIENT, now=NOW)
    assert lapse_proposals(waiting, catalog=PATIENT, now=NOON + timedelta(days=900)) == []
