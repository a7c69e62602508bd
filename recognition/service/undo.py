"""Keep up to date which facts about pull requests are undone by a revert."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from recognition.facts import Fact, FactKind
from recognition.reverts import Revert, after, revert_of, undone
from recognition.service.rows import FACT, fact_of
from recognition.service.tables import chunks, forget
from recognition.store import FactRow

UNDOABLE = (FactKind.PR_MERGED, FactKind.PR_OPENED)
"""Work that is undone with its pull request; reviews and comments were given all the same."""

FactChange = tuple[Fact | None, Fact]
"""A fact before (`None` = it is new) and as it is now."""

Place = tuple[int, int]
"""Repository and number of a pull request."""


def mark_undone(session: Session, changes: Sequence[FactChange]) -> list[FactChange]:
    """Work out anew what is undone, as far as changed facts have to do with it.

    Which facts are undone follows from the set of facts alone, in whichever order they came.

    Args:
        session: An open unit of work; the facts as they are now are written there already.
        changes: The facts that have changed, as they were stored before and as they are now.

    Returns:
        The changes with what undoes each fact, and with those facts beside that are undone now
        or stand again.
    """
    reverted = {place for change in changes for place in _reverted(change)}
    fates = _fates_after(session, reverted)
    asked = {
        place
        for _, fact in changes
        for place in [_place(fact)]
        if fact.kind in UNDOABLE and place is not None and place not in fates
    }
    fates |= _fates(session, asked)
    marked: list[FactChange] = []
    moved: list[Fact] = []
    for before, fact in changes:
        place = _place(fact)
        fate = fates.get(place) if place is not None and fact.kind in UNDOABLE else None
        known = None if before is None else before.undone_by
        now = fact if fact.undone_by == fate else replace(fact, undone_by=fate)
        marked.append((before, now))
        if known != fate:
            moved.append(now)
    seen = {fact.key for _, fact in changes}
    for place, facts in _undoable(session, fates.keys() - asked).items():
        for fact in facts:
            if fact.key not in seen and fact.undone_by != fates[place]:
                marked.append((fact, replace(fact, undone_by=fates[place])))
                moved.append(marked[-1][1])
    _write(session, moved)
    return marked


def _write(session: Session, facts: Sequence[Fact]) -> None:
    if facts:
        statement = (
            update(FACT)
            .where(FACT.c.key == bindparam("of_key"))
            .values(undone_by=bindparam("by_key"))
        )
        session.connection().execute(
            statement, [{"of_key": fact.key, "by_key": fact.undone_by} for fact in facts]
        )
        forget(session, FactRow)


def _place(fact: Fact | None) -> Place | None:
    number = fact.attrs.get("number") if fact is not None else None
    # Repositories without a number are known by name only, and share the number 0.
    if fact is None or fact.repo is None or not fact.repo.id or not isinstance(number, int):
        return None
    return fact.repo.id, number


def _reverted(change: FactChange) -> Iterable[Place]:
    for fact in change:
        place = _place(fact)
        if fact is not None and place is not None and fact.kind == FactKind.PR_REVERTED:
            yield place


def _fates(session: Session, places: Iterable[Place]) -> dict[Place, str | None]:
    """Say what undoes each of these pull requests; `None` where it stands."""
    fates: dict[Place, str | None] = {}
    for repo, numbers in _by_repo(places).items():
        found: list[Revert] = []
        known: set[int] = set()
        # A revert counts where the pull request that reverts is not reverted itself: so on up.
        ahead = set(numbers)
        while ahead:
            known |= ahead
            above = _reverts(session, repo, ahead)
            found += above
            ahead = {revert.reverting for revert in above} - known
        gone = undone(found)
        fates |= {(repo, number): gone.get(number) for number in numbers}
    return fates


def _fates_after(session: Session, places: Iterable[Place]) -> dict[Place, str | None]:
    """Say what undoes these pull requests, and all whose fate hangs on theirs."""
    fates: dict[Place, str | None] = {}
    for repo, numbers in _by_repo(places).items():
        reverts = _reverts(session, repo, None)
        gone = undone(reverts)
        fates |= {(repo, number): gone.get(number) for number in after(reverts, numbers)}
    return fates


def _reverts(session: Session, repo: int, numbers: Iterable[int] | None) -> list[Revert]:
    """Give the reverts of these pull requests of a repository, or of all of them."""
    of_repo = (FACT.c.repo_id == repo) & (FACT.c.kind == FactKind.PR_REVERTED.value)
    conditions = (
        [of_repo]
        if numbers is None
        else [of_repo & FACT.c.number.in_(some) for some in chunks(sorted(numbers))]
    )
    return [
        revert
        for condition in conditions
        for row in session.connection().execute(select(FACT).where(condition))
        for revert in [revert_of(fact_of(row))]
        if revert is not None
    ]


def _undoable(session: Session, places: Iterable[Place]) -> Mapping[Place, list[Fact]]:
    found: dict[Place, list[Fact]] = {}
    for repo, numbers in _by_repo(places).items():
        for some in chunks(sorted(numbers)):
            condition = (
                (FACT.c.repo_id == repo)
                & FACT.c.number.in_(some)
                & FACT.c.kind.in_([kind.value for kind in UNDOABLE])
            )
            for row in session.connection().execute(select(FACT).where(condition)):
                found.setdefault((repo, row.number), []).append(fact_of(row))
    return found


def _by_repo(places: Iterable[Place]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for repo, number in places:
        found.setdefault(repo, set()).add(number)
    return found
