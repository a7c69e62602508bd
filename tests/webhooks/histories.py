"""Pull requests, issues and the like as GitHub tells them; tests replace single fields."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from recognition.facts import Actor, Repo
from recognition.kernel.ids import RepoId, UserId
from webhooks.payloads import (
    Answer,
    Closing,
    Comment,
    CommentPlace,
    Discussion,
    Issue,
    PullRequest,
    PullRequestHistory,
    Release,
    Review,
)

REPO = Repo(id=RepoId(42), full_name="meshery/meshery")
ADA = Actor(id=UserId(7), login="ada")
GRACE = Actor(id=UserId(8), login="grace")
LIN = Actor(id=UserId(9), login="lin")
LEAD = Actor(id=UserId(1), login="lead")


def day(number: int, hour: int = 0) -> datetime:
    """Give a moment of October 2026."""
    return datetime(2026, 10, number, hour, tzinfo=UTC)


def pull_request(**values: Any) -> PullRequest:
    """Make a merged pull request of Ada's."""
    made = PullRequest(
        repo=REPO,
        number=5,
        url="https://github.com/meshery/meshery/pull/5",
        author=ADA,
        created_at=day(1, 8),
        updated_at=day(2, 12),
        is_draft=False,
        merged_at=day(2, 12),
        merged_by=LEAD,
        labels=("area/docs", "component/ui"),
        additions=10,
        deletions=2,
        base="master",
        default_base=True,
    )
    return replace(made, **values)


def history(
    *,
    paths: tuple[str, ...] = ("ui/a.ts",),
    co_authors: tuple[Actor, ...] = (),
    reviews: tuple[Review, ...] = (),
    closes: tuple[Issue, ...] = (),
    reverts: tuple[int, ...] = (),
    **values: Any,
) -> PullRequestHistory:
    """Make the history of Ada's pull request; the values are the pull request's own."""
    return PullRequestHistory(
        pull_request=pull_request(**values),
        paths=paths,
        co_authors=co_authors,
        reviews=reviews,
        closes=closes,
        reverts=reverts,
    )


def review(**values: Any) -> Review:
    """Make a review of Grace's."""
    made = Review(
        repo=REPO,
        number=5,
        pull_request_author=ADA,
        id=900,
        url="https://github.com/meshery/meshery/pull/5#pullrequestreview-900",
        author=GRACE,
        state="approved",
        body_length=10,
        submitted_at=day(2, 9),
        updated_at=day(2, 9),
        comments=0,
    )
    return replace(made, **values)


def closing(**values: Any) -> Closing:
    """Close an issue by Ada's pull request."""
    return replace(Closing(at=day(2, 12), pull_request=5, author=ADA), **values)


def issue(**values: Any) -> Issue:
    """Make an issue of Lin's, closed by Ada's pull request."""
    made = Issue(
        repo=REPO,
        number=6,
        url="https://github.com/meshery/meshery/issues/6",
        author=LIN,
        body="It is broken.",
        labels=("kind/bug",),
        created_at=day(1),
        updated_at=day(2, 12),
        closed_at=day(2, 12),
        closings=(closing(),),
    )
    return replace(made, **values)


def comment(**values: Any) -> Comment:
    """Make a comment of Grace's on Ada's pull request."""
    made = Comment(
        repo=REPO,
        on=CommentPlace.PULL_REQUEST,
        number=5,
        thread_author=ADA,
        id=700,
        url="https://github.com/meshery/meshery/pull/5#issuecomment-700",
        author=GRACE,
        body="Well done.",
        is_by_app=False,
        created_at=day(1),
        updated_at=day(1),
    )
    return replace(made, **values)


def answer(**values: Any) -> Answer:
    """Choose Grace's comment as the answer."""
    url = "https://github.com/meshery/meshery/discussions/30#discussioncomment-1"
    return replace(Answer(url=url, author=GRACE, chosen_at=day(3)), **values)


def discussion(**values: Any) -> Discussion:
    """Make a question of Lin's that nobody has answered."""
    made = Discussion(
        repo=REPO,
        number=30,
        url="https://github.com/meshery/meshery/discussions/30",
        author=LIN,
        category="q-a",
        labels=("kind/question",),
        created_at=day(1),
        updated_at=day(3),
        answer=None,
    )
    return replace(made, **values)


def release(**values: Any) -> Release:
    """Make a release of Ada's."""
    made = Release(
        repo=REPO,
        id=17,
        url="https://github.com/meshery/meshery/releases/tag/v1.0.0",
        tag="v1.0.0",
        author=ADA,
        is_prerelease=False,
        published_at=day(5),
        updated_at=day(5),
    )
    return replace(made, **values)
