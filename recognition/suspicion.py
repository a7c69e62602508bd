"""Point out patterns in somebody's deeds that a maintainer will want to look at twice.

A flag accuses nobody: it gives a reason that can be checked against the evidence, and keeps the
award out of "approve all unflagged". Its grounds are measured on the real history of the Meshery
organisations (4,063 merged credits of 438 people; awards at 2, 5, 10, 25, 50 and 100 merges:
427), so that ordinary work is not flooded with them. Of the 818 awards that the shipped catalog
finds there, 24 have a flag.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from recognition.facts import Fact, FactKind

HASTE = timedelta(hours=1)

TINY_LINES = 10
"""Lines added and removed, together, of a pull request that is called tiny."""

TINY_MANY = 4
"""Tiny pull requests merged within an hour; 11 of 427 awards (3 %) have so many, 33 have three."""

OWN_MERGES = 3
"""A third of all pull requests are merged by their authors; all of three or more are for 3 of
214 awards."""

MUTUAL_CREDITS = 2
"""Credits in each direction. Of 17 pairs who credited each other none credited nobody else."""

ONE_AUTHOR = 5
"""Reviews of a single person's work; fewer are how anybody begins."""

NEWCOMERS = 5
"""People whose first deed is on one day in one repository; of 552 such days none had over 3."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One reason to look twice.

    Attributes:
        reason: Half a sentence, to be read after "look twice:".
        people: Accounts it is about beside the person's own, to be named behind it.
    """

    reason: str
    people: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """What is known of one award when it is looked at.

    Attributes:
        person_id: Who is to be awarded.
        evidence: The deeds behind the award.
        credits: Author and co-author of merged pull requests, once for each, of the person's
            pull requests and of those the person was credited in.
        answers: Reviews by the people whose work the person reviewed.
        newcomers: How many people did their first deed in the repository and on the day of the
            person's own first one, the person among them.
    """

    person_id: int
    evidence: Sequence[Fact]
    credits: Sequence[tuple[int, int]] = ()
    answers: Sequence[Fact] = ()
    newcomers: int = 0


def flags(suspect: Suspect) -> tuple[Flag, ...]:
    """Give every reason to look twice; none for ordinary work."""
    looks = (tiny_ones, own_merges, mutual_credits, one_author, newcomers)
    return tuple(flag for look in looks if (flag := look(suspect)) is not None)


def tiny_ones(suspect: Suspect) -> Flag | None:
    """See many tiny pull requests within an hour: one change split into many."""
    moments = sorted(fact.at for fact in suspect.evidence if _is_tiny(fact))
    most = _most_within(moments, HASTE)
    if most < TINY_MANY:
        return None
    return Flag(reason=f"{most} pull requests of {TINY_LINES} lines or fewer within an hour")


def own_merges(suspect: Suspect) -> Flag | None:
    """See that nobody else ever looked: every pull request was merged by its author."""
    merges = [fact for fact in suspect.evidence if fact.kind == FactKind.PR_MERGED]
    own = [fact for fact in merges if fact.attrs.get("merged_by") == fact.actor.id]
    if len(merges) < OWN_MERGES or len(own) < len(merges):
        return None
    return Flag(reason=f"all {len(own)} pull requests were merged by their author")


def mutual_credits(suspect: Suspect) -> Flag | None:
    """See two people who credit each other as co-authors, and nobody else does."""
    me = suspect.person_id
    given = Counter(other for author, other in suspect.credits if author == me != other)
    taken = Counter(author for author, other in suspect.credits if other == me != author)
    if len(given) != 1 or given.keys() != taken.keys():
        return None
    [(other, gave)] = given.items()
    took = taken[other]
    if min(gave, took) < MUTUAL_CREDITS:
        return None
    reason = f"credited as co-authors by each other ({gave} and {took} times) and by nobody else"
    return Flag(reason=reason, people=(other,))


def one_author(suspect: Suspect) -> Flag | None:
    """See reviews of one person's work only, and say whether that person returns them."""
    reviews = [fact for fact in suspect.evidence if fact.kind == FactKind.REVIEW_SUBMITTED]
    authors = {fact.attrs.get("author") for fact in reviews}
    if len(reviews) < ONE_AUTHOR or len(authors) != 1:
        return None
    [author] = authors
    if not isinstance(author, int):
        return None
    back = [fact for fact in suspect.answers if fact.actor.id == author]
    returned = [fact for fact in back if fact.attrs.get("author") == suspect.person_id]
    reason = f"all {len(reviews)} reviews are of one person's work"
    if len(returned) >= ONE_AUTHOR and len(returned) == len(back):
        reason += f", who reviews nobody else in return ({len(returned)} times)"
    return Flag(reason=reason, people=(author,))


def newcomers(suspect: Suspect) -> Flag | None:
    """See a crowd of accounts that appeared on one day in one repository."""
    if suspect.newcomers < NEWCOMERS:
        return None
    others = suspect.newcomers - 1
    return Flag(reason=f"first seen on the same day in the same repository as {others} others")


def _is_tiny(fact: Fact) -> bool:
    if fact.kind != FactKind.PR_MERGED:
        return False
    added, removed = fact.attrs.get("additions"), fact.attrs.get("deletions")
    # What GitHub did not tell is not held against anybody.
    if not isinstance(added, int) or not isinstance(removed, int):
        return False
    return added + removed <= TINY_LINES


def _most_within(moments: Sequence[datetime], span: timedelta) -> int:
    """Give how many of the moments, which are in order, lie within one span at most."""
    most = first = 0
    for last, moment in enumerate(moments):
        while moment - moments[first] > span:
            first += 1
        most = max(most, last - first + 1)
    return most
