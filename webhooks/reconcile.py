"""Compare what GitHub tells with the facts we have: what is there no longer is taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, or_, select

from recognition.facts import Fact, FactKind
from recognition.service.facts import FACT, fact_of
from recognition.service.tables import chunks
from webhooks.deeds.versions import version
from webhooks.github.history import Kind

if TYPE_CHECKING:
    from sqlmodel import Session

    from webhooks.github.nodes import Thread

NAMED_BY_NUMBER: Mapping[Kind, tuple[FactKind, ...]] = {
    Kind.PULL_REQUESTS: (FactKind.PR_OPENED, FactKind.PR_MERGED, FactKind.REVIEW_SUBMITTED),
    Kind.ISSUES: (FactKind.ISSUE_OPENED, FactKind.ISSUE_CLOSED_BY_PR),
    Kind.DISCUSSIONS: (FactKind.DISCUSSION_CREATED, FactKind.DISCUSSION_ANSWERED),
    Kind.RELEASES: (),
}
"""The facts whose keys have the number of their thread behind the repository's."""

_COMMENTS_ON: Mapping[Kind, tuple[str, ...]] = {
    Kind.PULL_REQUESTS: ("pull_request", "review"),
    Kind.ISSUES: ("issue",),
    Kind.DISCUSSIONS: ("discussion",),
    Kind.RELEASES: (),
}


def vanished(
    session: Session,
    repo_id: int,
    kind: Kind,
    threads: Iterable[Thread],
    *,
    told: Collection[str],
) -> list[Fact]:
    """Take back what is known of threads and does not stand in them any more.

    A comment may have been deleted, an approval withdrawn, a closing undone. What was done
    after the thread was read is not judged by the reading.

    Args:
        session: An open view.
        repo_id: The repository of all of them.
        kind: What kind of threads they are.
        threads: As they were read, in full.
        told: Keys of the facts that follow from them.

    Returns:
        Retractions of the others, each newer by a hair than the reading.
    """
    read_at = {
        thread.number: version(thread.updated_at)
        for thread in threads
        if thread.number is not None
    }
    found = []
    for number, fact in _known(session, repo_id, kind, read_at):
        if fact.key not in told and fact.version <= read_at[number]:
            found.append(replace(fact, version=read_at[number] + 1, retracted=True))
    return found


def gone(
    session: Session, repo_id: int, kind: Kind, numbers: Collection[int], *, now: datetime
) -> list[Fact]:
    """Take back everything that is known of threads which are there no longer.

    Args:
        session: An open view.
        repo_id: The repository of all of them.
        kind: What kind of threads they were.
        numbers: Theirs.
        now: When GitHub said so; it does not tell when they were deleted.
    """
    return [
        replace(fact, version=max(version(now), fact.version), retracted=True)
        for _number, fact in _known(session, repo_id, kind, numbers)
    ]


def known_numbers(
    session: Session, repo_id: int, kind: Kind, *, above: int, most: int
) -> list[int]:
    """Give the next threads that are known and taken to be there, by number.

    Args:
        session: An open view.
        repo_id: The repository.
        kind: What kind of threads.
        above: Where the last look ended.
        most: How many at most.
    """
    if not NAMED_BY_NUMBER[kind]:
        return []
    stands = (
        (FACT.c.repo_id == repo_id)
        & (FACT.c.kind == str(NAMED_BY_NUMBER[kind][0]))
        & FACT.c.retracted.is_(False)
    )
    keys = session.connection().scalars(select(FACT.c.key).where(stands))
    return sorted({number for key in keys if (number := _number_in(key)) > above})[:most]


def _known(
    session: Session, repo_id: int, kind: Kind, numbers: Collection[int]
) -> Iterator[tuple[int, Fact]]:
    """Give the facts that stand about threads, each with its thread's number."""
    wanted = set(numbers)
    if not wanted:
        return
    for some in chunks(sorted(wanted), size=100):
        about = [
            _has_number(fact_kind, repo_id, number)
            for fact_kind in NAMED_BY_NUMBER[kind]
            for number in some
        ]
        if about:
            standing = or_(*about) & FACT.c.retracted.is_(False)
            for row in session.connection().execute(select(FACT).where(standing)):
                yield _number_in(row.key), fact_of(row)
    if _COMMENTS_ON[kind]:
        # The key of a comment has its own number, so that all of the repository are looked at.
        comments = (
            (FACT.c.repo_id == repo_id)
            & (FACT.c.kind == str(FactKind.COMMENT_CREATED))
            & FACT.c.retracted.is_(False)
        )
        for row in session.connection().execute(select(FACT).where(comments)):
            number = row.attrs.get("number", row.attrs.get("discussion"))
            if number in wanted and row.attrs.get("on") in _COMMENTS_ON[kind]:
                yield number, fact_of(row)


def _has_number(kind: FactKind, repo_id: int, number: int) -> ColumnElement[bool]:
    """Match the keys of one thread; written as a range, for which the primary key is used."""
    start = f"{kind}:{repo_id}:{number}"
    within: ColumnElement[bool] = FACT.c.key.between(f"{start}:", f"{start};")
    return or_(FACT.c.key == start, within)


def _number_in(key: str) -> int:
    return int(key.split(":")[2])
