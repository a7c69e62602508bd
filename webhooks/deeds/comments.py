"""Name the comments that people write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recognition.facts import Fact, FactKind
from webhooks.deeds.versions import version
from webhooks.payloads import CommentPlace

if TYPE_CHECKING:
    from recognition.facts import Actor
    from webhooks.payloads import Comment

_PREFIXES = {
    CommentPlace.ISSUE: "",
    CommentPlace.PULL_REQUEST: "",
    CommentPlace.REVIEW: "review-",
    CommentPlace.DISCUSSION: "discussion-",
}
"""GitHub numbers these apart, so that the number alone is no name."""


def of_comment(comment: Comment, *, exists: bool = True) -> tuple[Fact, ...]:
    """Make the fact of a comment; none where its author is gone."""
    if comment.author is None:
        return ()
    return (comment_created(comment, comment.author, exists=exists),)


def comment_created(comment: Comment, author: Actor, *, exists: bool = True) -> Fact:
    """Make the fact that somebody commented.

    Args:
        comment: As it stands now.
        author: Who wrote it.
        exists: False where it was deleted.
    """
    opener = comment.thread_author
    # The number of a discussion names no thread in which an award can be announced.
    thread = "discussion" if comment.on is CommentPlace.DISCUSSION else "number"
    name = f"{_PREFIXES[comment.on]}{comment.id}"
    return Fact(
        key=f"{FactKind.COMMENT_CREATED}:{comment.repo.id}:{name}:{author.id}",
        version=version(comment.updated_at) + (not exists),
        kind=FactKind.COMMENT_CREATED,
        actor=author,
        repo=comment.repo,
        at=comment.created_at,
        attrs={
            thread: comment.number,
            "url": comment.url,
            "role": "commenter",
            "author": opener and opener.id,
            "on": str(comment.on),
            "body_length": len(comment.body),
        },
        retracted=not exists,
    )
