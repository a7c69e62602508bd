"""Write many rows at once, the same way on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

T = TypeVar("T")

CHUNK = 500
"""How many values stand in one `IN (…)`: databases limit the parameters of a statement."""


def chunks(values: Iterable[T], *, size: int = CHUNK) -> Iterator[list[T]]:
    """Cut values into lists of at most `size`."""
    rest = list(values)
    for begin in range(0, len(rest), size):
        yield rest[begin : begin + size]


def table_of(row: type[SQLModel]) -> Table:
    """Give the table of a row class."""
    table: Table = row.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    return table


def upsert(
    session: Session,
    row: type[SQLModel],
    values: Sequence[Mapping[str, Any]],
    *,
    keep: Iterable[str] = (),
) -> None:
    """Insert rows, or overwrite those whose primary key is there.

    Rows of the class that the session holds as objects are expired, so that they are read
    again when somebody looks at them.

    Args:
        session: An open unit of work.
        row: The row class.
        values: Whole rows by column name.
        keep: Columns that stay as they are in a row that is there.
    """
    if not values:
        return
    session.flush()
    table = table_of(row)
    statement = _insert(session, table)
    primary = [column.name for column in table.primary_key]
    left_alone = {*primary, *keep}
    statement = statement.on_conflict_do_update(
        index_elements=primary,
        set_={name: statement.excluded[name] for name in values[0] if name not in left_alone},
    )
    session.connection().execute(statement, list(values))
    forget(session, row)


def insert_missing(
    session: Session, row: type[SQLModel], values: Sequence[Mapping[str, Any]]
) -> None:
    """Insert rows; those whose primary key is there stay as they are."""
    if values:
        session.flush()
        statement = _insert(session, table_of(row)).on_conflict_do_nothing()
        session.connection().execute(statement, list(values))


def forget(session: Session, row: type[SQLModel]) -> None:
    """Have the session read its objects of a class again; statements have changed their rows."""
    for held in list(session.identity_map.values()):
        if isinstance(held, row):
            session.expire(held)


def _insert(session: Session, table: Table) -> Any:
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table)
