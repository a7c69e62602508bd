"""Tests of what is noted when the App is installed, changed, removed or tried."""

from __future__ import annotations

import pytest

from tests.webhooks import made
from tests.webhooks.made import outcome_of
from webhooks.handlers import InstallationState
from webhooks.handlers.installation_repositories import NONE_NAMED
from webhooks.handlers.ping import PING


@pytest.mark.parametrize(
    ("action", "state"),
    [
        ("created", InstallationState.ACTIVE),
        ("unsuspend", InstallationState.ACTIVE),
        ("new_permissions_accepted", InstallationState.ACTIVE),
        ("suspend", InstallationState.SUSPENDED),
        ("deleted", InstallationState.DELETED),
    ],
)
def test_where_the_app_may_act_is_noted(action: str, state: InstallationState) -> None:
    change = outcome_of("installation", made.installation(action)).installation
    assert change is not None
    assert (change.installation_id, change.state) == (33, state)
    assert change.account is not None
    assert change.account.login == "meshery"


def test_a_new_action_is_ignored_with_a_reason() -> None:
    outcome = outcome_of("installation", made.installation("renamed"))
    assert outcome.ignored == "nothing is counted when installation is renamed"


@pytest.mark.parametrize("action", ["added", "removed"])
def test_repositories_that_the_app_was_given_or_lost_are_noted(action: str) -> None:
    repo = {"id": 7, "full_name": "meshery/meshery"}
    payload = made.installation(action, **{f"repositories_{action}": [repo]})
    access = outcome_of("installation_repositories", payload).access
    assert access is not None
    assert access.owner == "meshery"
    named = access.added if action == "added" else access.removed
    assert [(it.id, it.full_name) for it in named] == [(7, "meshery/meshery")]


def test_an_event_that_names_no_repository_is_ignored() -> None:
    payload = made.installation("removed", repositories_added=[], repositories_removed=[])
    assert outcome_of("installation_repositories", payload).ignored == NONE_NAMED


def test_a_ping_is_taken() -> None:
    assert outcome_of("ping", {"zen": "Keep it logically awesome."}).ignored == PING
