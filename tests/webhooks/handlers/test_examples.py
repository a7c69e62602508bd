"""Tests on GitHub's own example payloads, as they are and with fields taken away."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.webhooks.made import Payload
from tests.webhooks.made import outcome_of as handled
from tests.webhooks.requests import post
from tests.webhooks.told import Told
from webhooks.handlers import Outcome, handlers
from webhooks.inbox import list_deliveries
from webhooks.payloads import PayloadError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from recognition.kernel.store import Database
    from webhooks.ingest import Ingest

pytestmark = pytest.mark.real_data

HEARD = {name.partition(".")[0] for name in handlers}

ODD_VALUES: list[Any] = [None, "", "\ud800", "\0", 0, -1, 2**70, True, [], {}, [None], [1], 1.5]


def outcome_of(event: str, payload: Payload, told: Payload | None = None) -> Outcome:
    """Handle a payload where GitHub tells the same as `told`, by default the payload itself."""
    return handled(event, payload, Told(paths=("ui/a.ts",)).learn(event, told or payload))


@cache
def examples(folder: Path) -> list[tuple[str, Payload]]:
    """Give the events' names and payloads, in the file's order."""
    with gzip.open(folder / "webhooks" / "payloads.jsonl.gz", "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    return [(each["event"], each["payload"]) for each in found]


def heard_examples(folder: Path) -> list[tuple[str, Payload]]:
    """Give those of the events we listen to, and merges made of the closed ones."""
    heard = [(event, payload) for event, payload in examples(folder) if event in HEARD]
    return heard + [("pull_request", merge) for merge in merges(folder)]


def merges(folder: Path) -> list[Payload]:
    """Make merged pull requests: GitHub's examples hold not a single one."""
    made = []
    for event, payload in examples(folder):
        if event == "pull_request" and payload["action"] in ("closed", "labeled"):
            merge = json.loads(json.dumps(payload))
            pull_request = merge["pull_request"]
            pull_request |= {"merged": True, "merged_at": pull_request["updated_at"]}
            pull_request["merged_by"] = merge["sender"]
            made.append(merge)
    return made


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Give the path of everything in a payload, from the outside in."""
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for name, item in items:
        yield (*path, name)
        yield from places(item, (*path, name))


def replaced(payload: Payload, path: tuple[str | int, ...], value: Any) -> Payload:
    copy: Any = json.loads(json.dumps(payload))
    place = copy
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    result: Payload = copy
    return result


def test_every_example_is_handled_or_ignored_with_a_reason(shared_data: Path) -> None:
    outcomes = Counter[str]()
    for event, payload in examples(shared_data):
        outcome = outcome_of(event, payload)
        nothing = Outcome(action=outcome.action, ignored=outcome.ignored)
        does_something = outcome != nothing
        assert does_something == (outcome.ignored is None)
        assert outcome.ignored != ""
        outcomes["handled" if does_something else "ignored"] += 1
    assert outcomes["handled"] >= 60
    assert outcomes.total() == len(examples(shared_data))


def test_every_example_is_taken_and_stored(
    shared_data: Path, ingest: Ingest, database: Database
) -> None:
    for event, payload in examples(shared_data):
        assert post(ingest, json.dumps(payload).encode(), event=event).status == 202
    with database.reading() as session:
        assert len(list_deliveries(session, "pending")) == len(examples(shared_data))


def test_the_examples_count_for_what_they_show(shared_data: Path) -> None:
    facts = Counter(
        fact.kind
        for event, payload in examples(shared_data)
        for fact in outcome_of(event, payload).facts
    )
    opened = [
        payload
        for event, payload in examples(shared_data)
        if (event, payload.get("action")) == ("pull_request", "opened")
    ]
    assert facts["pr.opened"] >= sum(not each["pull_request"]["draft"] for each in opened) > 0
    assert facts["pr.merged"] == 0, "no example is a merge"
    assert facts["review.submitted"] == 0, "in the examples everybody reviews their own work"
    assert facts["issue.opened"] == 9
    assert facts["comment.created"] == 13
    assert facts["discussion.created"] == 6
    assert facts["discussion.answered"] == 2
    assert facts["release.published"] == 6
    assert facts["team.added"] == 7


def test_reviews_made_of_the_examples_count_for_whoever_wrote_them(shared_data: Path) -> None:
    reviews = [
        json.loads(json.dumps(it))
        for event, it in examples(shared_data)
        if event == "pull_request_review"
    ]
    assert len(reviews) >= 3
    for payload in reviews:
        payload["pull_request"]["user"] = {"id": 1, "login": "somebody", "type": "User"}
        facts = outcome_of("pull_request_review", payload).facts
        (fact,) = [it for it in facts if it.kind == "review.submitted"]
        assert fact.actor.id == payload["review"]["user"]["id"]
        assert fact.retracted == (payload["action"] == "dismissed")


def test_merges_made_of_the_examples_count_for_their_authors(shared_data: Path) -> None:
    made = merges(shared_data)
    assert len(made) >= 3
    for payload in made:
        facts = outcome_of("pull_request", payload).facts
        (fact,) = [it for it in facts if it.key.endswith(":author") and it.kind == "pr.merged"]
        pull_request = payload["pull_request"]
        assert fact.actor.id == pull_request["user"]["id"]
        assert fact.key.startswith(f"pr.merged:{payload['repository']['id']}:")
        assert fact.attrs["paths"] == ["ui/a.ts"]
        assert fact.attrs["merged_by"] == payload["sender"]["id"]


MAY_BE_NULL = {
    "body", "merged_at", "merged_by", "mergeable", "rebaseable", "merge_commit_sha", "milestone",
    "assignee", "assignees", "auto_merge", "active_lock_reason", "closed_at", "description",
    "creator", "due_on", "user", "submitted_at", "performed_via_github_app", "state_reason",
    "requester", "repositories", "requested_reviewers", "requested_teams", "labels", "draft",
    "organization", "zen", "hook", "hook_id", "sender", "license", "language", "homepage",
}  # fmt: skip
"""Every field that GitHub's description lets be null or absent in the events we listen to."""


def test_fault_19_examples_with_any_nullable_field_null_are_handled(shared_data: Path) -> None:
    tried = 0
    for event, payload in heard_examples(shared_data):
        paths = [
            path
            for path in places(payload)
            if path[-1] in MAY_BE_NULL and path != ("organization",)
        ]
        for path in paths + [path for path in places(payload) if path[-2:] == ("head", "repo")]:
            assert isinstance(outcome_of(event, replaced(payload, path, None), payload), Outcome)
            tried += 1
    assert tried > 500


@given(choice=st.data())
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_examples_with_any_field_made_odd_raise_nothing_unforeseen(
    shared_data: Path, choice: st.DataObject
) -> None:
    event, payload = choice.draw(st.sampled_from(heard_examples(shared_data)))
    path = choice.draw(st.sampled_from(list(places(payload))))
    odd = replaced(payload, path, choice.draw(st.sampled_from(ODD_VALUES)))
    with suppress(PayloadError):
        assert isinstance(outcome_of(event, odd, payload), Outcome)
