"""Discussions, their comments and answers in GraphQL."""

from __future__ import annotations

from webhooks.sandbox.forum import Discussion, DiscussionComment
from webhooks.sandbox.graphql.fields import Fields, View, small_id
from webhooks.sandbox.graphql.pages import Listing, moment_key
from webhooks.sandbox.graphql.refusals import not_resolved
from webhooks.sandbox.shapes.repositories import repository_page
from webhooks.sandbox.state import Account, Repository

FIELDS = Fields()


@FIELDS.on("discussion", "Repository")
def discussion(repository: Repository, view: View, number: int) -> Discussion:
    """Find a discussion."""
    view.require(repository, "discussions")
    found = view.world.discussions.get((repository.id, number))
    if found is None:
        raise not_resolved("Discussion", f"number of {number}")
    return found


@FIELDS.connection("discussions", "Repository")
def discussions(
    repository: Repository,
    view: View,
    order_by: dict[str, str] | None = None,
    answered: bool | None = None,  # noqa: FBT001 -- GraphQL passes arguments by name
    states: list[str] | None = None,
) -> Listing[Discussion]:
    """List the discussions of a repository."""
    view.require(repository, "discussions")
    found = [
        it
        for it in view.world.discussions.values()
        if it.repository_id == repository.id
        and answered in {None, it.answer_id is not None}
        and (not states or ("CLOSED" if it.closed_at else "OPEN") in states)
    ]
    order = order_by or {"field": "UPDATED_AT", "direction": "DESC"}
    by_update = order["field"] == "UPDATED_AT"
    return Listing(
        items=found,
        key=lambda it: moment_key(it.updated_at if by_update else it.created_at, it.number),
        descending=order["direction"] == "DESC",
    )


@FIELDS.on("databaseId", "Discussion", "DiscussionComment")
def database_id(value: Discussion | DiscussionComment, _: View) -> int | None:
    """Give the number that webhooks call id."""
    return small_id(value.id)


@FIELDS.on("url", "Discussion")
def url(value: Discussion, view: View) -> str:
    """Give the address of a discussion's page."""
    page = repository_page(view.world, view.world.repositories[value.repository_id])
    return f"{page}/discussions/{value.number}"


@FIELDS.on("closed", "Discussion")
def closed(value: Discussion, _: View) -> bool:
    """Tell whether a discussion is over."""
    return value.closed_at is not None


@FIELDS.on("isAnswered", "Discussion")
def is_answered(value: Discussion, _: View) -> bool | None:
    """Tell whether an answer was chosen; null where the category takes none."""
    return value.answer_id is not None if value.category.is_answerable else None


@FIELDS.on("answerChosenBy", "Discussion")
def answer_chosen_by(value: Discussion, view: View) -> Account | None:
    """Give who chose the answer."""
    return view.world.account_or_none(value.answer_chosen_by_id)


@FIELDS.connection("comments", "Discussion")
def comments(value: Discussion, _: View) -> Listing[DiscussionComment]:
    """List the comments that are no replies, oldest first."""
    return _oldest_first([it for it in value.comments if it.reply_to_id is None])


@FIELDS.connection("replies", "DiscussionComment")
def replies(value: DiscussionComment, view: View) -> Listing[DiscussionComment]:
    """List the replies to a comment, oldest first."""
    return _oldest_first(
        [it for it in _discussion(value, view).comments if it.reply_to_id == value.id]
    )


@FIELDS.on("replyTo", "DiscussionComment")
def reply_to(value: DiscussionComment, view: View) -> DiscussionComment | None:
    """Give the comment that this one replies to; null at the top."""
    siblings = _discussion(value, view).comments
    return next((it for it in siblings if it.id == value.reply_to_id), None)


@FIELDS.on("discussion", "DiscussionComment")
def discussion_of(value: DiscussionComment, view: View) -> Discussion:
    """Give the discussion of a comment."""
    return _discussion(value, view)


@FIELDS.on("isAnswer", "DiscussionComment")
def is_answer(value: DiscussionComment, view: View) -> bool:
    """Tell whether a comment was chosen as the answer."""
    return _discussion(value, view).answer_id == value.id


@FIELDS.on("url", "DiscussionComment")
def comment_url(value: DiscussionComment, view: View) -> str:
    """Give the address of a comment."""
    return f"{url(_discussion(value, view), view)}#discussioncomment-{value.id}"


def _oldest_first(found: list[DiscussionComment]) -> Listing[DiscussionComment]:
    return Listing(items=found, key=lambda it: moment_key(it.created_at, it.id))


def _discussion(value: DiscussionComment, view: View) -> Discussion:
    return view.world.discussions[value.repository_id, value.number]
