"""Tests of who counts as a member of a team or organisation."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from recognition.facts import newest
from tests.webhooks import made
from tests.webhooks.made import ABSENT, outcome_of
from tests.webhooks.told import NOW, Told
from webhooks.handlers.membership import NO_MEMBER

CASES = [
    ("membership", made.membership, ("added", "removed"), (3, 7), "team.added:3:7"),
    (
        "organization",
        made.organization,
        ("member_added", "member_removed"),
        (77, 7),
        "team.added:organization-77:7",
    ),
]


@pytest.mark.parametrize(("event", "make", "actions", "name", "key"), CASES)
def test_a_member_counts_as_long_as_github_says_so(
    event: str, make: object, actions: tuple[str, str], name: tuple[int, int], key: str
) -> None:
    """Two deliveries may change places; each asks what is so now."""
    assert callable(make)
    for first, second in permutations(actions):
        joined = Told(members={name})
        left = Told(now=NOW + timedelta(minutes=1))
        (before,) = outcome_of(event, make(first), joined).facts
        (after,) = outcome_of(event, make(second), left).facts
        assert (before.key, before.retracted, before.at) == (key, False, NOW)
        assert newest(after, before).retracted
        assert joined.asked == [name]


def test_a_team_s_facts_bear_its_name() -> None:
    (fact,) = outcome_of("membership", made.membership(), Told(members={(3, 7)})).facts
    assert (fact.attrs["team"], fact.repo) == ("meshery/maintainers", None)


def test_of_a_deleted_team_nobody_is_a_member() -> None:
    payload = made.membership("removed", team__slug=ABSENT, team__deleted=True)
    (fact,) = outcome_of("membership", payload).facts
    assert (fact.key, fact.retracted) == ("team.added:3:7", True)


def test_fault_19_without_a_member_nothing_is_counted_or_asked() -> None:
    github = Told()
    for event, payload in (
        ("membership", made.membership(member=None)),
        ("organization", made.organization(membership__user=None)),
    ):
        assert outcome_of(event, payload, github).ignored == NO_MEMBER
    assert github.asked == []


@pytest.mark.parametrize("action", ["renamed", "deleted", "member_invited"])
def test_what_else_happens_to_an_organisation_counts_for_nothing(action: str) -> None:
    outcome = outcome_of("organization", made.organization(action, membership=ABSENT))
    assert outcome.ignored == f"nothing is counted when organization is {action}"
