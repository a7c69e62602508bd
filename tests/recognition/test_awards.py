"""Tests of recognition.awards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from recognition.awards import (
    Award,
    AwardChange,
    AwardState,
    ChangeKind,
    award_id,
    by_slot,
    decide,
)
from recognition.catalog import Badge
from recognition.facts import Fact
from recognition.kernel.ids import UserId
from recognition.rules.rule import earn
from tests.recognition.factories import NOON, make_badge, make_fact

DAY = timedelta(days=1)
NOW = NOON + 30 * DAY
MAINTAINER = UserId(99)


def decided(badge: Badge, facts: Sequence[Fact], held: Sequence[Award] = ()) -> list[AwardChange]:
    _, earned = earn(badge.rule, facts)
    return decide(badge, UserId(1), earned=earned, held=by_slot(held), now=NOW)


def only(changes: list[AwardChange]) -> AwardChange:
    (change,) = changes
    return change


def test_ids_are_short_stable_and_fit_for_addresses() -> None:
    assert award_id(1, "a", None) == award_id(1, "a", None)
    assert re.fullmatch("[a-z2-7]{16}", award_id(1, "a", None))
    ids = {award_id(p, b, t) for p in (1, 11) for b in ("a", "1a") for t in (None, "a", "b")}
    assert len(ids) == 12


def test_what_is_earned_is_granted_once() -> None:
    badge = make_badge("first: true")
    change = only(decided(badge, [make_fact()]))
    assert change.kind is ChangeKind.GRANTED
    assert change.award.state is AwardState.GRANTED
    assert change.completed_by == make_fact()
    assert decided(badge, [make_fact()], [change.award]) == []


def test_a_badge_under_review_is_proposed() -> None:
    change = only(decided(make_badge("first: true\ngrant: review"), [make_fact()]))
    assert (change.kind, change.award.state) == (ChangeKind.PROPOSED, AwardState.PROPOSED)


def test_an_earlier_fact_corrects_the_date_quietly() -> None:
    badge = make_badge("first: true")
    held = only(decided(badge, [make_fact()])).award
    change = only(decided(badge, [make_fact(), make_fact(2, at=NOON - DAY)], [held]))
    assert change.kind is ChangeKind.CORRECTED
    assert change.award.earned_at == NOON - DAY
    assert change.before == held


def test_the_rule_withdraws_what_it_gave_and_gives_it_again() -> None:
    badge = make_badge("first: true")
    held = only(decided(badge, [make_fact()])).award
    gone = only(decided(badge, [], [held]))
    assert gone.kind is ChangeKind.WITHDRAWN
    assert gone.award.is_withdrawn
    assert decided(badge, [], [gone.award]) == []
    back = only(decided(badge, [make_fact()], [gone.award]))
    assert back.kind is ChangeKind.GRANTED
    assert back.award == held


def test_a_tier_is_withdrawn_alone() -> None:
    badge = make_badge("tiers: {bronze: 1, silver: 2}")
    held = [change.award for change in decided(badge, [make_fact(), make_fact(2)])]
    assert [award.tier for award in held] == ["bronze", "silver"]
    change = only(decided(badge, [make_fact()], held))
    assert (change.award.tier, change.kind) == ("silver", ChangeKind.WITHDRAWN)


@pytest.mark.parametrize("state", [AwardState.REJECTED, AwardState.REVOKED])
@pytest.mark.parametrize("facts", [[], [make_fact()], [make_fact(at=NOON - DAY)]])
def test_what_a_person_took_away_no_rule_gives_back(state: AwardState, facts: list[Fact]) -> None:
    badge = make_badge("first: true\ngrant: review")
    held = only(decided(badge, [make_fact()])).award
    settled = replace(held, state=state, decided_by=MAINTAINER)
    assert decided(badge, facts, [settled]) == []


def test_what_a_person_approved_stays_though_its_evidence_may_be_corrected() -> None:
    badge = make_badge("first: true\ngrant: review")
    held = only(decided(badge, [make_fact()])).award
    approved = replace(held, state=AwardState.GRANTED, decided_by=MAINTAINER)
    assert decided(badge, [], [approved]) == []
    change = only(decided(badge, [make_fact(at=NOON - DAY)], [approved]))
    assert change.kind is ChangeKind.CORRECTED
    assert change.award.state is AwardState.GRANTED
    assert change.award.decided_by == MAINTAINER


def test_a_proposal_is_withdrawn_and_proposed_again() -> None:
    badge = make_badge("first: true\ngrant: review")
    held = only(decided(badge, [make_fact()])).award
    gone = only(decided(badge, [], [held])).award
    assert only(decided(badge, [make_fact()], [gone])).award.state is AwardState.PROPOSED


def test_a_badge_waits_for_the_badge_it_requires_and_takes_the_later_date() -> None:
    badge = make_badge("first: true\nrequires: [other]")
    assert decided(badge, [make_fact()]) == []
    other = Award(
        id="x",
        person_id=UserId(1),
        badge="other",
        tier=None,
        state=AwardState.GRANTED,
        earned_at=NOON + 5 * DAY,
        evidence=("k",),
    )
    change = only(decided(badge, [make_fact()], [other]))
    assert change.award.earned_at == NOON + 5 * DAY
    assert change.award.evidence == (make_fact().key,)
    earlier = replace(other, earned_at=NOON - DAY)
    assert only(decided(badge, [make_fact()], [earlier])).award.earned_at == NOON
    for state in (AwardState.PROPOSED, AwardState.REJECTED, AwardState.REVOKED):
        assert decided(badge, [make_fact()], [replace(other, state=state)]) == []
    expired = replace(other, state=AwardState.EXPIRED)
    assert decided(badge, [make_fact()], [expired]), "it was held before"


def test_the_first_tier_of_a_required_badge_is_enough() -> None:
    badge = make_badge("first: true\nrequires: [other]")
    given = make_badge("tiers: {a: 1, b: 2}", name="other")
    facts = [make_fact(), make_fact(2, at=NOON + DAY)]
    others = [change.award for change in decided(given, facts)]
    assert only(decided(badge, facts, others)).award.earned_at == NOON


@pytest.mark.parametrize(("age", "state"), [(30, "expired"), (29, "granted")])
def test_an_award_expires_at_the_moment_its_time_is_over(age: int, state: str) -> None:
    badge = make_badge("first: true\nexpires: 30d")
    change = only(decided(badge, [make_fact(at=NOW - age * DAY)]))
    assert change.award.state == state


def test_an_award_that_had_expired_by_a_wrong_date_is_corrected() -> None:
    badge = make_badge("first: true\nexpires: 30d")
    held = only(decided(badge, [make_fact(at=NOW - 40 * DAY)])).award
    change = only(decided(badge, [make_fact(at=NOW - DAY)], [held]))
    assert (change.kind, change.award.state) == (ChangeKind.CORRECTED, AwardState.GRANTED)


def changed(badge: Badge, held: Sequence[Award], *, policy: str) -> list[AwardChange]:
    """Ask for one more than before, and see what becomes of what is held."""
    stricter = make_badge(f"count: 3\non_rule_change: {policy}", name=badge.id)
    return decided(stricter, [make_fact(1), make_fact(2)], held)


def test_who_had_it_by_a_former_rule_keeps_it_or_not_as_the_badge_says() -> None:
    badge = make_badge("count: 2")
    had = only(decided(badge, [make_fact(1), make_fact(2)])).award
    assert had.rule == badge.fingerprint
    kept = only(changed(badge, [had], policy="keep"))
    assert (kept.kind, kept.award) == (ChangeKind.KEPT, replace(had, kept=True))
    assert changed(badge, [kept.award], policy="keep") == []
    gone = only(changed(badge, [kept.award], policy="recheck"))
    assert (gone.kind, gone.award.state) == (ChangeKind.WITHDRAWN, AwardState.REVOKED)
    assert not gone.award.kept


def test_what_was_kept_is_the_rules_again_once_it_is_earned_again() -> None:
    former = make_badge("count: 2")
    had = only(decided(former, [make_fact(1), make_fact(2)])).award
    kept = only(changed(former, [had], policy="keep")).award
    stricter = make_badge("count: 3\non_rule_change: keep", name=former.id)
    facts = [make_fact(number, at=NOON + number * DAY) for number in (1, 2, 3)]
    again = only(decided(stricter, facts, [kept]))
    assert again.kind is ChangeKind.CORRECTED
    assert (again.award.kept, again.award.rule) == (False, stricter.fingerprint)
    assert again.award.earned_at == NOON + 3 * DAY


def test_facts_take_what_a_rule_that_lets_people_keep_gave() -> None:
    badge = make_badge("count: 2\non_rule_change: keep")
    had = only(decided(badge, [make_fact(1), make_fact(2)])).award
    assert only(decided(badge, [make_fact(1)], [had])).kind is ChangeKind.WITHDRAWN


def test_a_proposal_is_nothing_to_keep() -> None:
    badge = make_badge("count: 2\ngrant: review")
    proposal = only(decided(badge, [make_fact(1), make_fact(2)])).award
    stricter = make_badge("count: 3\ngrant: review\non_rule_change: keep", name=badge.id)
    assert only(decided(stricter, [make_fact(1)], [proposal])).kind is ChangeKind.WITHDRAWN
