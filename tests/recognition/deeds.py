"""What people do in tests of announcements and digests, with the attributes webhooks give it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from recognition.catalog import load_catalog
from recognition.facts import Actor, Fact, Repo, Thread
from recognition.kernel.ids import RepoId, UserId
from recognition.render.addresses import Addresses
from tests.recognition.factories import make_actor, make_fact

CATALOG = load_catalog(Path(__file__).resolve().parents[2] / "badge_templates")
HOME = "https://recognition.example"
ADDRESSES = Addresses(HOME)

ANN = make_actor(101, login="ann")
BOB = make_actor(202, login="bob")
CAT = make_actor(303, login="cat")
LEE = make_actor(900, login="lee")
"""The maintainer."""


def repo_named(full_name: str) -> Repo:
    """Give the repository that facts made by `make_fact` happen in."""
    return Repo(id=RepoId(sum(full_name.encode())), full_name=full_name)


MESHERY = repo_named("meshery/meshery")
OPERATOR = repo_named("meshery/meshery-operator")
THREAD = Thread(repo=MESHERY, number=42)


def merged(
    number: int,
    *,
    by: Actor = ANN,
    at: datetime,
    repo: Repo = MESHERY,
    paths: tuple[str, ...] = ("ui/a.ts",),
    merged_by: UserId = LEE.id,
    version: int = 1,
) -> Fact:
    """Make the fact of a merged pull request."""
    return make_fact(
        number,
        person=by.id,
        login=by.login,
        actor_type=by.type,
        at=at,
        repo=repo.full_name,
        version=version,
        key=f"pr.merged:{repo.id}:{number}:{by.id}:author",
        attrs={
            "url": f"https://github.com/{repo.full_name}/pull/{number}",
            "paths": list(paths),
            "merged_by": merged_by,
        },
    )


def operator_work(
    by: Actor,
    *,
    until: datetime,
    first: int = 1,
    every: timedelta = timedelta(hours=7),
    merged_by: UserId = LEE.id,
) -> list[Fact]:
    """Make the five pull requests for which a maintainer is asked to confirm a badge."""
    return [
        merged(first + n, by=by, at=until - every * (4 - n), repo=OPERATOR, merged_by=merged_by)
        for n in range(5)
    ]


def reviewed(number: int, *, by: Actor = ANN, at: datetime, review: int) -> Fact:
    """Make the fact of a review that asks for changes in somebody else's work."""
    return make_fact(
        number,
        person=by.id,
        login=by.login,
        kind="review.submitted",
        at=at,
        repo=MESHERY.full_name,
        key=f"review.submitted:{MESHERY.id}:{number}:{by.id}:{review}",
        attrs={
            "url": f"https://github.com/meshery/meshery/pull/{number}#pullrequestreview-{review}",
            "role": "reviewer",
            "author": BOB.id,
            "state": "changes_requested",
        },
    )


def passed(exam: str, *, by: Actor = ANN, at: datetime, thread: Thread | None = THREAD) -> Fact:
    """Make the fact of a passed exam, its score among the attributes."""
    attrs: dict[str, Any] = {
        "number": None,
        "exam": exam,
        "percent": 83,
        "earned": "33",
        "possible": 41,
    }
    if thread is not None:
        attrs["thread"] = {
            "repo_id": thread.repo.id,
            "full_name": thread.repo.full_name,
            "number": thread.number,
        }
    return make_fact(
        person=by.id,
        login=by.login,
        kind="exam.passed",
        at=at,
        repo=None,
        key=f"exam.passed:{exam}:{by.id}:x",
        attrs=attrs,
    )
