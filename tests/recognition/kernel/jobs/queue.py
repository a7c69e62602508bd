"""A small queue for tests, with the columns that every queue has."""

from datetime import datetime

from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from recognition.kernel.store import Database, UtcDateTime


class _Apart(SQLModel, registry=registry()):
    """Keeps the table below out of the schema that the program's own tables make up."""


class TaskRow(_Apart, table=True):
    """One piece of work."""

    __tablename__ = "task"

    id: int | None = Field(default=None, primary_key=True)
    lane: str = "slow"
    state: str = "pending"
    attempts: int = 0
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)


def make_queue(database: Database, *tasks: TaskRow) -> None:
    """Make the table, and put tasks into it in this order."""
    _Apart.metadata.create_all(database.engine)
    with database.writing() as session:
        for task in tasks:
            session.add(task)
            session.flush()
