"""Keep facts and the accounts they name: a set, of which the newest version of each stays."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session

from recognition.facts import Actor, Fact, Repo, newest
from recognition.kernel.ids import RepoId, UserId
from recognition.service.tables import chunks, table_of, upsert
from recognition.store import AccountRow, FactRow

FACT = table_of(FactRow)
ACCOUNT = table_of(AccountRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What became of the facts that were handed in.

    Attributes:
        changes: Former version (`None` = there was none) and present one, of each key that
            is different now.
        read: How many facts there were.
        new: How many keys are new.
        changed: How many keys have another version now.
    """

    changes: tuple[tuple[Fact | None, Fact], ...]
    read: int
    new: int
    changed: int

    @property
    def ignored(self) -> int:
        """Count the facts that said nothing new."""
        return self.read - self.new - self.changed


def fact_of(row: FactRow | Row[Any]) -> Fact:
    """Make the value of a row."""
    repo = None
    if row.repo_id is not None and row.repo_name is not None:
        repo = Repo(id=RepoId(row.repo_id), full_name=row.repo_name)
    return Fact(
        key=row.key,
        version=row.version,
        kind=row.kind,
        actor=Actor(id=UserId(row.actor_id), login=row.actor_login, type=row.actor_type),
        repo=repo,
        at=row.at,
        attrs=row.attrs,
        retracted=row.retracted,
    )


def store_facts(session: Session, facts: Iterable[Fact]) -> Stored:
    """Merge facts into the set."""
    newest_given: dict[str, Fact] = {}
    read = 0
    for fact in facts:
        read += 1
        other = newest_given.get(fact.key)
        newest_given[fact.key] = fact if other is None else newest(other, fact)
    known = facts_by_key(session, newest_given)
    changes: list[tuple[Fact | None, Fact]] = []
    for key, fact in newest_given.items():
        before = known.get(key)
        if before is None or newest(before, fact) != before:
            changes.append((before, fact))
    upsert(session, FactRow, [_columns(fact) for _, fact in changes])
    see_accounts(session, ((fact.actor, fact.at) for _, fact in changes))
    new = sum(before is None for before, _ in changes)
    return Stored(changes=tuple(changes), read=read, new=new, changed=len(changes) - new)


def facts_by_key(session: Session, keys: Iterable[str]) -> dict[str, Fact]:
    """Give the facts of these keys that are known."""
    found: dict[str, Fact] = {}
    for some in chunks(keys):
        rows = session.connection().execute(select(FACT).where(FACT.c.key.in_(some)))
        found.update((row.key, fact_of(row)) for row in rows)
    return found


def facts_by_person(
    session: Session, people: Iterable[int], *, kinds: Collection[str]
) -> dict[int, list[Fact]]:
    """Give the facts of these kinds that each of these people did."""
    found: dict[int, list[Fact]] = {}
    for some in chunks(people):
        condition = FACT.c.actor_id.in_(some) & FACT.c.kind.in_(sorted(kinds))
        for row in session.connection().execute(select(FACT).where(condition)):
            found.setdefault(row.actor_id, []).append(fact_of(row))
    return found


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
            }
            for account, sight in newest_seen.items()
            if account not in known or sight > known[account]
        ],
        keep=("muted", "opted_out"),
    )


def _sights(session: Session, accounts: Iterable[int]) -> Mapping[int, tuple[datetime, str, str]]:
    found: dict[int, tuple[datetime, str, str]] = {}
    for some in chunks(accounts):
        rows = session.connection().execute(select(ACCOUNT).where(ACCOUNT.c.id.in_(some)))
        found.update((row.id, (row.seen_at, row.login, row.type)) for row in rows)
    return found


def _columns(fact: Fact) -> dict[str, Any]:
    return {
        "key": fact.key,
        "version": fact.version,
        "kind": str(fact.kind),
        "actor_id": fact.actor.id,
        "actor_login": fact.actor.login,
        "actor_type": fact.actor.type,
        "repo_id": fact.repo.id if fact.repo else None,
        "repo_name": fact.repo.full_name if fact.repo else None,
        "at": fact.at,
        "attrs": dict(fact.attrs),
        "retracted": fact.retracted,
    }
