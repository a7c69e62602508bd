"""Tests of what is noted of repositories, and of people who leave."""

from __future__ import annotations

import pytest

from tests.webhooks import made
from tests.webhooks.histories import ADA, REPO, day
from tests.webhooks.made import outcome_of
from webhooks.handlers import Outcome, Sighting
from webhooks.handlers.github_app_authorization import NOBODY
from webhooks.handlers.repository import UNDATED


@pytest.mark.parametrize("action", ["created", "renamed", "transferred"])
def test_the_name_of_a_repository_is_noted_with_its_moment(action: str) -> None:
    sighting = Sighting(repo=REPO, at=day(5))
    assert outcome_of("repository", made.repository(action)) == Outcome(
        action=action, sighting=sighting
    )


def test_a_name_without_a_moment_is_not() -> None:
    payload = made.repository(repository__updated_at=None)
    assert outcome_of("repository", payload).ignored == UNDATED


@pytest.mark.parametrize("action", ["deleted", "archived", "privatized", "publicized", "edited"])
def test_work_outlives_its_repository(action: str) -> None:
    outcome = outcome_of("repository", made.repository(action))
    assert outcome.ignored == f"nothing is counted when repository is {action}"


def test_who_takes_back_the_leave_to_sign_in_is_signed_out() -> None:
    payload = {"action": "revoked", "sender": made.account()}
    assert outcome_of("github_app_authorization", payload).signed_out == ADA
    nobody = made.changed(payload, sender=None)
    assert outcome_of("github_app_authorization", nobody).ignored == NOBODY
