"""Count comments, and find the commands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webhooks import deeds
from webhooks.grammar import parse_commands
from webhooks.handlers.contract import Invocation, Outcome, handles
from webhooks.payloads import CommentPlace, IssueCommentEvent

if TYPE_CHECKING:
    from recognition.facts import Actor
    from webhooks.payloads import Comment
    from webhooks.ports import GitHubReader

NO_AUTHOR = "the account that wrote the comment is gone"
ONLY_ONCE = "commands run once, when the comment is written"


@handles(IssueCommentEvent, "created")
def created(event: IssueCommentEvent, _github: GitHubReader) -> Outcome:
    """Count a comment for whoever wrote it, and give the commands a person wrote in it."""
    comment = event.comment
    author = comment.author
    if author is None:
        return Outcome(ignored=NO_AUTHOR)
    return Outcome(
        facts=(deeds.comment_created(comment, author),),
        commands=() if is_automatic(comment, author) else _invocations(comment, author),
    )


@handles(IssueCommentEvent, "edited", "deleted")
def changed(_event: IssueCommentEvent, _github: GitHubReader) -> Outcome:
    """Leave a changed comment alone: to run its commands again would do a thing twice."""
    return Outcome(ignored=ONLY_ONCE)


def is_automatic(comment: Comment, author: Actor) -> bool:
    """Tell whether a program wrote a comment; our own answers are such, and quote commands."""
    return comment.is_by_app or author.type != "User" or author.login.endswith("[bot]")


def _invocations(comment: Comment, author: Actor) -> tuple[Invocation, ...]:
    return tuple(
        Invocation(
            command=command,
            actor=author,
            repo=comment.repo,
            number=comment.number,
            is_on_pull_request=comment.on is CommentPlace.PULL_REQUEST,
            comment_id=comment.id,
        )
        for command in parse_commands(comment.body)
    )
