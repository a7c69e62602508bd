"""Payloads of our own making, with every field that is read; tests replace single fields."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.webhooks.told import Told
from webhooks.demo.answers import right_answer
from webhooks.handlers import handle
from webhooks.payloads import parse

if TYPE_CHECKING:
    from exams.bank import Bank
    from exams.views import AttemptView
    from webhooks.handlers import Outcome
    from webhooks.payloads import Event

Payload = dict[str, Any]

ABSENT = object()
"""In place of a value: take the field away."""


def read(event: str, payload: object) -> Event:
    """Parse a payload as if it had been delivered."""
    return parse(event, json.dumps(payload).encode())


def outcome_of(event: str, payload: object, github: Told | None = None) -> Outcome:
    """Parse and handle a payload as if it had been delivered."""
    return handle(read(event, payload), github or Told())


def changed(payload: Payload, **values: Any) -> Payload:
    """Copy a payload with some fields replaced; `a__b` names the field b of a."""
    copy: Payload = json.loads(json.dumps(payload))
    for name, value in values.items():
        *path, last = name.split("__")
        place = copy
        for step in path:
            place = place[step]
        if value is ABSENT:
            del place[last]
        else:
            place[last] = value
    return copy


def account(number: int = 7, login: str = "ada", kind: str = "User") -> Payload:
    return {"id": number, "login": login, "type": kind}


REPO: Payload = {"id": 42, "full_name": "meshery/meshery"}


def pull_request(action: str, /, **values: Any) -> Payload:
    payload = {
        "action": action,
        "number": 5,
        "repository": REPO,
        "sender": account(),
        "pull_request": {
            "number": 5,
            "html_url": "https://github.com/meshery/meshery/pull/5",
            "user": account(),
            "created_at": "2026-10-01T08:00:00Z",
            "updated_at": "2026-10-02T12:00:00Z",
            "draft": False,
            "merged": False,
            "merged_at": None,
            "merged_by": None,
            "labels": [{"id": 1, "name": "component/ui"}, {"id": 2, "name": "area/docs"}],
            "additions": 10,
            "deletions": 2,
            "base": {
                "ref": "master",
                "repo": {**REPO, "default_branch": "master"},
                "user": None,
            },
            "head": {"ref": "topic", "repo": None, "user": None},
        },
    }
    return changed(payload, **values)


def merged_pull_request(action: str = "closed", /, **values: Any) -> Payload:
    merge = {
        "pull_request__merged": True,
        "pull_request__merged_at": "2026-10-02T12:00:00Z",
        "pull_request__merged_by": account(1, "lead"),
    }
    return pull_request(action, **(merge | values))


def review(action: str = "submitted", /, **values: Any) -> Payload:
    payload = {
        "action": action,
        "repository": REPO,
        "sender": account(),
        "review": {
            "id": 900,
            "user": account(8, "grace"),
            "body": "Good work.",
            "state": "approved",
            "html_url": "https://github.com/meshery/meshery/pull/5#pullrequestreview-900",
            "submitted_at": "2026-10-02T09:00:00Z",
            "updated_at": "2026-10-02T09:00:00Z",
        },
        "pull_request": {"number": 5, "user": account()},
    }
    return changed(payload, **values)


def issue(action: str = "opened", /, **values: Any) -> Payload:
    payload = {
        "action": action,
        "repository": REPO,
        "sender": account(9, "lin"),
        "issue": {
            "number": 6,
            "html_url": "https://github.com/meshery/meshery/issues/6",
            "user": account(),
            "body": "- [x] approve",
            "labels": [{"id": 1, "name": "kind/bug"}],
            "created_at": "2026-10-01T08:00:00Z",
            "updated_at": "2026-10-01T08:00:00Z",
            "closed_at": None,
        },
    }
    return changed(payload, **values)


def comment(action: str = "created", /, **values: Any) -> Payload:
    payload = {
        "action": action,
        "repository": REPO,
        "sender": account(),
        "issue": {"number": 5, "user": account(8, "grace"), "pull_request": {"url": "…"}},
        "comment": {
            "id": 700,
            "user": account(),
            "body": "/certify cli",
            "html_url": "https://github.com/meshery/meshery/pull/5#issuecomment-700",
            "performed_via_github_app": None,
            "created_at": "2026-10-01T08:00:00Z",
            "updated_at": "2026-10-01T08:00:00Z",
        },
    }
    return changed(payload, **values)


def review_comment(action: str = "created", /, **values: Any) -> Payload:
    payload = comment(action)
    thread = payload.pop("issue")
    payload["pull_request"] = {"number": 5, "user": thread["user"]}
    return changed(payload, **values)


def discussion(action: str = "created", /, **values: Any) -> Payload:
    payload = {
        "action": action,
        "repository": REPO,
        "sender": account(9, "lin"),
        "discussion": {
            "number": 30,
            "html_url": "https://github.com/meshery/meshery/discussions/30",
            "user": account(9, "lin"),
            "category": {"id": 1, "slug": "q-a", "is_answerable": True},
            "labels": [{"id": 1, "name": "kind/question"}],
            "answer_html_url": None,
            "answer_chosen_at": None,
            "created_at": "2026-10-01T00:00:00Z",
            "updated_at": "2026-10-03T00:00:00Z",
        },
    }
    return changed(payload, **values)


def answer(by: Payload | None = None) -> Payload:
    return {
        "id": 800,
        "html_url": "https://github.com/meshery/meshery/discussions/30#discussioncomment-800",
        "user": by or account(8, "grace"),
    }


def discussion_comment(action: str = "created", /, **values: Any) -> Payload:
    payload = comment(action)
    thread = payload.pop("issue")
    payload["discussion"] = {"number": 30, "user": thread["user"]}
    return changed(payload, **values)


def release(action: str = "published", /, **values: Any) -> Payload:
    payload = {
        "action": action,
        "repository": REPO,
        "release": {
            "id": 17,
            "html_url": "https://github.com/meshery/meshery/releases/tag/v1.0.0",
            "tag_name": "v1.0.0",
            "author": account(),
            "draft": False,
            "prerelease": False,
            "published_at": "2026-10-05T00:00:00Z",
            "updated_at": "2026-10-05T00:00:00Z",
        },
    }
    return changed(payload, **values)


ORGANIZATION: Payload = {"id": 77, "login": "meshery"}


def membership(action: str = "added", /, **values: Any) -> Payload:
    payload = {
        "action": action,
        "scope": "team",
        "member": account(),
        "team": {"id": 3, "name": "Maintainers", "slug": "maintainers"},
        "organization": ORGANIZATION,
        "sender": account(1, "lead"),
    }
    return changed(payload, **values)


def organization(action: str = "member_added", /, **values: Any) -> Payload:
    payload = {
        "action": action,
        "membership": {"state": "active", "role": "member", "user": account()},
        "organization": ORGANIZATION,
        "sender": account(1, "lead"),
    }
    return changed(payload, **values)


def repository(action: str = "renamed", /, **values: Any) -> Payload:
    payload = {
        "action": action,
        "changes": {"repository": {"name": {"from": "mesheryctl"}}},
        "repository": {**REPO, "updated_at": "2026-10-05T00:00:00Z"},
        "sender": account(1, "lead"),
    }
    return changed(payload, **values)


def installation(action: str = "created", /, **values: Any) -> Payload:
    payload = {
        "action": action,
        "installation": {"id": 33, "account": account(77, "meshery", "Organization")},
        "repositories": [REPO],
        "sender": account(),
    }
    return changed(payload, **values)


def right_answers(bank: Bank, attempt: AttemptView) -> dict[str, object]:
    """Give the right answer to every question of an attempt; only tests know the keys."""
    questions = bank.by_id()
    return {item.question.id: right_answer(questions[item.question.id]) for item in attempt.items}
