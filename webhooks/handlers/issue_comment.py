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


@handles(IssueCommentEvent, "created")
def created(event: IssueCommentEvent, _github: GitHubReader) -> Outcome:
    """Count a comment for whoever wrote it, and give the commands a person wrote in it."""
    comment = event.comment
    author = comment.author
    if author is None:
        return Outcome(ignored=NO_AUTHOR)
    return Outcome(
        facts=deeds.of_comment(comment),
        commands=() if is_automatic(comment, author) else _invocations(comment, author),
    )


@handles(IssueCommentEvent, "edited", "deleted")
def changed(event: IssueCommentEvent, _github: GitHubReader) -> Outcome:
    """Count a comment as it is now, or no longer; its commands ran when it was written.

    To run them again would do a thing twice.
    """
    facts = deeds.of_comment(event.comment, exists=event.action != "deleted")
    return Outcome(facts=facts) if facts else Outcome(ignored=NO_AUTHOR)


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
