"""Tests of recognition.service.digest: what the maintainers' week holds, and its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from recognition.awards import AwardState
from recognition.decisions import Verb
from recognition.digest import Audience, Digest, Edition, Standing, body, letter
from recognition.facts import Actor, Fact
from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from recognition.service import digest, review
from recognition.service.record import record
from recognition.store import AccountRow, AwardRow
from tests.good_markdown import check_good_markdown
from tests.recognition import deciding
from tests.recognition.deeds import (
    ADDRESSES,
    ANN,
    BOB,
    CAT,
    CATALOG,
    LEE,
    merged,
    operator_work,
    passed,
)

WEEK = "2026-W48"
"""The week of the clock's Tuesday."""


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


def build(session: Session, clock: ManualClock, *, week: str = WEEK, **more: Any) -> Digest:
    built = digest.build(
        session,
        edition=Edition(period=week, audience=more.pop("audience", "")),
        catalog=CATALOG,
        addresses=ADDRESSES,
        now=clock.now(),
        **more,
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
    deciding.reject(session, [bobs], by=LEE, catalog=CATALOG, now=clock.now(), reason="split")
    propose(session, CAT, clock)
    assert numbers(build(session, clock)) == {"bob": 1, "ann": 2, "cat": 3}


def test_a_new_week_numbers_what_still_waits_and_leaves_the_former_week_alone(
    session: Session, clock: ManualClock
) -> None:
    propose(session, ANN, clock)
    propose(session, BOB, clock, until=clock.now() + timedelta(minutes=1))
    former = build(session, clock)
    deciding.approve(session, [award_of(former, ANN)], by=LEE, catalog=CATALOG, now=clock.now())
    clock.advance(timedelta(days=7))
    propose(session, CAT, clock)
    assert numbers(build(session, clock, week="2026-W49")) == {"bob": 1, "cat": 2}
    assert numbers(build(session, clock)) == {"ann": 1, "bob": 2}


def test_what_was_decided_says_by_whom_and_why(session: Session, clock: ManualClock) -> None:
    for person in (ANN, BOB, CAT):
        propose(session, person, clock)
    built = build(session, clock)
    now = clock.now()
    deciding.approve(session, [award_of(built, ANN)], by=LEE, catalog=CATALOG, now=now)
    deciding.reject(session, [award_of(built, BOB)], by=LEE, catalog=CATALOG, now=now, reason="no")
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
    deciding.approve(session, [award_id], by=LEE, catalog=CATALOG, now=clock.now())
    session.get_one(AwardRow, award_id).state = AwardState.EXPIRED
    [item] = build(session, clock).items
    assert item.outcome == "approved by lee"


def test_an_award_that_wants_a_second_look_says_why_while_it_waits(
    session: Session, clock: ManualClock
) -> None:
    propose(session, ANN, clock, merged_by=ANN.id)
    propose(session, BOB, clock)
    built = build(session, clock)
    assert {item.login: item.flags for item in built.items} == {
        "ann": ("all 5 pull requests were merged by their author",),
        "bob": (),
    }
    deciding.approve(
        session, [award_of(built, ANN)], by=LEE, catalog=CATALOG, now=clock.now(), reason="known"
    )
    assert {item.login: item.flags for item in build(session, clock).items} == {
        "ann": (),
        "bob": (),
    }


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
    deciding.approve(session, [award_id], by=LEE, catalog=CATALOG, now=clock.now())
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


def test_what_waits_again_is_carried_over_with_its_age(
    session: Session, clock: ManualClock
) -> None:
    propose(session, ANN, clock)
    [item] = build(session, clock).items
    assert (item.standing, item.waited) == (Standing.WAITING, "new")
    clock.advance(timedelta(days=14))
    [again] = build(session, clock, week="2026-W50").items
    assert (again.standing, again.waited) == (Standing.WAITING, "2 weeks")
    [former] = build(session, clock).items
    assert (former.standing, former.outcome) == (Standing.CLOSED, "carried over to 2026-W50")
    deciding.approve(session, [item.award_id], by=LEE, catalog=CATALOG, now=clock.now())
    assert [it.outcome for it in build(session, clock).items] == ["approved by lee"]


@pytest.mark.parametrize("state", [AwardState.HELD, AwardState.DISPUTED])
def test_what_is_held_or_disputed_comes_again_and_waits_for_nobody(
    session: Session, clock: ManualClock, state: AwardState
) -> None:
    propose(session, ANN, clock)
    award = session.get_one(AwardRow, award_of(build(session, clock), ANN))
    award.state, award.decided_by, award.reason = state, LEE.id, "ask sam"
    clock.advance(timedelta(days=7))
    award.updated_at = clock.now() - timedelta(days=2)
    [item] = build(session, clock, week="2026-W49").items
    assert item.standing == Standing(state)
    assert (item.waited, item.flags) == ("", ())
    assert item.outcome.endswith(": ask sam")


def test_what_was_held_after_a_period_is_not_taken_into_its_digest(
    session: Session, clock: ManualClock
) -> None:
    build(session, clock)
    propose(session, ANN, clock)
    award = session.exec(select(AwardRow).where(AwardRow.badge == "meshery-operator")).one()
    award.state, award.decided_by = AwardState.HELD, LEE.id
    award.updated_at = clock.now() + timedelta(days=7)
    assert build(session, clock).items == ()


def test_a_dispute_says_who_disputes_and_not_who_decided_before(
    session: Session, clock: ManualClock
) -> None:
    propose(session, ANN, clock)
    award_id = award_of(build(session, clock), ANN)
    deciding.approve(session, [award_id], by=LEE, catalog=CATALOG, now=clock.now())
    deciding.dispute(
        session, [award_id], by=ANN, catalog=CATALOG, now=clock.now(), reason="not my work"
    )
    [item] = build(session, clock).items
    assert (item.standing, item.outcome) == (Standing.DISPUTED, "disputed by ann: not my work")


def test_a_vote_that_is_not_enough_yet_is_shown(session: Session, clock: ManualClock) -> None:
    """A certification that is disputed, and that one of two maintainers wants to take away."""
    for exam in ("server", "cli", "ui", "models", "extensibility"):
        keep(session, passed(f"meshery-{exam}", at=clock.now()), now=clock.now())
    cmc = session.exec(
        select(AwardRow.id).where(AwardRow.badge == "certified-meshery-contributor")
    ).one()
    for verb, person in ((Verb.DISPUTE, BOB), (Verb.REVOKE, LEE)):
        review.decide(
            session, verb, [cmc], by=person, catalog=CATALOG, now=clock.now(), reason="copied"
        )
    [item] = build(session, clock).items
    assert item.standing is Standing.DISPUTED
    assert item.votes == "1 of 2 to revoke: lee"
    assert "disputed by bob: copied · 1 of 2 to revoke: lee" in body(build(session, clock))


def test_what_was_decided_about_other_awards_is_listed_in_the_week(
    session: Session, clock: ManualClock
) -> None:
    keep(session, merged(1, by=ANN, at=clock.now()), now=clock.now())
    first = session.exec(select(AwardRow.id).where(AwardRow.badge == "first-contribution")).one()
    deciding.revoke(
        session, [first], by=LEE, catalog=CATALOG, now=clock.now(), reason="not accepted"
    )
    [line] = build(session, clock).decisions
    assert (line.login, line.badge) == ("ann", "First Contribution")
    assert line.outcome == "revoked by lee: not accepted"
    assert build(session, clock, week="2026-W49").decisions == ()
    elsewhere = build(session, clock, audience="operator", audiences=[OPERATORS])
    assert elsewhere.decisions == ()
    session.get_one(AccountRow, ANN.id).opted_out = True
    assert build(session, clock).decisions == ()


# --- audiences ----------------------------------------------------------------------------

OPERATORS = Audience(
    name="operator", team="meshery/operator-team", badges=frozenset({"meshery-operator"})
)


def test_a_teams_badges_stand_in_its_own_digest_and_nowhere_else(
    session: Session, clock: ManualClock
) -> None:
    propose(session, ANN, clock)
    theirs = build(session, clock, audience="operator", audiences=[OPERATORS])
    assert numbers(theirs) == {"ann": 1}
    assert theirs.team == "meshery/operator-team"
    assert theirs.granted == ()
    whole = build(session, clock, audiences=[OPERATORS])
    assert (whole.items, whole.team) == ((), "")
    assert {line.badge for line in whole.granted} >= {"First Contribution"}


def test_a_team_that_has_no_digest_any_more_keeps_what_it_was_asked(
    session: Session, clock: ManualClock
) -> None:
    propose(session, ANN, clock)
    build(session, clock, audience="operator", audiences=[OPERATORS])
    propose(session, BOB, clock)
    assert numbers(build(session, clock, audience="operator")) == {"ann": 1}
    assert numbers(build(session, clock)) == {"ann": 1, "bob": 2}


def test_a_teams_digest_is_an_issue_of_its_own(session: Session, clock: ManualClock) -> None:
    built = build(session, clock, audience="operator", audiences=[OPERATORS])
    effect = digest.as_effect(built, repo_full_name="meshery/recognition")
    assert effect.key == "digest:2026-W48/operator"
    assert effect.title == "Recognition digest 2026-W48 · operator"
    assert effect.labels == ("recognition",)


def test_failures_are_passed_on(session: Session, clock: ManualClock) -> None:
    built = build(session, clock, failures=["2 posts to GitHub failed: 403"])
    assert "### What went wrong\n\n- 2 posts to GitHub failed: 403" in body(built)


def test_who_is_to_be_reminded_of_an_end_stands_in_the_digest_before_it(
    session: Session, clock: ManualClock
) -> None:
    exams = CATALOG.badges["certified-meshery-contributor"].written["where"]["exam"]
    earned_at = clock.now() - timedelta(days=600)
    ends_at = earned_at.replace(year=earned_at.year + 2)
    keep(session, *(passed(exam, at=earned_at) for exam in exams), now=clock.now())
    weeks = [ends_at - timedelta(days=days) for days in (75, 66, 50, 20, 10)]
    built = [build(session, clock, week=f"{at:%G-W%V}") for at in weeks]
    assert [[line.login for line in one.endings] for one in built] == [
        [],
        ["ann"],
        [],
        ["ann"],
        [],
    ]
    assert "Certifications that end soon" in body(built[1])
    assert "Certified Meshery Contributor" in letter(built[1])
    session.get_one(AccountRow, ANN.id).opted_out = True
    assert build(session, clock, week=f"{weeks[1]:%G-W%V}").endings == ()
