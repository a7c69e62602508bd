"""Tests of recognition.service.record and recount: any road to the same facts, the same awards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import reduce
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import Session, select

from recognition.awards import AwardState, ChangeKind
from recognition.catalog import Catalog
from recognition.facts import Fact, newest, order
from recognition.kernel.store import Database
from recognition.rules.rule import earn
from recognition.service.awards import list_awards
from recognition.service.due import settle_due
from recognition.service.persons import opt_out
from recognition.service.record import Recorded, record
from recognition.service.recount import bring_current, recount, verify
from recognition.store import AccountRow, AwardRow, FactRow, RuleStateRow
from tests.recognition.factories import NOON, make_badges, make_fact

DAY = timedelta(days=1)
NOW = NOON + 400 * DAY

CATALOG = make_badges(
    first="first: true",
    tiered="tiers: {bronze: 2, silver: 3, gold: 5}\nwhere: {repos: a/a}",
    labelled="count: 2\nwhere: {labels: [good]}",
    steady="distinct: {day: 3}",
    exact="count: 3\ndistinct: {repo: 2}\nwithin: 2d",
    streak="on: [pr.merged, pr.opened]\nstreak: {unit: day, at_least: 3}",
    capped="cap: 1/day\ntiers: {a: 2, b: 3}",
    reviewed="count: 2\ngrant: review",
    after="on: pr.opened\nfirst: true\nrequires: [tiered, steady]",
    soon="on: pr.opened\nfirst: true\nrequires: first",
    after_that="first: true\nrequires: after",
    short="first: true\nexpires: 400d",
)


def expected(facts: Iterable[Fact], catalog: Catalog = CATALOG) -> list[dict[str, Any]]:
    """Work out all awards from the set of facts, sharing only `earn` with what is tested."""
    last: dict[str, Fact] = {}
    for fact in facts:
        last[fact.key] = reduce(newest, [last.get(fact.key, fact), fact])
    people = {fact.actor.id for fact in last.values()}
    rows = []
    for person in people:
        done = sorted((f for f in last.values() if f.actor.id == person), key=order)
        held_since: dict[str, datetime] = {}
        for badge in catalog.active:
            if any(required not in held_since for required in badge.requires):
                continue
            since = max((held_since[required] for required in badge.requires), default=None)
            for one in earn(badge.rule, done)[1]:
                at = one.earned_at if since is None else max(one.earned_at, since)
                ends_at = badge.expires_at(at)
                state = "expired" if ends_at and ends_at <= NOW else "granted"
                if badge.grant == "review":
                    state = "proposed"
                else:
                    held_since[badge.id] = min(at, held_since.get(badge.id, at))
                rows.append((person, badge.id, one.tier, state, at, list(one.evidence)))
    return [
        {
            "person": person,
            "badge": badge,
            "tier": tier,
            "state": state,
            "earned_at": at.isoformat().replace("+00:00", "Z"),
            "evidence": evidence,
        }
        for person, badge, tier, state, at, evidence in sorted(
            rows, key=lambda row: (row[0], row[1], row[2] or "")
        )
    ]


def standing(session: Session) -> list[dict[str, Any]]:
    rows = list_awards(session)
    for row in rows:
        del row["id"]
        row["person"] = row["person"]["id"]
    return rows


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


def recorded(session: Session, *facts: Fact, catalog: Catalog = CATALOG) -> Recorded:
    return record(session, facts, catalog=catalog, now=NOW)


FACTS = st.builds(
    lambda number, person, kind, hours, repo, version, actor_type, retracted, label: make_fact(
        key=f"{kind}:{number}",
        number=number,
        person=person,
        kind=kind,
        at=NOON + timedelta(hours=hours),
        repo=repo,
        version=version,
        actor_type=actor_type,
        retracted=retracted,
        attrs={"labels": [label]},
    ),
    st.integers(1, 12),
    st.integers(1, 2),
    st.sampled_from(["pr.merged", "pr.merged", "pr.opened"]),
    st.integers(0, 20).map(lambda quarter: quarter * 6),
    st.sampled_from(["a/a", "a/a", "a/b", None]),
    st.integers(1, 3),
    st.sampled_from(["User"] * 7 + ["Bot"]),
    st.sampled_from([False] * 5 + [True]),
    st.sampled_from(["good", "bad"]),
)

HISTORIES = st.lists(FACTS, min_size=1, max_size=30).flatmap(
    lambda facts: st.tuples(
        st.permutations(facts + facts[: len(facts) // 2]),
        st.lists(st.integers(1, 9), max_size=20),
    )
)


def batches(facts: Sequence[Fact], sizes: Sequence[int]) -> Iterator[list[Fact]]:
    rest = list(facts)
    for size in sizes:
        if rest:
            yield rest[:size]
            rest = rest[size:]
    if rest:
        yield rest


@given(history=HISTORIES)
@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(([make_fact(n, at=NOON - n * DAY, repo="a/a") for n in range(6)], [1] * 6))
@example(([make_fact(1, kind="pr.opened"), make_fact(2, at=NOON + 2 * DAY)], [1, 1]))
def test_any_order_repetition_edit_and_batching_gives_the_awards_of_a_recount(
    database: Database, history: tuple[list[Fact], list[int]]
) -> None:
    facts, sizes = history
    wanted = expected(facts)
    with database.reading() as session:
        for batch in batches(facts, sizes):
            recorded(session, *batch)
        assert standing(session) == wanted
        assert verify(session, catalog=CATALOG, now=NOW) == []
        assert recount(session, catalog=CATALOG, now=NOW) == [], "a recount finds nothing to do"
        assert standing(session) == wanted
        session.rollback()


def test_the_same_facts_again_change_nothing(session: Session) -> None:
    facts = [make_fact(number, at=NOON + number * DAY) for number in range(5)]
    assert recorded(session, *facts).stored.new == 5
    again = recorded(session, *facts, *facts)
    assert again.changes == ()
    assert (again.stored.new, again.stored.changed, again.stored.ignored) == (0, 0, 10)


def test_a_new_award_comes_with_the_fact_that_completed_it(session: Session) -> None:
    recorded(session, make_fact(1, repo="a/a"))
    second = make_fact(2, repo="a/a", at=NOON + DAY)
    changes = {change.award.badge: change for change in recorded(session, second).changes}
    assert changes["tiered"].kind is ChangeKind.GRANTED
    assert changes["tiered"].award.tier == "bronze"
    assert changes["tiered"].completed_by == second
    assert changes["reviewed"].kind is ChangeKind.PROPOSED
    assert "first" not in changes


def test_a_late_fact_moves_the_date_and_says_so_only_as_a_correction(session: Session) -> None:
    recorded(session, make_fact(1))
    late = make_fact(2, at=NOON - DAY)
    kinds = {c.award.badge: c.kind for c in recorded(session, late).changes}
    assert kinds["first"] is ChangeKind.CORRECTED
    row = session.exec(select(AwardRow).where(AwardRow.badge == "first")).one()
    assert row.earned_at == NOON - DAY
    assert row.evidence == [late.key]


def test_a_retraction_withdraws_and_an_older_version_cannot_undo_it(session: Session) -> None:
    recorded(session, make_fact(1))
    changes = recorded(session, make_fact(1, version=3, retracted=True)).changes
    assert {change.kind for change in changes} == {ChangeKind.WITHDRAWN}
    assert standing(session) == []
    assert len(list_awards(session, withdrawn=True)) == len(changes)
    assert recorded(session, make_fact(1, version=2)).changes == ()
    assert standing(session) == []
    recorded(session, make_fact(1, version=4))
    assert standing(session) == expected([make_fact(1, version=4)])


def test_a_deed_that_turns_out_to_be_anothers_moves_with_its_awards(session: Session) -> None:
    recorded(session, make_fact(1, key="k", person=1))
    moved = make_fact(1, key="k", person=2, version=2)
    recorded(session, moved)
    assert standing(session) == expected([moved])


def test_an_account_found_to_be_a_bot_loses_what_it_earned(session: Session) -> None:
    recorded(session, make_fact(1))
    recorded(session, make_fact(1, version=2, actor_type="Bot"))
    assert standing(session) == []


def test_an_event_in_order_reads_no_history(database: Database) -> None:
    """The cost of a fact is flat: no matter how much somebody did, their facts stay unread."""
    catalog = make_badges(count="tiers: {a: 2, b: 1000}\nwhere: {repos: a/a}")
    facts = [make_fact(n, repo="a/a", at=NOON + n * DAY / 24) for n in range(200)]
    statements: list[str] = []
    with database.writing() as session:
        recorded(session, *facts[:-1], catalog=catalog)
        bind = session.get_bind()
        event.listen(bind, "before_cursor_execute", lambda *a: statements.append(a[2]))
        recorded(session, facts[-1], catalog=catalog)
        assert standing(session) == expected(facts, catalog)
    assert len(statements) < 18
    assert not any("actor_id IN" in statement for statement in statements)


def test_an_older_login_that_arrives_late_does_not_come_back(session: Session) -> None:
    recorded(session, make_fact(1, login="new-name"))
    recorded(session, make_fact(2, login="old-name", at=NOON - DAY))
    account = session.get(AccountRow, 1)
    assert account is not None
    assert account.login == "new-name"


def test_what_a_person_chose_outlives_a_rename(session: Session) -> None:
    recorded(session, make_fact(1))
    account = session.get(AccountRow, 1)
    assert account is not None
    account.muted = True
    recorded(session, make_fact(2, login="renamed", at=NOON + DAY))
    assert (account.login, account.muted) == ("renamed", True)


def test_a_new_badge_counts_what_happened_before_it(session: Session) -> None:
    before = make_badges(first="first: true")
    recorded(session, make_fact(1), make_fact(2, at=NOON + DAY), catalog=before)
    after = make_badges(first="first: true", second="count: 2")
    changes = recorded(session, make_fact(9, person=2), catalog=after).changes
    assert {change.award.badge for change in changes} == {"first", "second"}
    assert verify(session, catalog=after, now=NOW) == []


def test_a_changed_rule_is_recounted_once(session: Session) -> None:
    facts = [make_fact(number, at=NOON + number * DAY) for number in range(3)]
    recorded(session, *facts, catalog=make_badges(it="count: 3"))
    changed = make_badges(it="count: 5")
    assert [c.kind for c in bring_current(session, catalog=changed, now=NOW)] == [
        ChangeKind.WITHDRAWN
    ]
    assert bring_current(session, catalog=changed, now=NOW) == []
    recorded(session, *(make_fact(n, at=NOON + n * DAY) for n in (3, 4)), catalog=changed)
    assert standing(session)[0]["earned_at"].startswith("2026-03-08")


def test_a_changed_policy_takes_what_people_kept(session: Session) -> None:
    rule = "count: {}\non_rule_change: {}"
    facts = [make_fact(number, at=NOON + number * DAY) for number in range(3)]
    recorded(session, *facts, catalog=make_badges(it=rule.format(3, "keep")))
    stricter = make_badges(it=rule.format(5, "keep"))
    assert [c.kind for c in bring_current(session, catalog=stricter, now=NOW)] == [ChangeKind.KEPT]
    assert verify(session, catalog=stricter, now=NOW) == []
    assert standing(session)[0]["state"] == "granted"
    strictest = make_badges(it=rule.format(5, "recheck"))
    assert [c.kind for c in bring_current(session, catalog=strictest, now=NOW)] == [
        ChangeKind.WITHDRAWN
    ]
    assert standing(session) == []


def test_a_badge_on_hold_keeps_its_holders_and_takes_no_more(session: Session) -> None:
    recorded(session, make_fact(1), catalog=make_badges(it="first: true"))
    held = make_badges(it="first: true\nstatus: hold")
    recorded(
        session, make_fact(2, person=2), make_fact(1, version=2, retracted=True), catalog=held
    )
    assert [row["person"] for row in standing(session)] == [1]
    recorded(session, catalog=make_badges(it="first: true"))
    assert [row["person"] for row in standing(session)] == [2]


@pytest.mark.parametrize("table", [AwardRow, RuleStateRow])
def test_verify_sees_what_was_tampered_with(session: Session, table: Any) -> None:
    recorded(session, make_fact(1), make_fact(2, at=NOON + DAY))
    assert verify(session, catalog=CATALOG, now=NOW) == []
    key = RuleStateRow.account_id if table is RuleStateRow else AwardRow.person_id
    for row in session.exec(select(table).where(key == 1)).all():
        session.delete(row)
    session.flush()
    differences = verify(session, catalog=CATALOG, now=NOW)
    assert differences
    assert all(one.stored is None and one.recounted for one in differences)


def test_verify_sees_a_wrong_date(session: Session) -> None:
    recorded(session, make_fact(1))
    row = session.exec(select(AwardRow).where(AwardRow.badge == "first")).one()
    row.earned_at = NOON - DAY
    session.flush()
    (difference,) = verify(session, catalog=CATALOG, now=NOW)
    assert difference.badge == "first"


def test_an_award_that_ran_out_since_is_no_difference(session: Session) -> None:
    catalog = make_badges(short="first: true\nexpires: 500d")
    recorded(session, make_fact(1), catalog=catalog)
    later = NOON + 600 * DAY
    assert verify(session, catalog=catalog, now=later) == []
    (change,) = recount(session, catalog=catalog, now=later)
    assert change.award.state is AwardState.EXPIRED


def test_nothing_is_kept_where_the_unit_of_work_fails(database: Database) -> None:
    def broken_off() -> None:
        with database.writing() as session:
            recorded(session, make_fact(1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken_off()
    with database.reading() as session:
        assert session.exec(select(FactRow)).all() == []
        assert session.exec(select(AwardRow)).all() == []
        assert session.exec(select(RuleStateRow)).all() == []


TENURE = make_badges(loyal="on: pr.merged\nsince_first: 365d\nfirst: true")


def test_who_has_not_been_here_long_enough_gets_it_when_the_time_has_come(
    session: Session,
) -> None:
    record(session, [make_fact(1)], catalog=TENURE, now=NOON + DAY)
    assert standing(session) == []
    due = NOON + 365 * DAY
    early = due - timedelta(seconds=1)
    assert settle_due(session, catalog=TENURE, now=early) == []
    assert verify(session, catalog=TENURE, now=due) == [], "the timer has not looked yet"
    (change,) = settle_due(session, catalog=TENURE, now=due)
    assert (change.kind, change.award.earned_at) == (ChangeKind.GRANTED, due)
    assert settle_due(session, catalog=TENURE, now=due) == []
    assert verify(session, catalog=TENURE, now=due) == []


def test_what_was_due_long_ago_is_given_with_the_fact(session: Session) -> None:
    (change,) = record(session, [make_fact(1)], catalog=TENURE, now=NOW).changes
    assert change.award.earned_at == NOON + 365 * DAY


def test_what_was_taken_back_comes_due_again(session: Session) -> None:
    record(session, [make_fact(1)], catalog=TENURE, now=NOW)
    late = make_fact(2, at=NOON + 300 * DAY)
    record(session, [make_fact(1, version=2, retracted=True), late], catalog=TENURE, now=NOW)
    assert standing(session) == []
    (change,) = settle_due(session, catalog=TENURE, now=NOW + 300 * DAY)
    assert change.award.earned_at == NOON + 665 * DAY


def test_nobody_who_opted_out_comes_due(session: Session) -> None:
    record(session, [make_fact(1), make_fact(2, person=2)], catalog=TENURE, now=NOON)
    opt_out(session, 1, catalog=TENURE, now=NOON)
    changes = settle_due(session, catalog=TENURE, now=NOW)
    assert [change.award.person_id for change in changes] == [2]
