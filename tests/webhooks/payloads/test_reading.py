"""Tests of the events: what is read, and which fields may be missing."""

from __future__ import annotations

from typing import Any

import pytest

from recognition.facts import Actor, Repo
from recognition.kernel.ids import RepoId, UserId
from tests.webhooks import made
from tests.webhooks.made import ABSENT, Payload, read
from webhooks.payloads import (
    CommentPlace,
    IgnoredEvent,
    InstallationEvent,
    InstallationRepositoriesEvent,
    IssueCommentEvent,
    IssueEvent,
    PayloadError,
    PingEvent,
    PullRequestEvent,
    ReviewEvent,
)

ADA = Actor(id=UserId(7), login="ada", type="User")
REPO = Repo(id=RepoId(42), full_name="meshery/meshery")


def test_of_a_pull_request_and_its_reviews_it_is_read_which_one() -> None:
    edited = made.merged_pull_request("edited", changes={"body": {"from": "Reverts #4"}})
    assert read("pull_request", edited) == PullRequestEvent(
        action="edited", repo=REPO, number=5, body_before="Reverts #4"
    )
    assert read("pull_request_review", made.review()) == ReviewEvent(
        action="submitted", repo=REPO, number=5
    )


def test_an_edit_tells_the_text_before() -> None:
    event = read("issues", made.issue("edited", changes={"body": {"from": "- [ ] approve"}}))
    assert isinstance(event, IssueEvent)
    assert (event.body_before, event.issue.body) == ("- [ ] approve", "- [x] approve")
    assert event.sender is not None
    assert event.sender.login == "lin"


@pytest.mark.parametrize(
    ("changes", "before"),
    [
        ({}, None),
        ({"title": {"from": "x"}}, None),
        ({"body": {}}, ""),
        ({"body": {"from": None}}, ""),
        (None, None),
    ],
)
def test_an_edit_of_something_else_tells_no_text(changes: Any, before: str | None) -> None:
    event = read("issues", made.issue("edited", changes=changes))
    assert isinstance(event, IssueEvent)
    assert event.body_before == before


@pytest.mark.parametrize(("pull_request", "is_on"), [({}, True), (None, False), (ABSENT, False)])
def test_a_comment_knows_where_it_stands(pull_request: Any, *, is_on: bool) -> None:
    event = read("issue_comment", made.comment(issue__pull_request=pull_request))
    assert isinstance(event, IssueCommentEvent)
    assert (event.comment.on is CommentPlace.PULL_REQUEST) is is_on


def test_an_installation_on_an_enterprise_has_no_account() -> None:
    account = {"id": 5, "slug": "acme", "name": "Acme"}
    event = read("installation", made.installation(installation__account=account))
    assert event == InstallationEvent(
        action="created", installation_id=33, account=None, repositories=(REPO,)
    )


def test_removed_repositories_without_a_name_are_left_out() -> None:
    payload = made.installation(
        "removed", repositories_removed=[{}, {"id": 1}, made.REPO], repositories_added=[]
    )
    assert read("installation_repositories", payload) == InstallationRepositoriesEvent(
        action="removed", installation_id=33, added=(), removed=(REPO,)
    )


def test_a_ping_may_be_empty() -> None:
    assert read("ping", {}) == PingEvent()


def test_fault_28_an_event_nobody_listens_to_is_ignored_whatever_is_in_it() -> None:
    assert read("star", {"action": "created", "repository": 5}) == IgnoredEvent(
        event="star", action="created", reason="nothing is counted for the event star"
    )


NULLABLE: dict[str, tuple[Payload, list[str]]] = {
    "pull_request": (
        made.merged_pull_request(installation={"id": 1}, organization={}),
        [
            "pull_request__user",
            "pull_request__merged_at",
            "pull_request__head",
            "pull_request__base",
            "organization",
            "installation",
            "sender",
        ],
    ),
    "pull_request_review": (
        made.review(),
        ["review__user", "review__body", "pull_request__user", "sender"],
    ),
    "pull_request_review_comment": (
        made.review_comment(),
        ["comment__user", "pull_request__user", "sender"],
    ),
    "discussion": (
        made.discussion("answered", answer=made.answer()),
        [
            "discussion__user",
            "discussion__category",
            "discussion__labels",
            "discussion__answer_chosen_at",
            "answer__user",
            "sender",
        ],
    ),
    "discussion_comment": (
        made.discussion_comment(),
        ["comment__user", "discussion__user", "sender"],
    ),
    "release": (
        made.release(),
        ["release__author", "release__published_at", "release__updated_at"],
    ),
    "membership": (made.membership(), ["member", "sender", "team__slug"]),
    "organization": (made.organization(), ["membership", "membership__user", "sender"]),
    "repository": (made.repository(), ["repository__updated_at", "changes", "sender"]),
    "issues": (
        made.issue(),
        ["issue__user", "issue__body", "issue__labels", "sender"],
    ),
    "issue_comment": (
        made.comment(),
        [
            "comment__user",
            "comment__performed_via_github_app",
            "comment__body",
            "issue__user",
            "issue__pull_request",
            "sender",
        ],
    ),
    "installation": (
        made.installation(),
        ["repositories", "sender", "installation__account"],
    ),
}


@pytest.mark.parametrize("missing", [None, ABSENT], ids=["null", "absent"])
@pytest.mark.parametrize(
    ("event", "payload", "field"),
    [(event, payload, field) for event, (payload, fields) in NULLABLE.items() for field in fields],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_fault_19_whatever_may_be_missing_is_handled(
    event: str, payload: Payload, field: str, missing: object
) -> None:
    """A deleted account is null in a payload; so is much else, by GitHub's own description."""
    outcome = made.outcome_of(event, made.changed(payload, **{field: missing}))
    assert outcome.ignored != ""


@pytest.mark.parametrize(
    ("event", "payload", "complaint"),
    [
        ("pull_request", {"repository": made.REPO}, "pull_request must be there"),
        ("pull_request", made.pull_request("opened", repository=ABSENT), "repository must be"),
        ("pull_request", made.pull_request("opened", pull_request=[]), "pull_request must be an"),
        ("issues", made.issue(issue__number="6"), "issue.number must be a whole number"),
        ("issues", made.issue(repository__id=0), "repository.id must be 1 or more"),
        ("issue_comment", made.comment(comment__user__id=True), "comment.user.id must be"),
        ("issue_comment", made.comment(comment__body="\ud800"), "comment.body must be a text"),
        ("installation", {"action": "created"}, "installation must be there"),
        ("star", {"action": 5}, "action must be a text"),
    ],
)
def test_a_payload_that_is_not_as_described_is_refused_by_name(
    event: str, payload: Payload, complaint: str
) -> None:
    with pytest.raises(PayloadError, match=complaint):
        read(event, payload)
