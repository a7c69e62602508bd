"""Tests of the App's manifest: GitHub sends what is handled, and nothing else is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from recognition.kernel.yaml import read_yaml
from tests.conftest import ROOT
from webhooks.handlers import handlers
from webhooks.ingest import PATH
from webhooks.web.login import CALLBACK

SENT_UNASKED = {
    "github_app_authorization",
    "installation",
    "installation_repositories",
    "ping",
}
"""GitHub sends these to every App; a manifest must not name them."""


@pytest.fixture
def manifest() -> Any:
    file = ROOT / "app.yml"
    return read_yaml(file.read_text(encoding="utf-8"), file=str(file)).value


def test_every_handled_event_is_asked_for_and_no_other(manifest: Any) -> None:
    heard = {name.partition(".")[0] for name in handlers}
    assert heard > SENT_UNASKED
    assert manifest["default_events"] == sorted(heard - SENT_UNASKED)


def test_no_more_is_permitted_than_is_used(manifest: Any) -> None:
    assert manifest["default_permissions"] == {
        "checks": "write",
        "contents": "read",
        "discussions": "read",
        "issues": "write",
        "pull_requests": "write",
        "metadata": "read",
        "members": "read",
    }


def test_the_app_is_its_organisation_s_own(manifest: Any) -> None:
    assert manifest["public"] is False


def test_addresses_lead_to_routes_that_exist(manifest: Any) -> None:
    assert manifest["hook_attributes"]["url"] == manifest["url"] + PATH
    assert manifest["callback_urls"] == [manifest["url"] + CALLBACK]
