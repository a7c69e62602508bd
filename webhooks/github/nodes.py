"""Read the nodes of GraphQL answers as the values that webhooks are read as, too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from recognition.facts import Actor, Repo
from recognition.kernel.ids import RepoId, UserId
from webhooks.payloads import (
    Answer,
    Closing,
    Comment,
    CommentPlace,
    Commit,
    CommitAuthor,
    Discussion,
    Issue,
    Membership,
    PullRequest,
    PullRequestHistory,
    Release,
    Review,
    Team,
)
from webhooks.payloads.fields import Fields
from webhooks.reverts import reverted_commits, reverted_numbers
from webhooks.trailers import co_authors

Node: TypeAlias = "Mapping[str, Any]"
"""One object of an answer, with the fields its fragment in `queries` asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The repository in which the nodes were read.

    Attributes:
        default_branch: `None` where nothing was pushed yet.
    """

    repo: Repo
    default_branch: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """One thing that people did something about, with everything that was said there.

    Attributes:
        node_id: By which GitHub's GraphQL interface knows it.
        number: As people know it; a release has none.
        updated_at: When anything about it changed last, as GitHub counts.
        comments: All of them, the ones at lines of a change included.
    """

    subject: PullRequestHistory | Issue | Discussion | Release
    node_id: str
    number: int | None
    updated_at: datetime
    comments: tuple[Comment, ...] = ()


def read_place(node: Node) -> Place:
    """Read a repository."""
    fields = Fields(node, "repository.")
    repo = Repo(id=RepoId(fields.number("databaseId")), full_name=fields.word("nameWithOwner"))
    branch = fields.maybe_object("defaultBranchRef")
    return Place(repo=repo, default_branch=branch.text("name") if branch else None)


def undone_commits(node: Node, place: Place) -> tuple[str, ...]:
    """Give the commits that a merged pull request reverts where it names no pull request."""
    fields = Fields(node, "pullRequest.")
    texts = _texts(fields)
    if fields.maybe_moment("mergedAt") is None or any(
        reverted_numbers(text, place.repo) for text in texts
    ):
        return ()
    return tuple(dict.fromkeys(sha for text in texts for sha in reverted_commits(text)))


def read_pull_request(node: Node, place: Place, undone: Mapping[str, int]) -> Thread:
    """Read a pull request with all its lists.

    Args:
        node: The pull request.
        place: Where it is.
        undone: Of the commits that it reverts, the numbers of the pull requests that they were.
    """
    fields = Fields(node, "pullRequest.")
    author = _account(fields.maybe_object("author"))
    repo, number = place.repo, fields.number("number")
    base = fields.text("baseRefName")
    pull_request = PullRequest(
        repo=repo,
        number=number,
        url=fields.word("url"),
        author=author,
        created_at=fields.moment("createdAt"),
        updated_at=fields.moment("updatedAt"),
        is_draft=fields.truth("isDraft"),
        merged_at=fields.maybe_moment("mergedAt"),
        merged_by=_account(fields.maybe_object("mergedBy")),
        labels=_labels(fields),
        additions=fields.maybe_number("additions"),
        deletions=fields.maybe_number("deletions"),
        base=base,
        default_base=base == place.default_branch,
    )
    commits = tuple(_commit(it.object("commit")) for it in _items(fields, "commits"))
    reviews = _items(fields, "reviews")
    history = PullRequestHistory(
        pull_request=pull_request,
        paths=tuple(it.text("path") for it in _items(fields, "files")),
        co_authors=co_authors(commits, author=author),
        reviews=tuple(_review(it, pull_request) for it in reviews),
        closes=tuple(_issue(it) for it in _items(fields, "closingIssuesReferences")),
        reverts=_reverts(fields, repo, undone) if pull_request.merged_at else (),
    )
    said = [
        _comment(it, place.repo, CommentPlace.PULL_REQUEST, number, author)
        for it in _items(fields, "comments")
    ]
    said += (
        _comment(it, place.repo, CommentPlace.REVIEW, number, author)
        for review in reviews
        for it in _items(review, "comments")
    )
    return Thread(
        subject=history,
        node_id=fields.word("id"),
        number=number,
        updated_at=pull_request.updated_at,
        comments=tuple(said),
    )


def read_issue(node: Node, place: Place) -> Thread:
    """Read an issue with its comments."""
    fields = Fields(node, "issue.")
    issue = _issue(fields)
    return Thread(
        subject=issue,
        node_id=fields.word("id"),
        number=issue.number,
        updated_at=issue.updated_at,
        comments=tuple(
            _comment(it, place.repo, CommentPlace.ISSUE, issue.number, issue.author)
            for it in _items(fields, "comments")
        ),
    )


def read_discussion(node: Node, place: Place) -> Thread:
    """Read a discussion with its comments and the replies to them."""
    fields = Fields(node, "discussion.")
    author, number = _account(fields.maybe_object("author")), fields.number("number")
    answer = fields.maybe_object("answer")
    discussion = Discussion(
        repo=place.repo,
        number=number,
        url=fields.word("url"),
        author=author,
        category=fields.object("category").word("slug"),
        labels=_labels(fields),
        created_at=fields.moment("createdAt"),
        updated_at=fields.moment("updatedAt"),
        answer=None if answer is None else _answer(answer, fields),
    )
    comments = _items(fields, "comments")
    replies = (reply for comment in comments for reply in _items(comment, "replies"))
    return Thread(
        subject=discussion,
        node_id=fields.word("id"),
        number=number,
        updated_at=discussion.updated_at,
        comments=tuple(
            _comment(it, place.repo, CommentPlace.DISCUSSION, number, author)
            for it in (*comments, *replies)
        ),
    )


def read_release(node: Node, place: Place) -> Thread:
    """Read a release."""
    fields = Fields(node, "release.")
    release = Release(
        repo=place.repo,
        id=fields.number("databaseId"),
        url=fields.word("url"),
        tag=fields.text("tagName"),
        author=_account(fields.maybe_object("author")),
        is_prerelease=fields.truth("isPrerelease"),
        published_at=None if fields.truth("isDraft") else fields.maybe_moment("publishedAt"),
        updated_at=fields.moment("updatedAt"),
    )
    return Thread(
        subject=release,
        node_id=fields.word("id"),
        number=None,
        updated_at=fields.moment("updatedAt"),
    )


def read_members(nodes: object, team: Team, *, seen_at: datetime) -> tuple[Membership, ...]:
    """Read the members of a team; all of them are in it at the moment of the answer."""
    members = (_account(it) for it in Fields({"nodes": nodes}, "members.").objects("nodes"))
    return tuple(
        Membership(team=team, member=member, is_active=True, seen_at=seen_at)
        for member in members
        if member is not None
    )


def _reverts(fields: Fields, repo: Repo, undone: Mapping[str, int]) -> tuple[int, ...]:
    numbers = [number for text in _texts(fields) for number in reverted_numbers(text, repo)]
    numbers += (
        undone[sha] for text in _texts(fields) for sha in reverted_commits(text) if sha in undone
    )
    return tuple(sorted(set(numbers) - {fields.number("number")}))


def _texts(fields: Fields) -> list[str]:
    """Give the texts in which a pull request may say what it reverts."""
    messages = [it.object("commit").maybe_text("message") for it in _items(fields, "commits")]
    return [text for text in (fields.maybe_text("body"), *messages) if text]


def _answer(answer: Fields, discussion: Fields) -> Answer:
    return Answer(
        url=answer.word("url"),
        author=_account(answer.maybe_object("author")),
        chosen_at=discussion.maybe_moment("answerChosenAt"),
    )


def _issue(fields: Fields) -> Issue:
    place = fields.object("repository")
    return Issue(
        repo=Repo(id=RepoId(place.number("databaseId")), full_name=place.word("nameWithOwner")),
        number=fields.number("number"),
        url=fields.word("url"),
        author=_account(fields.maybe_object("author")),
        # No fact looks at it, and in a page of a hundred it is most of what would be sent.
        body="",
        labels=_labels(fields),
        created_at=fields.moment("createdAt"),
        updated_at=fields.moment("updatedAt"),
        closed_at=fields.maybe_moment("closedAt"),
        closings=tuple(_closing(it) for it in _items(fields, "timelineItems")),
    )


def _closing(fields: Fields) -> Closing:
    closer = fields.maybe_object("closer")
    # Of a commit or a project that closed it, nothing was asked: the object is empty.
    number = closer.maybe_number("number") if closer else None
    return Closing(
        at=fields.moment("createdAt"),
        pull_request=number,
        author=_account(closer.maybe_object("author")) if closer else None,
    )


def _review(fields: Fields, pull_request: PullRequest) -> Review:
    return Review(
        repo=pull_request.repo,
        number=pull_request.number,
        pull_request_author=pull_request.author,
        id=_big_number(fields, "fullDatabaseId"),
        url=fields.word("url"),
        author=_account(fields.maybe_object("author")),
        state=fields.word("state").lower(),
        body_length=len(fields.maybe_text("body") or ""),
        submitted_at=fields.maybe_moment("submittedAt"),
        updated_at=fields.maybe_moment("updatedAt"),
        comments=fields.object("comments").maybe_number("totalCount"),
    )


def _comment(
    fields: Fields, repo: Repo, on: CommentPlace, number: int, opener: Actor | None
) -> Comment:
    is_discussion = on is CommentPlace.DISCUSSION
    return Comment(
        repo=repo,
        on=on,
        number=number,
        thread_author=opener,
        id=fields.number("databaseId") if is_discussion else _big_number(fields, "fullDatabaseId"),
        url=fields.word("url"),
        author=_account(fields.maybe_object("author")),
        body=fields.maybe_text("body") or "",
        is_by_app=False,
        created_at=fields.moment("createdAt"),
        updated_at=fields.moment("updatedAt"),
    )


def _commit(fields: Fields) -> Commit:
    return Commit(
        message=fields.maybe_text("message") or "",
        authors=tuple(
            CommitAuthor(
                name=it.maybe_text("name") or "", account=_account(it.maybe_object("user"))
            )
            for it in _items(fields, "authors")
        ),
    )


def _account(fields: Fields | None) -> Actor | None:
    """Read an account; `None` is one that is gone, or of a class that has no number."""
    number = fields.maybe_number("databaseId") if fields else None
    if fields is None or number is None:
        return None
    kind, login = fields.word("__typename"), fields.word("login")
    # Webhooks and the REST interface write an App's login with brackets, GraphQL without.
    if kind == "Bot" and not login.endswith("[bot]"):
        login = f"{login}[bot]"
    return Actor(id=UserId(number), login=login, type=kind)


def _labels(fields: Fields) -> tuple[str, ...]:
    return tuple(sorted(it.text("name") for it in _items(fields, "labels")))


def _items(fields: Fields, name: str) -> tuple[Fields, ...]:
    """Give the items of a list; what we may not see stands in it as null, and is left out."""
    listed = fields.maybe_object(name)
    return () if listed is None else listed.objects("nodes")


def _big_number(fields: Fields, name: str) -> int:
    """Read a number that GraphQL writes as a text, since JSON's numbers may be too small."""
    text = fields.word(name)
    return int(text) if text.isdecimal() else fields.number(name)
