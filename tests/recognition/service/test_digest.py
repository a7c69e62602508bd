"""Tests of recognition.service.digest: what the maintainers' week holds, and its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from recognition.awards import AwardState
from recognition.digest import Digest, body
from recognition.facts import Actor, Fact
from recognition.kernel.clock import ManualClock
from recognition.kernel.errors import UserError
from recognition.kernel.settings import Mode
from recognition.kernel.store import Database
from recognition.service import digest, outbox, review
from recognition.service.record import record
from recognition.store import AccountRow, AwardRow
from tests.good_markdown import check_good_markdown
from tests.recognition.deeds import ADDRESSES, ANN, BOB, CAT, CATALOG, LEE, merged, operator_work

WEEK = "2026-W48"
"""The week of the clock's Tuesday."""


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


def build(session: Session, clock: ManualClock, *, week: str = WEEK, **more: Any) -> Digest:
    built = digest.build(
        session, week=week, catalog=CATALOG, addresses=ADDRESSES, now=clock.now(), **more
    )
    check_good_markdown(body(built))
    return built


def keep(session: Session, *facts: Fact, now: datetime) -> None:
    record(session, facts, catalog=CATALOG, now=now)


def propose(session: Session, person: Actor, clock: ManualClock, **more: Any) -> None:
    """Have somebody earn a badge that a maintainer must confirm."""
    until = more.pop("until", clock.now())
    keep(session, *operator_work(person, until=until, **more), now=clock.now())


def numbers(built: Digest) -> dict[str, int]:
    return {item.login: item.number for item in built.items}


def award_of(built: Digest, person: Actor) -> str:
    [found] = [item.award_id for item in built.items if item.login == person.login]
    return found


def test_what_waits_has_person_badge_evidence_and_a_number(
    session: Session, clock: ManualClock
) -> None:
    propose(session, ANN, clock)
    [item] = build(session, clock).items
    assert (item.number, item.login, item.badge) == (1, "ann", "Meshery Operator")
    assert item.profile_url == "https://recognition.example/u/ann"
    assert item.outcome == ""
    assert item.evidence[-1] == (
        "meshery/meshery-operator#5",
        "https://github.com/meshery/meshery-operator/pull/5",
    )
    assert len(item.evidence) == 5


def test_numbers_stay_however_often_the_digest_is_built(
    session: Session, clock: ManualClock
) -> None:
    propose(session, BOB, clock)
    assert numbers(build(session, clock)) == {"bob": 1}
    # Earned before, and known later: it would stand first if anything were numbered anew.
    propose(session, ANN, clock, until=clock.now() - timedelta(days=3))
    assert numbers(build(session, clock)) == {"bob": 1, "ann": 2}
    bobs = award_of(build(session, clock), BOB)
    review.reject(session, [bobs], by=LEE, catalog=CATALOG, now=clock.now(), reason="split")
    propose(session, CAT, clock)
    assert numbers(build(session, clock)) == {"bob": 1, "ann": 2, "cat": 3}


def test_a_new_week_numbers_what_still_waits_and_leaves_the_former_week_alone(
    session: Session, clock: ManualClock
) -> None:
    propose(session, ANN, clock)
    propose(session, BOB, clock, until=clock.now() + timedelta(minutes=1))
    former = build(session, clock)
    review.approve(session, [award_of(former, ANN)], by=LEE, catalog=CATALOG, now=clock.now())
    clock.advance(timedelta(days=7))
    propose(session, CAT, clock)
    assert numbers(build(session, clock, week="2026-W49")) == {"bob": 1, "cat": 2}
    assert numbers(build(session, clock)) == {"ann": 1, "bob": 2}
    assert digest.newest_week(session) == "2026-W49"


def test_before_anything_waited_there_is_no_newest_week(
    session: Session, clock: ManualClock
) -> None:
    build(session, clock)
    assert digest.newest_week(session) is None


def test_what_was_decided_says_by_whom_and_why(session: Session, clock: ManualClock) -> None:
    for person in (ANN, BOB, CAT):
        propose(session, person, clock)
    built = build(session, clock)
    now = clock.now()
    review.approve(session, [award_of(built, ANN)], by=LEE, catalog=CATALOG, now=now)
    review.reject(session, [award_of(built, BOB)], by=LEE, catalog=CATALOG, now=now, reason="no")
    deed = operator_work(CAT, until=now)[0]
    keep(session, replace(deed, version=2, retracted=True), now=now)
    outcomes = {item.login: item.outcome for item in build(session, clock).items}
    assert outcomes == {
        "ann": "approved by lee",
        "bob": "rejected by lee: no",
        "cat": "no longer earned",
    }


def test_an_approved_award_that_ran_out_was_approved_all_the_same(
    session: Session, clock: ManualClock
) -> None:
    propose(session, ANN, clock)
    award_id = award_of(build(session, clock), ANN)
    review.approve(session, [award_id], by=LEE, catalog=CATALOG, now=clock.now())
    session.get_one(AwardRow, award_id).state = AwardState.EXPIRED
    [item] = build(session, clock).items
    assert item.outcome == "approved by lee"


