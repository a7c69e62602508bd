"""Take back what is told late about threads that are there no longer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from recognition.facts import Fact, FactKind
from recognition.service.facts import FACT
from webhooks.payloads import CommentPlace

if TYPE_CHECKING:
    from sqlmodel import Session

_OPENED_BY: Mapping[str | None, FactKind] = {
    CommentPlace.ISSUE: FactKind.ISSUE_OPENED,
    CommentPlace.DISCUSSION: FactKind.DISCUSSION_CREATED,
}
"""The facts that are taken back when a thread is deleted or moved away, and never otherwise."""


def without_buried(session: Session, facts: Iterable[Fact]) -> list[Fact]:
    """Give the facts, those as retractions whose thread is gone.

    GitHub may tell of a comment after it has told that its issue was deleted, and never says
    that the comment is gone as well.

    Args:
        session: An open view.
        facts: As they follow from a payload.
    """
    return [replace(fact, retracted=True) if _is_buried(session, fact) else fact for fact in facts]


def _is_buried(session: Session, fact: Fact) -> bool:
    prefix = _opening(fact)
    if fact.retracted or prefix is None:
        return False
    # The sign after the colon: all keys that begin with the prefix stand before it.
    keys = (FACT.c.key >= prefix) & (FACT.c.key < prefix[:-1] + ";")
    found = select(FACT.c.key).where(keys & FACT.c.retracted.is_(True)).limit(1)
    return session.connection().execute(found).first() is not None


def _opening(fact: Fact) -> str | None:
    """Give how the key begins of the fact that opened the thread in which this one was done."""
    place = {
        FactKind.COMMENT_CREATED: fact.attrs.get("on"),
        FactKind.DISCUSSION_ANSWERED: CommentPlace.DISCUSSION,
    }.get(FactKind(fact.kind))
    opened = _OPENED_BY.get(place)
    if opened is None or fact.repo is None:
        return None
    number = fact.attrs.get("number", fact.attrs.get("discussion"))
    return f"{opened}:{fact.repo.id}:{number}:"
