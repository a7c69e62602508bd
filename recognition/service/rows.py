"""Read and write facts as rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from recognition.facts import Actor, Fact, Repo
from recognition.kernel.ids import RepoId, UserId
from recognition.service.tables import table_of
from recognition.store import FactRow

FACT = table_of(FactRow)


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
        undone_by=row.undone_by,
    )


def columns_of(fact: Fact) -> dict[str, Any]:
    """Make the row of a value."""
    number = fact.attrs.get("number")
    return {
        "key": fact.key,
        "version": fact.version,
        "kind": str(fact.kind),
        "actor_id": fact.actor.id,
        "actor_login": fact.actor.login,
        "actor_type": fact.actor.type,
        "repo_id": fact.repo.id if fact.repo else None,
        "repo_name": fact.repo.full_name if fact.repo else None,
        "number": number if isinstance(number, int) else None,
        "at": fact.at,
        "attrs": dict(fact.attrs),
        "retracted": fact.retracted,
        "undone_by": fact.undone_by,
    }
