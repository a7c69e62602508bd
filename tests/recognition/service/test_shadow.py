"""Tests of recognition.service.shadow: what a change of rules would mean, told and then done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from recognition.awards import AwardChange, ChangeKind
from recognition.catalog import Catalog
from recognition.kernel.store import Database
from recognition.service.persons import opt_out
from recognition.service.record import record
from recognition.service.recount import bring_current, verify
from recognition.service.shadow import differing, foresee
from recognition.store import AuditRow, AwardRow
from tests.recognition.factories import NOON, make_badges, make_fact

DAY = timedelta(days=1)
NOW = NOON + 99 * DAY

BEFORE = make_badges(
    merged="count: 2",
    project="count: 2\non_rule_change: keep",
    after="first: true\nrequires: merged",
    same="first: true",
)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        deeds = {1: 1, 2: 2, 3: 3}
        facts = [
            make_fact(number, person=person, at=NOON + number * DAY)
            for person, many in deeds.items()
            for number in range(many)
        ]
        record(session, facts, catalog=BEFORE, now=NOW)
        yield session


def changed(**rules: str) -> Catalog:
    same = {
        "merged": "count: 2",
        "project": "count: 2\non_rule_change: keep",
        "after": "first: true\nrequires: merged",
        "same": "first: true",
    }
    return make_badges(**(same | rules))


def changes(session: Session, after: Catalog, *, before: Catalog = BEFORE) -> list[AwardChange]:
    return [one.change for one in foresee(session, before=before, after=after, now=NOW)]


def effects(
    session: Session, after: Catalog, *, before: Catalog = BEFORE
) -> list[tuple[str, int, ChangeKind]]:
    found = changes(session, after, before=before)
    return sorted((one.award.badge, one.award.person_id, one.kind) for one in found)


def test_who_would_lose_a_badge_loses_what_requires_it_as_well(session: Session) -> None:
    assert effects(session, changed(merged="count: 3")) == [
        ("after", 2, ChangeKind.WITHDRAWN),
        ("after", 3, ChangeKind.CORRECTED),
        ("merged", 2, ChangeKind.WITHDRAWN),
        ("merged", 3, ChangeKind.CORRECTED),
    ]


def test_who_would_gain_is_told_with_the_date(session: Session) -> None:
    found = changes(session, changed(merged="count: 1"))
    assert effects(session, changed(merged="count: 1")) == [
        ("after", 1, ChangeKind.GRANTED),
        ("after", 2, ChangeKind.CORRECTED),
        ("after", 3, ChangeKind.CORRECTED),
        ("merged", 1, ChangeKind.GRANTED),
        ("merged", 2, ChangeKind.CORRECTED),
        ("merged", 3, ChangeKind.CORRECTED),
    ]
    dates = {one.award.earned_at for one in found if one.award.badge == "merged"}
    assert dates == {NOON}


def test_what_people_would_keep_is_no_loss(session: Session) -> None:
    assert effects(session, changed(project="count: 3\non_rule_change: keep")) == [
        ("project", 2, ChangeKind.KEPT),
        ("project", 3, ChangeKind.CORRECTED),
    ]


def test_a_new_badge_under_review_is_proposed(session: Session) -> None:
    after = changed(new="count: 3\ngrant: review")
    assert effects(session, after) == [("new", 3, ChangeKind.PROPOSED)]


def test_a_badge_that_goes_or_sleeps_takes_nothing(session: Session) -> None:
    without = make_badges(same="first: true")
    assert effects(session, without) == []
    assert effects(session, changed(merged="count: 9\nstatus: hold")) == []


def test_words_that_say_nothing_about_the_rule_change_nothing(session: Session) -> None:
    after = changed(merged="count: 2\ndescription: Other words.")
    assert differing(BEFORE, after) == ()
    assert effects(session, after) == []


def test_who_opted_out_is_named_nowhere(session: Session) -> None:
    opt_out(session, 2, catalog=BEFORE, now=NOW)
    found = changes(session, changed(merged="count: 3"))
    assert {one.award.person_id for one in found} == {3}


def test_rules_that_are_not_in_force_can_be_compared(session: Session) -> None:
    one, other = changed(merged="count: 3"), changed(merged="count: 1")
    found = effects(session, other, before=one)
    assert [effect[1:] for effect in found if effect[0] == "merged"] == [
        (1, ChangeKind.GRANTED),
        (2, ChangeKind.GRANTED),
        (3, ChangeKind.CORRECTED),
    ]


RULES = st.builds(
    lambda count, policy, first: {
        "merged": f"count: {count}\non_rule_change: {policy}",
        "after": f"count: {first}\nrequires: merged",
    },
    st.integers(1, 4),
    st.sampled_from(["keep", "recheck"]),
    st.integers(1, 3),
)


@given(rules=st.lists(RULES, min_size=1, max_size=3))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_what_is_told_is_what_happens(session: Session, rules: list[dict[str, str]]) -> None:
    """The comparison says exactly what `bring_current` then does, and writes nothing itself."""
    with session.begin_nested() as nested:
        before = BEFORE
        for some in rules:
            after = changed(**some)
            held = standing(session)
            audited = len(session.exec(select(AuditRow)).all())
            told = changes(session, after, before=before)
            assert standing(session) == held
            assert len(session.exec(select(AuditRow)).all()) == audited
            bring_current(session, catalog=after, now=NOW)
            now = standing(session)
            lost = {key for key, date in held.items() if key not in now}
            gained = {key for key in now if key not in held}
            others = {key for key in now if key in held and now[key] != held[key]}
            kept = {key for key in others if now[key].kept}
            moved = others - kept
            kinds = {
                kind: {(one.award.person_id, one.award.badge) for one in told if one.kind is kind}
                for kind in ChangeKind
            }
            assert kinds[ChangeKind.WITHDRAWN] == lost
            assert kinds[ChangeKind.GRANTED] == gained
            assert kinds[ChangeKind.CORRECTED] == moved
            assert kinds[ChangeKind.KEPT] == kept
            assert verify(session, catalog=after, now=NOW) == []
            before = after
        nested.rollback()


class Standing(NamedTuple):
    earned_at: datetime
    kept: bool


def standing(session: Session) -> dict[tuple[int, str], Standing]:
    session.expire_all()
    return {
        (row.person_id, row.badge): Standing(row.earned_at, row.kept)
        for row in session.exec(select(AwardRow).where(AwardRow.state == "granted"))
    }
