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
from webhooks.payloads import Discussion, Issue, PullRequestHistory

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
    after the thread was read is not judged by the reading, and deeds of accounts that are gone
    stand: GitHub still shows them, it only does not say whose they are.

    Args:
        session: An open view.
        repo_id: The repository of all of them.
        kind: What kind of threads they are.
        threads: As they were read, in full.
        told: Keys of the facts that follow from them.

    Returns:
        Retractions of the others, each newer by a hair than the reading.
    """
    by_number = {thread.number: thread for thread in threads if thread.number is not None}
    found = []
    for number, fact in _known(session, repo_id, kind, by_number):
        thread = by_number[number]
        read_at = version(thread.updated_at)
        if fact.key in told or fact.version > read_at or _may_be_a_ghosts(fact, thread):
            continue
        found.append(replace(fact, version=read_at + 1, retracted=True))
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


def _may_be_a_ghosts(fact: Fact, thread: Thread) -> bool:
    """Tell whether a fact may be missing from a reading only because its account is gone."""
    if fact.kind == FactKind.COMMENT_CREATED:
        number = fact.key.split(":")[2].rpartition("-")[2]
        return any(it.author is None and str(it.id) == number for it in thread.comments)
    match thread.subject:
        case PullRequestHistory() as history:
            return _is_part_of_a_ghost(fact, history)
        case Issue() as issue if fact.kind == FactKind.ISSUE_CLOSED_BY_PR:
            return any(it.pull_request and it.author is None for it in issue.closings)
        case Discussion(answer=answer) if fact.kind == FactKind.DISCUSSION_ANSWERED:
            return answer is not None and answer.author is None
        case Issue(author=author) | Discussion(author=author):
            return author is None
        case _:
            return False


def _is_part_of_a_ghost(fact: Fact, history: PullRequestHistory) -> bool:
    if fact.kind == FactKind.REVIEW_SUBMITTED:
        number = fact.key.rpartition(":")[2]
        return any(it.author is None and str(it.id) == number for it in history.reviews)
    match fact.attrs.get("role"):
        case "author":
            return history.pull_request.author is None
        case "merger":
            return history.pull_request.merged_by is None
        case "reviewer":
            return any(it.author is None for it in history.reviews)
        case _:
            # Who wrote the commits does not change once they are merged.
            return True


def _has_number(kind: FactKind, repo_id: int, number: int) -> ColumnElement[bool]:
    """Match the keys of one thread; written as a range, for which the primary key is used."""
    start = f"{kind}:{repo_id}:{number}"
    within: ColumnElement[bool] = FACT.c.key.between(f"{start}:", f"{start};")
    return or_(FACT.c.key == start, within)


def _number_in(key: str) -> int:
    return int(key.split(":")[2])
