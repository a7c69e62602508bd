"""Payloads of our own making, with every field that is read; tests replace single fields."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from exams.questions import QUESTION_TYPES
from webhooks.handlers import handle
from webhooks.payloads import parse

if TYPE_CHECKING:
    from exams.bank import Bank
    from exams.views import AttemptView
    from recognition.facts import Actor, Repo
    from webhooks.handlers import Outcome
    from webhooks.payloads import Event

Payload = dict[str, Any]

ABSENT = object()
"""In place of a value: take the field away."""


class Files:
    """A GitHub that knows which files a pull request changed, and who is a maintainer."""

    def __init__(self, *paths: str, maintainers: tuple[int, ...] = ()) -> None:
        self.paths = paths
        self.maintainers = maintainers
        self.people: dict[str, Actor] = {}
        self.asked: list[tuple[int, int]] = []

    def changed_files(self, repo: Repo, number: int) -> tuple[str, ...]:
        self.asked.append((repo.id, number))
        return self.paths

    def is_member(self, team: str, *, actor_id: int, login: str) -> bool:
        del team, login
        return actor_id in self.maintainers

    def account(self, login: str, *, organization: str) -> Actor | None:
        del organization
        return self.people.get(login.lower())


def read(event: str, payload: object) -> Event:
    """Parse a payload as if it had been delivered."""
    return parse(event, json.dumps(payload).encode())


def outcome_of(event: str, payload: object, github: Files | None = None) -> Outcome:
    """Parse and handle a payload as if it had been delivered."""
    return handle(read(event, payload), github or Files())


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
    answers: dict[str, object] = {}
    for item in attempt.items:
        question = questions[item.question.id]
        key: Any = QUESTION_TYPES[question.public.type].key_to_json(question.key)
        answers[question.id] = key["correct"] if "correct" in key else key["accepted"][0]
    return answers
