"""Read and write facts as rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Row, Text, select, type_coerce
from sqlmodel import Session

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


_RAW = (
    FACT.c.key,
    FACT.c.version,
    FACT.c.kind,
    FACT.c.actor_id,
    FACT.c.actor_login,
    FACT.c.actor_type,
    FACT.c.repo_id,
    FACT.c.repo_name,
    type_coerce(FACT.c.at, DateTime(timezone=True)),
    type_coerce(FACT.c.attrs, Text),
    FACT.c.retracted,
    FACT.c.undone_by,
)


def read_facts(session: Session, condition: ColumnElement[bool]) -> Iterator[Fact]:
    """Give the facts for which a condition holds, in no particular order.

    It does what `fact_of` does, in bulk and at half the cost: values that come again, such as
    actors and repositories, are made once, and no column is asked for by its name.
    """
    actors: dict[tuple[int, str, str], Actor] = {}
    repos: dict[tuple[int, str], Repo] = {}
    decode = json.loads
    rows = session.connection().execute(select(*_RAW).where(condition))
    for key, version, kind, actor_id, login, of_type, repo_id, name, at, attrs, gone, by in rows:
        account = (actor_id, login, of_type)
        actor = actors.get(account)
        if actor is None:
            actor = actors[account] = Actor(id=UserId(actor_id), login=login, type=of_type)
        repo = None
        if repo_id is not None and name is not None:
            repo = repos.get((repo_id, name))
            if repo is None:
                repo = repos[repo_id, name] = Repo(id=RepoId(repo_id), full_name=name)
        yield Fact(
            key=key,
            version=version,
            kind=kind,
            actor=actor,
            repo=repo,
            at=at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC),
            attrs=decode(attrs),
            retracted=gone,
            undone_by=by,
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
