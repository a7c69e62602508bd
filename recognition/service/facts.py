"""Keep facts and the accounts and repositories they name: of each, the newest that is known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlmodel import Session

from recognition.facts import Actor, Fact, Repo, newest
from recognition.rules.rule import EPOCH
from recognition.service.forgotten import forgotten, keepable
from recognition.service.rows import FACT, columns_of, fact_of, read_facts
from recognition.service.tables import chunks, forget, table_of, upsert
from recognition.service.undo import FactChange, mark_undone
from recognition.store import AccountRow, FactRow, RepositoryRow

__all__ = [
    "ACCOUNT",
    "FACT",
    "REPOSITORY",
    "Stored",
    "fact_of",
    "facts_by_key",
    "facts_by_person",
    "rename_facts",
    "see_accounts",
    "see_repositories",
    "store_facts",
]

ACCOUNT = table_of(AccountRow)
REPOSITORY = table_of(RepositoryRow)

MILLISECOND = timedelta(milliseconds=1)

LAST_VERSION_IN_TIME = 253_402_300_799_000
"""Milliseconds from 1970 to the last moment there is, 9999; larger versions are no moments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What became of the facts that were handed in.

    Attributes:
        changes: Former version (`None` = there was none) and present one, of each key that
            is different now, also of those that are undone now or stand again.
        read: How many facts there were.
        new: How many keys are new.
        changed: How many keys have another version now.
        renamed: Repositories whose name has turned out to be another, and that name; their
            facts are still to be given to `rename_facts`.
    """

    changes: tuple[FactChange, ...]
    read: int
    new: int
    changed: int
    renamed: Mapping[int, str] = field(default_factory=dict)

    @property
    def ignored(self) -> int:
        """Count the facts that said nothing new."""
        return self.read - self.new - self.changed


def store_facts(session: Session, facts: Iterable[Fact]) -> Stored:
    """Merge facts into the set; a repository's older name gives way to its newest.

    What is told of people who had themselves forgotten is passed over.
    """
    newest_given: dict[str, Fact] = {}
    sights: dict[int, tuple[datetime, str]] = {}
    read = 0
    gone = forgotten(session)
    for told in facts:
        read += 1
        fact = keepable(told, gone)
        if fact is None:
            continue
        other = newest_given.get(fact.key)
        newest_given[fact.key] = fact if other is None else newest(other, fact)
        if fact.repo is not None and fact.repo.id:
            sight = (_told_at(fact), fact.repo.full_name)
            sights[fact.repo.id] = max(sight, sights.get(fact.repo.id, sight))
    known = facts_by_key(session, newest_given)
    names, renamed = _see_names(session, sights)
    changes: list[FactChange] = []
    for key, given in newest_given.items():
        fact = _named(given, names)
        before = known.get(key)
        if before is None:
            changes.append((None, fact))
            continue
        same_name = _named(before, names)
        if newest(same_name, fact) != same_name:
            changes.append((before, fact))
    upsert(session, FactRow, [columns_of(fact) for _, fact in changes], keep=("undone_by",))
    see_accounts(session, ((fact.actor, fact.at) for _, fact in changes))
    new = sum(before is None for before, _ in changes)
    return Stored(
        changes=tuple(mark_undone(session, changes)),
        read=read,
        new=new,
        changed=len(changes) - new,
        renamed=renamed,
    )


def facts_by_key(session: Session, keys: Iterable[str]) -> dict[str, Fact]:
    """Give the facts of these keys that are known."""
    found: dict[str, Fact] = {}
    for some in chunks(keys):
        found.update((fact.key, fact) for fact in read_facts(session, FACT.c.key.in_(some)))
    return found


def facts_by_person(
    session: Session, people: Iterable[int], *, kinds: Collection[str]
) -> dict[int, list[Fact]]:
    """Give the facts of these kinds that each of these accounts did."""
    found: dict[int, list[Fact]] = {}
    for some in chunks(people):
        condition = FACT.c.actor_id.in_(some) & FACT.c.kind.in_(sorted(kinds))
        for fact in read_facts(session, condition):
            found.setdefault(fact.actor.id, []).append(fact)
    return found


# --- accounts -----------------------------------------------------------------------------


def see_accounts(session: Session, seen: Iterable[tuple[Actor, datetime]]) -> None:
    """Keep the newest known login of each account.

    Args:
        session: An open unit of work.
        seen: Accounts, and when each had this login. Of two logins at the same moment the one
            that sorts last is kept, so that the order of arrival does not matter.
    """
    newest_seen: dict[int, tuple[datetime, str, str]] = {}
    for actor, moment in seen:
        sight = (moment, actor.login, actor.type)
        newest_seen[actor.id] = max(sight, newest_seen.get(actor.id, sight))
    known = _sights(session, newest_seen)
    upsert(
        session,
        AccountRow,
        [
            {
                "id": account,
                "login": sight[1],
                "type": sight[2],
                "seen_at": sight[0],
                "muted": False,
                "opted_out": False,
                "erased": False,
            }
            for account, sight in newest_seen.items()
            if account not in known or sight > known[account]
        ],
        keep=("muted", "opted_out", "erased"),
    )


def _sights(session: Session, accounts: Iterable[int]) -> Mapping[int, tuple[datetime, str, str]]:
    found: dict[int, tuple[datetime, str, str]] = {}
    for some in chunks(accounts):
        rows = session.connection().execute(select(ACCOUNT).where(ACCOUNT.c.id.in_(some)))
        found.update((row.id, (row.seen_at, row.login, row.type)) for row in rows)
    return found


# --- repositories -------------------------------------------------------------------------

RENAME_BATCH = 2_000
"""Facts that are renamed at a time; a repository may hold a hundred thousand."""


def see_repositories(session: Session, seen: Iterable[tuple[Repo, datetime]]) -> dict[int, str]:
    """Keep the newest known name of each repository.

    Args:
        session: An open unit of work.
        seen: Repositories, and when each had this name. Of two names at the same moment the
            one that sorts last is kept, so that the order of arrival does not matter. One that
            is known by its name only, with the number 0, cannot be followed.

    Returns:
        By number, the new name of repositories of which facts bear another one. These must be
        given to `rename_facts` in the same unit of work; `record.see_names` does, and makes
        the awards right.
    """
    sights: dict[int, tuple[datetime, str]] = {}
    for repo, moment in seen:
        if repo.id:
            sight = (moment, repo.full_name)
            sights[repo.id] = max(sight, sights.get(repo.id, sight))
    return _see_names(session, sights)[1]


def rename_facts(session: Session, renamed: Mapping[int, str]) -> Iterator[list[FactChange]]:
    """Give the stored facts of renamed repositories their names, some at a time.

    Yields:
        The facts before and as they are now; they are written.
    """
    for repo, name in renamed.items():
        stale = select(FACT).where((FACT.c.repo_id == repo) & (FACT.c.repo_name != name))
        while rows := session.connection().execute(stale.limit(RENAME_BATCH)).all():
            before = [fact_of(row) for row in rows]
            for some in chunks([fact.key for fact in before]):
                session.connection().execute(
                    update(FACT).where(FACT.c.key.in_(some)).values(repo_name=name)
                )
            forget(session, FactRow)
            yield [(fact, _named(fact, {repo: name})) for fact in before]


def _see_names(
    session: Session, sights: Mapping[int, tuple[datetime, str]]
) -> tuple[dict[int, str], dict[int, str]]:
    """Keep names; gives the newest of each, and those which stored facts do not bear yet."""
    known: dict[int, tuple[datetime, str]] = {}
    for some in chunks(sights):
        rows = session.connection().execute(select(REPOSITORY).where(REPOSITORY.c.id.in_(some)))
        known.update((row.id, (row.seen_at, row.full_name)) for row in rows)
    better = {
        repo: sight for repo, sight in sights.items() if repo not in known or sight > known[repo]
    }
    upsert(
        session,
        RepositoryRow,
        [
            {"id": repo, "full_name": name, "seen_at": moment}
            for repo, (moment, name) in better.items()
        ],
    )
    names = {repo: name for repo, (_, name) in {**known, **better}.items()}
    renamed = {
        repo: name
        for repo, (_, name) in better.items()
        if (repo not in known or known[repo][1] != name) and _is_stale(session, repo, name)
    }
    return names, renamed


def _is_stale(session: Session, repo: int, name: str) -> bool:
    stale = select(FACT.c.key).where((FACT.c.repo_id == repo) & (FACT.c.repo_name != name))
    return session.connection().execute(stale.limit(1)).first() is not None


def _named(fact: Fact, names: Mapping[int, str]) -> Fact:
    """Give a fact the newest name of its repository."""
    repo = fact.repo
    if repo is None or names.get(repo.id, repo.full_name) == repo.full_name:
        return fact
    return replace(fact, repo=Repo(id=repo.id, full_name=names[repo.id]))


def _told_at(fact: Fact) -> datetime:
    """Give the moment at which the source knew the repository by the name in the fact.

    Versions from GitHub are moments; others are small numbers, and then the deed is all that
    is dated.
    """
    if fact.version > LAST_VERSION_IN_TIME:
        return fact.at
    return max(fact.at, EPOCH + fact.version * MILLISECOND)
