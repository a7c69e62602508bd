"""Put what happened in a thread into the order in which its page tells it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from webhooks.sandbox.state import Account, AccountType, Comment, Happening, Review, Thread
from webhooks.sandbox.world import REACTIONS, World

EMOJI = dict(zip(REACTIONS, "👍 👎 😄 😕 ❤️ 🎉 🚀 👀".split(), strict=True))  # noqa: SIM905 -- one glance

A_WHILE = timedelta(days=30)  # after which GitHub gives the date


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many left one emoji, and who."""

    content: str
    emoji: str
    logins: tuple[str, ...]
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a timeline: exactly one of comment, review and happening is present.

    Attributes:
        closer: The pull request whose merge did it, as `owner/name#7`; empty for none.
    """

    at: datetime
    actor: Account | None
    association: str = ""
    comment: Comment | None = None
    review: Review | None = None
    happening: Happening | None = None
    closer: str = ""
    tallies: tuple[Tally, ...] = ()


def timeline(world: World, thread: Thread, visitor: Account) -> list[Entry]:
    """List the entries of a thread, oldest first; what happened at once stays as it was done."""
    return sorted(_entries(world, thread, visitor), key=lambda it: it.at)


def _entries(world: World, thread: Thread, visitor: Account) -> Iterator[Entry]:
    for comment in thread.comments:
        yield Entry(
            at=comment.created_at,
            actor=world.account_or_none(comment.author_id),
            association=shown_association(world, comment.author_id, thread),
            comment=comment,
            tallies=tuple(_tallies(world, comment, visitor)),
        )
    for review in thread.pull.reviews if thread.pull else ():
        actor = world.account_or_none(review.author_id)
        association = shown_association(world, review.author_id, thread)
        yield Entry(at=review.submitted_at, actor=actor, association=association, review=review)
    for happening in thread.happenings:
        actor = world.account_or_none(happening.actor_id)
        closer = ""
        if happening.pull_key and happening.pull_key[0] in world.repositories:
            repository_id, number = happening.pull_key
            closer = f"{world.full_name(world.repositories[repository_id])}#{number}"
        yield Entry(at=happening.at, actor=actor, happening=happening, closer=closer)


def _tallies(world: World, comment: Comment, visitor: Account) -> Iterator[Tally]:
    for content, emoji in EMOJI.items():
        users = [it.user_id for it in comment.reactions if it.content == content]
        if users:
            accounts = [world.account_or_none(it) for it in users]
            yield Tally(
                content=content,
                emoji=emoji,
                logins=tuple(it.login if it else "ghost" for it in accounts),
                mine=visitor.id in users,
            )


def shown_association(world: World, account_id: int | None, thread: Thread) -> str:
    """Give what GitHub writes beside an author's name; empty for those who are nothing yet."""
    account = world.account_or_none(account_id)
    if account is None or account.type is AccountType.BOT:
        return ""
    word = world.association_of(account_id, thread)
    return "" if word == "NONE" else word.replace("_", "-").capitalize().replace("-", " ")


def ago(at: datetime, now: datetime) -> str:
    """Say how long ago something was, in the largest fitting unit."""
    passed = now - at
    if passed < timedelta(minutes=1):
        return "now"
    if passed >= A_WHILE:
        return f"on {at:%b} {at.day}, {at.year}"
    units = {"day": timedelta(days=1), "hour": timedelta(hours=1), "minute": timedelta(minutes=1)}
    unit, length = next(it for it in units.items() if passed >= it[1])
    count = passed // length
    return f"{count} {unit}{'s' if count > 1 else ''} ago"
