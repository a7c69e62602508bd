"""Tests of recognition.service.persons: accounts become one person, part again, opt out and in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from recognition.awards import AwardState
from recognition.catalog import Catalog
from recognition.decisions import lapse
from recognition.facts import Fact
from recognition.kernel.errors import ConflictError, NotFoundError
from recognition.kernel.ids import UserId
from recognition.kernel.store import Database
from recognition.service.audit_check import check
from recognition.service.awards import award_of as award_of_row
from recognition.service.awards import awards_by_person, list_awards, save_changes
from recognition.service.grants import grant
from recognition.service.persons import (
    accounts_of,
    link,
    opt_in,
    opt_out,
    person_of,
    unlink,
)
from recognition.service.record import record
from recognition.service.recount import recount, verify
from recognition.store import AccountRow, AwardRow, RuleStateRow
from tests.recognition.deciding import approve, reject, revoke
from tests.recognition.factories import NOON, make_actor, make_badges, make_fact

DAY = timedelta(days=1)
NOW = NOON + 50 * DAY
LEAD, WORK, HOME, LEE = 1, 2, 3, make_actor(900, login="lee")

CATALOG = make_badges(
    merged="tiers: {one: 1, two: 2, four: 4}",
    reviewed="on: review.submitted\nwhere: {not_self: true}\nfirst: true",
    project="count: 2\ngrant: review",
    after="on: issue.opened\nfirst: true\nrequires: project",
)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


def learn(session: Session, *facts: Fact, catalog: Catalog = CATALOG) -> None:
    record(session, facts, catalog=catalog, now=NOW)
    assert verify(session, catalog=catalog, now=NOW) == []


def join(session: Session, account: int, to: int = LEAD, catalog: Catalog = CATALOG) -> None:
    link(session, account, to=to, by=UserId(LEAD), catalog=catalog, now=NOW)
    assert verify(session, catalog=catalog, now=NOW) == []


def part(session: Session, account: int, catalog: Catalog = CATALOG) -> None:
    unlink(session, account, catalog=catalog, now=NOW)
    assert verify(session, catalog=catalog, now=NOW) == []


def merged(number: int, person: int) -> Fact:
    return make_fact(number, person=person, at=NOON + number * DAY)


def held(session: Session, person: int) -> dict[tuple[str, str | None], str]:
    return {
        (row["badge"], row["tier"]): row["state"]
        for row in list_awards(session)
        if row["person"]["id"] == person
    }


def everything(session: Session) -> list[dict[str, Any]]:
    """All awards that stand, with what was decided about them."""
    rows = list_awards(session, withdrawn=False)
    decided = {row.id: (row.decided_by, row.reason) for row in session.exec(select(AwardRow))}
    return [{**row, "decided": decided[row["id"]]} for row in rows]


def award_of(session: Session, person: int, badge: str) -> str:
    return next(
        award.id for award in awards_by_person(session, [person])[person] if award.badge == badge
    )


def test_the_deeds_of_all_accounts_count_together(session: Session) -> None:
    learn(session, merged(1, LEAD), merged(2, WORK), merged(3, LEAD), merged(4, HOME))
    join(session, WORK)
    join(session, HOME)
    assert held(session, LEAD)["merged", "four"] == "granted"
    assert held(session, WORK) == held(session, HOME) == {}
    four = next(row for row in list_awards(session) if row["tier"] == "four")
    assert four["evidence"] == [merged(1, 1).key, merged(2, 2).key, merged(3, 1).key,
                                merged(4, 3).key]  # fmt: skip


def test_what_a_linked_account_does_later_is_the_persons(session: Session) -> None:
    learn(session, merged(1, LEAD), merged(2, WORK))
    join(session, WORK)
    learn(session, merged(4, WORK))
    learn(session, merged(3, LEAD))
    assert held(session, LEAD)["merged", "four"] == "granted"
    assert session.get(RuleStateRow, (WORK, "merged")) is None


def test_linking_and_parting_leaves_no_trace(session: Session) -> None:
    learn(session, *(merged(n, n % 2 + 1) for n in range(1, 8)))
    before = everything(session)
    join(session, WORK)
    assert everything(session) != before
    part(session, WORK)
    assert everything(session) == before


def test_what_happened_meanwhile_goes_to_whom_it_belongs(session: Session) -> None:
    learn(session, merged(1, LEAD), merged(2, WORK))
    join(session, WORK)
    learn(session, merged(3, WORK), merged(4, WORK), merged(5, WORK))
    part(session, WORK)
    assert ("merged", "four") in held(session, WORK)
    assert ("merged", "two") not in held(session, LEAD)


def test_reviewing_ones_other_account_is_reviewing_oneself(session: Session) -> None:
    review = make_fact(1, person=WORK, kind="review.submitted", attrs={"author": LEAD})
    learn(session, merged(1, LEAD), review)
    assert ("reviewed", None) in held(session, WORK)
    join(session, WORK)
    assert ("reviewed", None) not in held(session, LEAD)
    part(session, WORK)
    assert ("reviewed", None) in held(session, WORK)


def test_a_decision_holds_for_the_person_and_comes_back(session: Session) -> None:
    learn(session, merged(1, WORK), merged(2, WORK), merged(3, LEAD), merged(4, LEAD))
    learn(session, make_fact(9, person=LEAD, kind="issue.opened"))
    reject(session, [award_of(session, WORK, "project")], by=LEE, catalog=CATALOG, now=NOW,
           reason="not this one")  # fmt: skip
    before = everything(session)
    join(session, WORK)
    assert held(session, LEAD)["project", None] == "rejected"
    join(session, WORK)
    part(session, WORK)
    assert everything(session) == before
    assert held(session, LEAD)["project", None] == "proposed"


def test_an_approval_carries_what_requires_it(session: Session) -> None:
    learn(session, merged(1, WORK), merged(2, WORK), merged(3, LEAD))
    learn(session, make_fact(9, person=LEAD, kind="issue.opened"))
    approve(session, [award_of(session, WORK, "project")], by=LEE, catalog=CATALOG, now=NOW)
    before = everything(session)
    join(session, WORK)
    assert held(session, LEAD)["project", None] == "granted"
    assert held(session, LEAD)["after", None] == "granted"
    part(session, WORK)
    assert everything(session) == before
    assert ("after", None) not in held(session, LEAD)


def test_the_persons_own_decision_is_the_stronger(session: Session) -> None:
    learn(session, *(merged(n, n % 2 + 1) for n in range(1, 5)))
    approve(session, [award_of(session, LEAD, "project")], by=LEE, catalog=CATALOG, now=NOW)
    reject(
        session,
        [award_of(session, WORK, "project")],
        by=LEE,
        catalog=CATALOG,
        now=NOW,
        reason="no",
    )
    before = everything(session)
    join(session, WORK)
    assert held(session, LEAD)["project", None] == "granted"
    part(session, WORK)
    assert everything(session) == before


def test_what_is_decided_about_the_person_stays_with_the_person(session: Session) -> None:
    learn(session, merged(1, WORK), merged(2, WORK), merged(3, LEAD), merged(4, LEAD))
    approve(session, [award_of(session, WORK, "project")], by=LEE, catalog=CATALOG, now=NOW)
    join(session, WORK)
    later = NOW + DAY
    mine = award_of(session, LEAD, "project")
    revoke(session, [mine], by=LEE, catalog=CATALOG, now=later, reason="both")
    part(session, WORK)
    assert held(session, WORK)["project", None] == "granted"
    assert held(session, LEAD)["project", None] == "revoked"


def test_what_was_given_by_hand_goes_with_the_person_and_comes_back(session: Session) -> None:
    learn(session, merged(1, WORK), merged(2, LEAD))
    reason = "held a workshop"
    grant(session, [make_actor(WORK)], "project", by=LEE, catalog=CATALOG, now=NOW, reason=reason)
    before = everything(session)
    join(session, WORK)
    carried = session.get_one(AwardRow, award_of(session, LEAD, "project"))
    assert (carried.state, carried.given_by, carried.reason) == ("granted", LEE.id, reason)
    assert ("project", None) not in held(session, WORK)
    part(session, WORK)
    assert everything(session) == before
    assert check(session).flaws == ()


def test_a_proposal_that_ran_out_is_not_made_again_by_linking(session: Session) -> None:
    learn(session, merged(1, WORK), merged(2, WORK), merged(3, LEAD))
    row = session.get_one(AwardRow, award_of(session, WORK, "project"))
    ended = lapse(award_of_row(row), now=NOW, waited="60d")
    save_changes(session, [ended], now=NOW)
    join(session, WORK)
    assert held(session, LEAD)["project", None] == "rejected"
    part(session, WORK)
    assert held(session, WORK)["project", None] == "rejected"
    assert recount(session, catalog=CATALOG, now=NOW) == []


def test_accounts_part_in_any_order(session: Session) -> None:
    """The link made first may be undone first: those made since are made anew without it."""
    facts = [merged(n, n % 3 + 1) for n in range(1, 10)]
    learn(session, *facts)
    reject(
        session,
        [award_of(session, WORK, "project")],
        by=LEE,
        catalog=CATALOG,
        now=NOW,
        reason="no",
    )
    approve(session, [award_of(session, HOME, "project")], by=LEE, catalog=CATALOG, now=NOW)
    alone = everything(session)
    join(session, HOME)
    only_home = everything(session)
    part(session, HOME)
    join(session, WORK)
    join(session, HOME)
    assert held(session, LEAD)["project", None] == "rejected"
    part(session, WORK)
    assert everything(session) == only_home
    assert held(session, LEAD)["project", None] == "granted"
    part(session, HOME)
    assert everything(session) == alone


def test_a_badge_on_hold_is_carried_and_comes_back(session: Session) -> None:
    learn(session, merged(1, WORK), make_fact(9, person=LEAD, kind="issue.opened"))
    on_hold = make_badges(merged="tiers: {one: 1, two: 2, four: 4}\nstatus: hold")
    before = everything(session)
    join(session, WORK, catalog=on_hold)
    assert held(session, LEAD)["merged", "one"] == "granted"
    part(session, WORK, catalog=on_hold)
    assert everything(session) == before


def test_linking_again_changes_nothing_and_names_the_lead(session: Session) -> None:
    learn(session, merged(1, LEAD), merged(2, WORK), merged(3, HOME))
    join(session, WORK)
    assert link(session, WORK, to=LEAD, by=UserId(LEAD), catalog=CATALOG, now=NOW) == []
    assert link(session, LEAD, to=WORK, by=UserId(LEAD), catalog=CATALOG, now=NOW) == []
    join(session, HOME, to=WORK)
    assert person_of(session, HOME) == LEAD
    assert accounts_of(session, WORK) == (LEAD, WORK, HOME)
    assert accounts_of(session, 77) == (77,)


def test_what_cannot_be_linked_is_refused(session: Session) -> None:
    learn(session, *(merged(n, n) for n in range(1, 5)))
    join(session, 2, to=1)
    for account, to in ((1, 3), (2, 3)):
        with pytest.raises(ConflictError, match="unlink them first"):
            join(session, account, to=to)
    with pytest.raises(NotFoundError):
        join(session, 77)
    with pytest.raises(ConflictError, match="not linked"):
        part(session, 3)
    opt_out(session, 4, catalog=CATALOG, now=NOW)
    with pytest.raises(ConflictError, match="person-4 has opted out and person-1 has not"):
        join(session, 4)


def test_who_opted_out_earns_nothing_and_loses_nothing(session: Session) -> None:
    learn(session, merged(1, LEAD), merged(2, LEAD))
    before = held(session, LEAD)
    opt_out(session, LEAD, catalog=CATALOG, now=NOW)
    learn(session, merged(3, LEAD), merged(4, LEAD), replace(merged(1, LEAD), retracted=True))
    assert recount(session, catalog=CATALOG, now=NOW) == []
    assert held(session, LEAD) == before
    assert session.exec(select(RuleStateRow).where(RuleStateRow.account_id == LEAD)).all() == []


def test_opting_in_makes_good_what_was_passed_over(session: Session) -> None:
    learn(session, merged(1, LEAD), merged(2, LEAD))
    opt_out(session, LEAD, catalog=CATALOG, now=NOW)
    learn(session, merged(3, LEAD), merged(4, LEAD))
    changes = opt_in(session, LEAD, catalog=CATALOG, now=NOW)
    assert [change.award.tier for change in changes] == ["four"]
    assert verify(session, catalog=CATALOG, now=NOW) == []
    learn(session, merged(5, LEAD))


def test_opting_out_one_account_opts_out_the_person(session: Session) -> None:
    learn(session, merged(1, LEAD), merged(2, WORK))
    join(session, WORK)
    opt_out(session, WORK, catalog=CATALOG, now=NOW)
    learn(session, merged(3, LEAD), merged(4, WORK))
    assert ("merged", "four") not in held(session, LEAD)
    assert all(row.opted_out for row in session.exec(select(AccountRow)))
    opt_in(session, LEAD, catalog=CATALOG, now=NOW)
    assert held(session, LEAD)["merged", "four"] == AwardState.GRANTED
    with pytest.raises(NotFoundError):
        opt_out(session, 77, catalog=CATALOG, now=NOW)
