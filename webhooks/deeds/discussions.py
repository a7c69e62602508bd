"""Name what people did in a discussion: began it, and answered it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from recognition.facts import Fact, FactKind
from webhooks.deeds.versions import version

if TYPE_CHECKING:
    from recognition.facts import Actor
    from webhooks.payloads import Answer, Discussion


def of_discussion(discussion: Discussion, *, exists: bool = True) -> tuple[Fact, ...]:
    """Make every fact that follows from a discussion as it stands now.

    Args:
        discussion: With its answer, also one that is it no longer where GitHub tells so.
        exists: False where it was deleted or moved to another repository.
    """
    facts = []
    if discussion.author is not None:
        facts.append(discussion_created(discussion, discussion.author, exists=exists))
    answer = discussion.answer
    if answer is not None and answer.author is not None:
        facts.append(discussion_answered(discussion, answer, answer.author, exists=exists))
    return tuple(facts)


def discussion_created(discussion: Discussion, author: Actor, *, exists: bool = True) -> Fact:
    """Make the fact that somebody began a discussion."""
    return Fact(
        key=f"{FactKind.DISCUSSION_CREATED}:{discussion.repo.id}:{discussion.number}:{author.id}",
        version=version(discussion.updated_at) + (not exists),
        kind=FactKind.DISCUSSION_CREATED,
        actor=author,
        repo=discussion.repo,
        at=discussion.created_at,
        attrs=_attrs(discussion) | {"url": discussion.url, "role": "author"},
        retracted=not exists,
    )


def discussion_answered(
    discussion: Discussion, answer: Answer, author: Actor, *, exists: bool = True
) -> Fact:
    """Make the fact that somebody gave the answer of a discussion.

    A discussion has one answer at a time, so its fact is the same whoever gave it: another
    choice takes it from one and gives it to the other. GitHub tells of that as of two events
    within a second, of which the choice is the later one.
    """
    is_chosen = answer.chosen_at is not None
    return Fact(
        key=f"{FactKind.DISCUSSION_ANSWERED}:{discussion.repo.id}:{discussion.number}",
        version=version(discussion.updated_at) + is_chosen + (not exists),
        kind=FactKind.DISCUSSION_ANSWERED,
        actor=author,
        repo=discussion.repo,
        at=answer.chosen_at or discussion.updated_at,
        attrs=_attrs(discussion) | {"url": answer.url, "role": "answerer"},
        retracted=not (is_chosen and exists),
    )


def _attrs(discussion: Discussion) -> dict[str, Any]:
    return {
        "number": discussion.number,
        "author": discussion.author and discussion.author.id,
        "category": discussion.category,
        "labels": list(discussion.labels),
    }