def test_deeds_within_an_hour_and_own_merges_are_flagged(
    session: Session, clock: ManualClock
) -> None:
    propose(session, ANN, clock, every=timedelta(minutes=15))
    propose(session, BOB, clock, every=timedelta(minutes=16), merged_by=BOB.id)
    propose(session, CAT, clock)
    built = build(session, clock)
    assert {item.login: item.flags for item in built.items} == {
        "ann": ("5 deeds within an hour",),
        "bob": ("every pull request was merged by its author",),
        "cat": (),
    }
    assert digest.waiting_unflagged(session, week=WEEK) == [award_of(built, CAT)]


def test_what_is_decided_waits_no_more(session: Session, clock: ManualClock) -> None:
    propose(session, ANN, clock)
    ann = award_of(build(session, clock), ANN)
    assert digest.waiting_unflagged(session, week=WEEK) == [ann]
    review.approve(session, [ann], by=LEE, catalog=CATALOG, now=clock.now())
    assert digest.waiting_unflagged(session, week=WEEK) == []


def test_grants_of_the_week_are_listed_and_history_is_counted(
    session: Session, clock: ManualClock
) -> None:
    now = clock.now()
    keep(session, merged(1, by=ANN, at=now), now=now)
    keep(session, merged(2, by=BOB, at=now - timedelta(days=14)), now=now)
    long_ago = now - timedelta(days=15)
    docs = merged(4, by=CAT, at=long_ago, paths=("docs/a.md",))
    keep(session, docs, now=now)
    built = build(session, clock)
    assert sorted((line.login, line.badge) for line in built.granted) == [
        ("ann", "First Contribution"),
        ("bob", "First Contribution"),
    ]
    assert all(line.verify_url.startswith(f"{ADDRESSES.public_url}/v/") for line in built.granted)
    assert (built.quiet_awards, built.quiet_people) == (2, 1)
    assert build(session, clock, week="2026-W47").granted == ()
    assert build(session, clock, week="2026-W49").granted == ()


def test_an_approved_award_is_not_among_those_nobody_decided(
    session: Session, clock: ManualClock
) -> None:
    propose(session, ANN, clock)
    award_id = award_of(build(session, clock), ANN)
    review.approve(session, [award_id], by=LEE, catalog=CATALOG, now=clock.now())
    listed = {line.badge for line in build(session, clock).granted}
    assert "Meshery Operator" not in listed
    assert "First Contribution" in listed


def test_people_who_opted_out_do_not_stand_in_it(session: Session, clock: ManualClock) -> None:
    propose(session, ANN, clock)
    assert numbers(build(session, clock)) == {"ann": 1}
    session.get_one(AccountRow, ANN.id).opted_out = True
    session.add(AccountRow(id=BOB.id, login="bob", seen_at=clock.now(), opted_out=True))
    propose(session, BOB, clock)
    built = build(session, clock)
    assert built.items == ()
    assert built.granted == ()


def test_numbers_mean_the_awards_of_their_week(session: Session, clock: ManualClock) -> None:
    propose(session, ANN, clock)
    propose(session, BOB, clock, until=clock.now() + timedelta(minutes=1))
    built = build(session, clock)
    found = digest.awards_by_number(session, week=WEEK, numbers=[2, 1])
    assert found == [award_of(built, BOB), award_of(built, ANN)]
    with pytest.raises(UserError, match=r"no number 3, 9 in the digest of 2026-W48"):
        digest.awards_by_number(session, week=WEEK, numbers=[1, 3, 9])
    with pytest.raises(UserError, match=r"no number 1 in the digest of 2026-W01"):
        digest.awards_by_number(session, week="2026-W01", numbers=[1])


def test_a_digest_holds_its_own_awards_only(session: Session, clock: ManualClock) -> None:
    propose(session, ANN, clock)
    award_id = award_of(build(session, clock), ANN)
    assert digest.holds(session, week=WEEK, award_id=award_id)
    assert not digest.holds(session, week="2026-W47", award_id=award_id)
    assert not digest.holds(session, week=WEEK, award_id="another")


def test_the_issue_of_a_week_is_known_by_its_number(session: Session, clock: ManualClock) -> None:
    effect = digest.as_effect(build(session, clock), repo_full_name="meshery/recognition")
    assert (effect.title, effect.labels) == ("Recognition digest 2026-W48", ("recognition",))
    row = outbox.put(session, effect, mode=Mode.DIGEST, now=clock.now())
    assert digest.week_of_issue(session, number=12) is None
    row.remote_id = 12
    session.flush()
    assert digest.week_of_issue(session, number=12) == WEEK
    assert digest.week_of_issue(session, number=13) is None


def test_failures_are_passed_on(session: Session, clock: ManualClock) -> None:
    built = build(session, clock, failures=["2 posts to GitHub failed: 403"])
    assert "**Failures**\n\n- 2 posts to GitHub failed: 403" in body(built)
